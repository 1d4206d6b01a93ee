/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.description.DecoderLayerPart;
import org.efficienttransformers.description.DecoderPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.model.layer.Embeddings;
import org.efficienttransformers.model.layer.Layers;

/** The second stack of an encoder-decoder, whose Blocks are children of the model. */
public final class DecoderStack {

    private final DecoderPart part;
    private final DecoderProgram program;
    private final Embeddings embeddings;
    private final List<DecoderLayer> layers = new ArrayList<>();
    private final Block norm;
    private final Map<String, Block> children = new LinkedHashMap<>();

    /**
     * What the decoder sees of the encoder.
     *
     * @param states (b, m, e)
     * @param visible 1 at tokens and 0 at padding, (b, m), in the type of the states; null if all
     *     are tokens
     */
    public record Source(NDArray states, NDArray visible) {

        /** What is added to scores, (b, 1, 1, m). */
        public NDArray mask() {
            Shape shape = states.getShape();
            NDArray seen =
                    visible == null
                            ? states.getManager().ones(shape.slice(0, 2), states.getDataType())
                            : visible;
            return Masks.additive(seen).reshape(shape.get(0), 1, 1, shape.get(1));
        }
    }

    public DecoderStack(DecoderPart part, Parameter words, KernelMode kernels) {
        this.part = part;
        embeddings = add(part.embeddings().name(), new Embeddings(part.embeddings(), words));
        int size = part.embeddings().hiddenSize();
        for (DecoderLayerPart layer : part.layers()) {
            DecoderLayer below = layers.isEmpty() ? null : layers.get(layers.size() - 1);
            layers.add(add(layer.name(), new DecoderLayer(layer, size, below, kernels)));
        }
        norm =
                part.finalNorm() == null
                        ? null
                        : add(part.finalNorm().name(), Layers.norm(part.finalNorm()));
        program = new DecoderProgram(kernels, embeddings, layers, part.finalNorm(), norm);
    }

    private <B extends Block> B add(String name, B block) {
        children.put(name, block);
        return block;
    }

    /** The Blocks, by their names. */
    public Map<String, Block> children() {
        return children;
    }

    /** What it is. */
    public DecoderPart part() {
        return part;
    }

    /** The layers. */
    public List<DecoderLayer> layers() {
        return layers;
    }

    /**
     * {@return the parameters that words and positions become vectors by, without a table of words
     * that is the encoder's}
     */
    public List<Parameter> embeddingParameters() {
        return embeddings.getParameters().values();
    }

    /** The program that reads piece by piece. */
    public DecoderProgram program() {
        return program;
    }

    /**
     * Reads whole texts.
     *
     * @param store the parameters
     * @param ids the texts, (b, n), INT64 and in range
     * @param visible the mask of the texts, (b, n), in the type of the parameters; null if all are
     *     tokens
     * @param source what it sees of the encoder
     * @param training true in training
     * @param keepStates true to give the hidden states between the layers, too
     * @return the states above the last layer, and, if they are kept, those after the embeddings
     *     and after each layer, each (b, n, e)
     */
    public NDList read(
            ParameterStore store,
            NDArray ids,
            NDArray visible,
            Source source,
            boolean training,
            boolean keepStates) {
        NDArray hidden = embeddings.embed(store, ids, null, null, training);
        int length = Math.toIntExact(ids.getShape().get(1));
        NDArray causal = layers.get(0).self().causal(store, hidden, length, training);
        if (visible != null) {
            causal =
                    causal.add(
                            Masks.additive(visible).reshape(ids.getShape().get(0), 1, 1, length));
            // A hidden key of the future counts once: twice would overflow float16.
            NDArray most =
                    causal.getManager()
                            .full(
                                    new Shape(),
                                    (float) Masks.hidden(causal.getDataType()),
                                    causal.getDataType());
            causal = causal.maximum(most);
        }
        NDArray seen = causal;
        NDArray sourceMask = source.mask();
        NDArray states = Layers.dropout(source.states(), part.sourceDropout(), training);
        NDList kept = new NDList(hidden);
        for (DecoderLayer layer : layers) {
            hidden =
                    layer.read(
                            store,
                            hidden,
                            normed -> attend(layer.self(), store, normed, normed, seen, training),
                            normed ->
                                    attend(
                                            layer.source(),
                                            store,
                                            normed,
                                            states,
                                            sourceMask,
                                            training),
                            training);
            kept.add(hidden);
        }
        NDArray last =
                Layers.dropout(normed(store, hidden, training), part.finalDropout(), training);
        kept.set(kept.size() - 1, last);
        return keepStates ? new NDList(last).addAll(kept) : new NDList(last);
    }

    private static NDArray attend(
            DecoderAttention attention,
            ParameterStore store,
            NDArray hidden,
            NDArray states,
            NDArray mask,
            boolean training) {
        return attention.attend(
                store,
                hidden,
                attention.project(attention.key(), store, states, training),
                attention.project(attention.value(), store, states, training),
                mask,
                training);
    }

    /** Embeds words, (b, n), at their positions, in inference: (b, n, e). */
    public NDArray embed(ParameterStore store, NDArray ids, NDArray positions) {
        return embeddings.embed(store, ids, positions, null, false);
    }

    /** The norm above the layers. */
    public NDArray normed(ParameterStore store, NDArray hidden, boolean training) {
        return Layers.normed(norm, store, hidden, training);
    }

    public void initialize(NDManager manager, DataType dataType) {
        Shape hidden = new Shape(1, 1, part.embeddings().hiddenSize());
        embeddings.initialize(manager, dataType, new Shape(1, 1));
        layers.forEach(layer -> layer.initialize(manager, dataType, hidden));
        if (norm != null) {
            norm.initialize(manager, dataType, hidden);
        }
    }
}
