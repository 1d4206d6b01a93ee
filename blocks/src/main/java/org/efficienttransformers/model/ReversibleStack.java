/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.attention.lsh.PastText;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.ReversibleGradients;

/**
 * The layers of a Reformer, over two streams x1 and x2, and the LayerNorm above them.
 *
 * <p>A layer is y1 = x1 + f(x2), y2 = x2 + g(y1), with attention f and a feed-forward layer g. Its
 * inputs follow from its outputs, x2 = y2 - g(y1) and x1 = y1 - f(x2), so that a backward pass can
 * do without them: see {@link ReversiblePass}. In training the streams are {@link WideStreams}.
 *
 * <p>Inputs: embeddings, (b, n, e), which both streams start from, and the attention mask, (b, n),
 * if there is one. Outputs: both streams side by side, (b, n, 2e), and if asked for, the second
 * stream below, between and above the layers, each (b, n, e).
 */
public final class ReversibleStack extends AbstractBlock {

    private static final byte VERSION = 1;

    /** The two halves of a layer. */
    record Layer(ReformerAttention attention, ReformerFeedForward feedForward) {}

    private final ReformerConfig config;
    private final boolean outputHiddenStates;
    private final List<Layer> layers = new ArrayList<>();
    private final Block norm;

    ReversibleStack(
            ReformerConfig config,
            IntFunction<ChunkedAttention> attention,
            boolean outputHiddenStates) {
        super(VERSION);
        this.config = config;
        this.outputHiddenStates = outputHiddenStates;
        for (int i = 0; i < config.attnLayers().size(); i++) {
            String name = "layers." + i;
            ReformerAttention first = new ReformerAttention(config, attention.apply(i));
            ReformerFeedForward second = new ReformerFeedForward(config);
            layers.add(
                    new Layer(
                            addChildBlock(name + ".attention", first),
                            addChildBlock(name + ".feed_forward", second)));
        }
        norm = addChildBlock("layer_norm", Layers.norm(config.layerNormEps()));
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray embedded = inputs.get(0);
        NDArray visible = inputs.size() > 1 ? inputs.get(1) : null;
        RandomReplay random =
                training && config.isRandom()
                        ? RandomReplay.draw(embedded.getManager().getEngine())
                        : RandomReplay.NONE;
        ReversibleGradients gradients = training ? ReversibleGradients.active() : null;
        NDList streams;
        if (!training) {
            streams = infer(store, embedded, visible);
        } else if (gradients == null) {
            streams = train(store, embedded, visible, random);
        } else {
            checkNoHiddenStates();
            streams = ReversiblePass.forward(gradients, layers, store, embedded, visible, random);
        }
        random.start(2 * layers.size());
        NDArray normed = Layers.call(norm, store, streams.head(), training);
        NDList outputs = new NDList(Layers.dropout(normed, config.hiddenDropoutProb(), training));
        return outputs.addAll(streams.subNDList(1));
    }

    private void checkNoHiddenStates() {
        if (outputHiddenStates) {
            throw new IllegalStateException(
                    "The model gives out its hidden states, which reversible training doesn't"
                            + " keep; load it without outputHiddenStates, or train it with"
                            + " another gradient collector.");
        }
    }

    private NDList infer(ParameterStore store, NDArray embedded, NDArray visible) {
        NDList states = new NDList(embedded);
        NDArray first = embedded;
        NDArray second = embedded;
        for (Layer layer : layers) {
            NDList inputs = visible == null ? new NDList(second) : new NDList(second, visible);
            NDArray next;
            try (NDList attended = layer.attention.forward(store, inputs, false)) {
                next = first.add(attended.head());
            }
            close(first, embedded);
            first = next;
            try (NDList fed = layer.feedForward.forward(store, new NDList(first), false)) {
                next = second.add(fed.head());
            }
            if (outputHiddenStates) {
                states.add(next);
            } else {
                close(second, embedded);
            }
            second = next;
        }
        NDList streams = new NDList(first.concat(second, 2)); // b n 2e
        return outputHiddenStates ? streams.addAll(states) : streams;
    }

    /** As the engine records it. */
    private NDList train(
            ParameterStore store, NDArray embedded, NDArray visible, RandomReplay random) {
        DataType type = embedded.getDataType();
        NDList states = new NDList(embedded);
        NDArray first = WideStreams.widened(embedded);
        NDArray second = first;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            random.start(2 * i);
            NDList inputs = new NDList(WideStreams.narrowed(second, type));
            if (visible != null) {
                inputs.add(visible);
            }
            first = first.add(layer.attention.forward(store, inputs, true).head());
            random.start(2 * i + 1);
            NDList attended = new NDList(WideStreams.narrowed(first, type));
            second = second.add(layer.feedForward.forward(store, attended, true).head());
            if (outputHiddenStates) {
                states.add(WideStreams.narrowed(second, type));
            }
        }
        NDList streams = new NDList(WideStreams.narrowed(first.concat(second, 2), type)); // b n 2e
        return outputHiddenStates ? streams.addAll(states) : streams;
    }

    /** Starts to read texts one position at a time: what each layer remembers. */
    public List<PastText> newPast(NDManager manager) {
        long multiple = config.chunkMultiple();
        return layers.stream().map(layer -> layer.attention.newPast(manager, multiple)).toList();
    }

    /**
     * Reads the beginning of texts.
     *
     * @param tokens how many positions are no padding
     * @return the streams behind the LayerNorm at the last token, (b, 1, 2e)
     */
    public NDArray readFirst(
            ParameterStore store,
            NDArray embedded,
            NDArray visible,
            int tokens,
            List<PastText> past) {
        NDArray streams =
                read(
                        store,
                        embedded,
                        (layer, hidden) ->
                                layer(layer)
                                        .attendFirst(
                                                store, hidden, visible, tokens, past.get(layer)));
        NDArray last = streams.get(new NDIndex(":, {}:{}", tokens - 1, tokens));
        return Layers.call(norm, store, last, false);
    }

    /**
     * Reads the next position.
     *
     * @return (b, 1, 2e), likewise
     */
    public NDArray readNext(ParameterStore store, NDArray embedded, List<PastText> past) {
        NDArray streams =
                read(
                        store,
                        embedded,
                        (layer, hidden) -> layer(layer).attendNext(store, hidden, past.get(layer)));
        return Layers.call(norm, store, streams, false);
    }

    private ReformerAttention layer(int layer) {
        return layers.get(layer).attention;
    }

    private interface Reading {

        NDArray attend(int layer, NDArray hidden);
    }

    private NDArray read(ParameterStore store, NDArray embedded, Reading reading) {
        NDArray first = embedded;
        NDArray second = embedded;
        for (int i = 0; i < layers.size(); i++) {
            NDArray next;
            try (NDArray attended = reading.attend(i, second)) {
                next = first.add(attended);
            }
            close(first, embedded);
            first = next;
            try (NDList fed = layers.get(i).feedForward.forward(store, new NDList(first), false)) {
                next = second.add(fed.head());
            }
            close(second, embedded);
            second = next;
        }
        return first.concat(second, 2); // b n 2e
    }

    private static void close(NDArray array, NDArray unless) {
        if (array != unless) {
            array.close();
        }
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        for (Layer layer : layers) {
            layer.attention.initialize(manager, dataType, inputShapes[0]);
            layer.feedForward.initialize(manager, dataType, inputShapes[0]);
        }
        norm.initialize(manager, dataType, getOutputShapes(inputShapes));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape shape = inputShapes[0];
        return new Shape[] {new Shape(shape.get(0), shape.get(1), 2 * shape.get(2))};
    }
}
