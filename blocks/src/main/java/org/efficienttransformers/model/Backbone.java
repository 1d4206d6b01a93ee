/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

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
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.layer.Embeddings;
import org.efficienttransformers.model.layer.LayerStack;
import org.efficienttransformers.model.layer.Layers;
import org.efficienttransformers.model.layer.TransformerLayer;
import org.efficienttransformers.model.reversible.ReversibleStack;
import org.efficienttransformers.program.LayerPrograms;

/**
 * A model without its head: embeddings, layers, the norm above them and the pooler, which are
 * children of the model.
 */
final class Backbone {

    private final ModelDescription description;
    private final Embeddings embeddings;
    private final Block projection;
    private final List<TransformerLayer> layers = new ArrayList<>();
    private final Block norm;
    private final Block pooler;
    private final BackboneProgram program;
    private final Map<String, Block> children = new LinkedHashMap<>();

    /**
     * What a backbone reads.
     *
     * @param ids word indices, (b, n), INT64 and in range
     * @param positions their positions, likewise; null to count them from 0
     * @param types their token types, likewise; null for all 0
     * @param visible the attention mask, (b, n), in the type of the parameters; null if all are
     *     tokens
     * @param global which tokens are global; null for none
     */
    record Inputs(
            NDArray ids, NDArray positions, NDArray types, NDArray visible, GlobalMask global) {}

    /**
     * What a backbone gives.
     *
     * @param last the last hidden states, (b, n, e), of reversible layers (b, n, 2e); maybe (b, 1,
     *     e) if only the first was asked for
     * @param pooled the pooled first position, (b, e); null without a pooler
     * @param hidden if asked for, the hidden states after the embeddings and after each layer, each
     *     (b, n, e); otherwise empty
     */
    record States(NDArray last, NDArray pooled, NDList hidden) {

        /** Changes each array of (b, n, ...). */
        States map(UnaryOperator<NDArray> change) {
            NDList changed = new NDList();
            hidden.forEach(state -> changed.add(change.apply(state)));
            return new States(change.apply(last), pooled, changed);
        }
    }

    Backbone(ModelDescription description, KernelMode kernels) {
        this.description = description;
        EmbeddingsPart embedded = description.embeddings();
        embeddings = add(embedded.name(), new Embeddings(embedded));
        projection =
                embedded.projection() == null
                        ? null
                        : add(
                                embedded.projection(),
                                Layers.linear(
                                        new LinearPart(
                                                embedded.projection(),
                                                embedded.hiddenSize(),
                                                true)));
        List<SelfAttention> attention = new ArrayList<>();
        LayerPrograms training = new LayerPrograms();
        for (LayerPart part : description.layers()) {
            attention.add(attention(part.attention(), kernels, attention));
            TransformerLayer layer =
                    new TransformerLayer(part, attention.get(attention.size() - 1), training);
            layers.add(add(part.name(), layer));
        }
        norm =
                description.finalNorm() == null
                        ? null
                        : add(description.finalNorm().name(), Layers.norm(description.finalNorm()));
        pooler =
                description.pooler() == null
                        ? null
                        : add(description.pooler().name(), Layers.linear(description.pooler()));
        program = new BackboneProgram(description, kernels, embeddings, projection, layers, norm);
    }

    private <B extends Block> B add(String name, B block) {
        children.put(name, block);
        return block;
    }

    /** What words, positions and types become vectors by. */
    List<Parameter> embeddingParameters() {
        List<Parameter> all = new ArrayList<>(embeddings.getParameters().values());
        if (projection != null) {
            all.addAll(projection.getParameters().values());
        }
        return all;
    }

    private SelfAttention attention(
            AttentionPart part, KernelMode kernels, List<SelfAttention> below) {
        AttentionSizes sizes =
                new AttentionSizes(
                        description.embeddings().hiddenSize(),
                        part.heads(),
                        part.keyHeads(),
                        part.headSize(),
                        // What Reformer splits numbers of buckets by, even if axial positions end
                        // before.
                        description.embeddings().positions() instanceof Positions.Axial axial
                                ? axial.maxPositions()
                                : description.maxLength(),
                        description.layers().size(),
                        part.causal(),
                        part.bias(),
                        part.probabilityDropout(),
                        part.rotary(),
                        kernels);
        return part.kind().build(sizes, part.settings(), below.size(), below);
    }

    /** The program that reads texts in inference. */
    BackboneProgram program() {
        return program;
    }

    /** The Blocks, by their names. */
    Map<String, Block> children() {
        return children;
    }

    /** The table of words, which a language model's decoder may share. */
    Parameter words() {
        return embeddings.words();
    }

    /** The layers. */
    List<TransformerLayer> layers() {
        return layers;
    }

    /** The mechanism of each layer. */
    List<SelfAttention> attention() {
        return layers.stream().map(TransformerLayer::attention).toList();
    }

    /**
     * Returns the length that an input is padded to, so that reversible layers cut it into whole
     * chunks, and mechanisms that want a certain length have it.
     *
     * @param length the number of tokens
     * @return that number, if it needs no padding
     */
    long paddedLength(long length) {
        long multiple = chunkMultiple();
        boolean whole = multiple == 0 || length <= shortestChunk();
        long chunks = whole ? length : (length + multiple - 1) / multiple * multiple;
        return attention().stream().mapToLong(SelfAttention::leastLength).reduce(chunks, Math::max);
    }

    /** The least common multiple of the chunk lengths of all layers; 0 if none has chunks. */
    long chunkMultiple() {
        long multiple = 0;
        for (SelfAttention attention : attention()) {
            if (attention instanceof ChunkedAttention chunked) {
                long length = chunked.chunkLength();
                multiple = multiple == 0 ? length : multiple / divisor(multiple, length) * length;
            }
        }
        return multiple;
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    private long shortestChunk() {
        return attention().stream()
                .filter(ChunkedAttention.class::isInstance)
                .mapToLong(attention -> ((ChunkedAttention) attention).chunkLength())
                .min()
                .orElse(0);
    }

    /**
     * Reads a text.
     *
     * @param store the parameters
     * @param inputs the text
     * @param firstOnly true if the last hidden state of the first position is all that is wanted,
     *     which a program takes less time for; Blocks give all positions
     * @param training true in training
     * @param keepStates true to give the hidden states between the layers, too
     * @return the states
     */
    States read(
            ParameterStore store,
            Inputs inputs,
            boolean firstOnly,
            boolean training,
            boolean keepStates) {
        NDList states = training ? null : program.read(inputs, new NDList(), firstOnly, keepStates);
        if (states == null) {
            NDArray embedded =
                    projected(
                            store,
                            embeddings.embed(
                                    store, inputs.ids, inputs.positions, inputs.types, training),
                            training);
            states =
                    description.reversible()
                            ? readReversibly(store, embedded, inputs, training, keepStates)
                            : readLayers(store, embedded, inputs, training, keepStates);
        }
        NDArray last = states.head();
        NDArray pooled =
                pooler == null
                        ? null
                        : Layers.call(pooler, store, last.get(":, 0"), training).tanh();
        return new States(last, pooled, states.subNDList(1));
    }

    private NDList readReversibly(
            ParameterStore store,
            NDArray embedded,
            Inputs inputs,
            boolean training,
            boolean keepStates) {
        NDList streams =
                ReversibleStack.forward(
                        layers, store, embedded, inputs.visible, training, keepStates);
        NDArray normed = Layers.normed(norm, store, streams.head(), training);
        NDArray last = Layers.dropout(normed, description.embeddings().dropout(), training);
        return new NDList(last).addAll(streams.subNDList(1));
    }

    private NDList readLayers(
            ParameterStore store,
            NDArray embedded,
            Inputs inputs,
            boolean training,
            boolean keepStates) {
        NDList masks = new NDList();
        DataType type = words().getArray().getDataType();
        NDArray second = inputs.global == null ? null : inputs.global.array();
        if (second == null && inputs.types != null && layers.get(0).attention().takesTokenTypes()) {
            second = inputs.types.toType(type, false);
        }
        if (inputs.visible != null) {
            masks.add(inputs.visible);
        } else if (second != null) {
            masks.add(second.getManager().ones(second.getShape(), type));
        }
        if (second != null) {
            masks.add(second);
        }
        if (inputs.positions != null
                && description.embeddings().positions() instanceof Positions.None) {
            masks.add(inputs.positions.expandDims(2));
        }
        NDList states = LayerStack.forward(layers, store, embedded, masks, training, keepStates);
        NDArray last = states.get(states.size() - 1);
        NDArray normed = Layers.normed(norm, store, last, training);
        if (!keepStates) {
            if (normed != last) {
                last.close();
            }
            return new NDList(normed);
        }
        if (description.finalNormInStates()) {
            states.set(states.size() - 1, normed);
        }
        return new NDList(normed).addAll(states);
    }

    /** The size of the hidden states, e. */
    int hiddenSize() {
        return description.embeddings().hiddenSize();
    }

    /** Embeds words, (b, n), in inference: (b, n, e). */
    NDArray embed(ParameterStore store, NDArray ids, NDArray positions) {
        return projected(store, embeddings.embed(store, ids, positions, null, false), false);
    }

    private NDArray projected(ParameterStore store, NDArray embedded, boolean training) {
        return projection == null ? embedded : Layers.call(projection, store, embedded, training);
    }

    /** The norm above the layers, in inference. */
    NDArray normed(ParameterStore store, NDArray hidden) {
        return Layers.normed(norm, store, hidden, false);
    }

    void initialize(NDManager manager, DataType dataType, Shape ids) {
        embeddings.initialize(manager, dataType, ids);
        if (projection != null) {
            projection.initialize(manager, dataType, embeddings.getOutputShapes(new Shape[] {ids}));
        }
        int size = description.embeddings().hiddenSize();
        Shape hidden = ids.add(size);
        for (TransformerLayer layer : layers) {
            layer.initialize(manager, dataType, hidden);
        }
        if (norm != null) {
            norm.initialize(manager, dataType, output(ids));
        }
        if (pooler != null) {
            pooler.initialize(manager, dataType, new Shape(ids.get(0), size));
        }
    }

    /** The shape of the last hidden states for word indices, (b, n). */
    Shape output(Shape ids) {
        int streams = description.reversible() ? 2 : 1;
        return ids.add((long) streams * description.embeddings().hiddenSize());
    }
}
