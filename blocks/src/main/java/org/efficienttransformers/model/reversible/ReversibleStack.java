/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.reversible;

import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.model.layer.TransformerLayer;

/**
 * Runs embeddings through the layers of a Reformer, over two streams x1 and x2.
 *
 * <p>A layer is y1 = x1 + f(x2), y2 = x2 + g(y1), with attention f and feed forward g. Its inputs
 * follow from its outputs, x2 = y2 - g(y1) and x1 = y1 - f(x2), so that a backward pass can do
 * without them: see {@link ReversiblePass}. In training the streams are {@link WideStreams}.
 */
public final class ReversibleStack {

    private ReversibleStack() {}

    /**
     * Runs them.
     *
     * @param layers the layers
     * @param store the parameters
     * @param embedded the embeddings, (b, n, e), which both streams start from
     * @param visible the attention mask, (b, n), or null
     * @param training true in training
     * @param keepStates true to return the second stream below, between and above the layers, too
     * @return both streams side by side, (b, n, 2e), and the states, if they are kept, each (b, n,
     *     e)
     */
    public static NDList forward(
            List<TransformerLayer> layers,
            ParameterStore store,
            NDArray embedded,
            NDArray visible,
            boolean training,
            boolean keepStates) {
        if (!training) {
            return infer(layers, store, embedded, visible, keepStates);
        }
        RandomReplay random = RandomReplay.draw(embedded.getManager().getEngine());
        RecomputingGradients gradients = RecomputingGradients.active();
        NDList streams;
        if (gradients == null) {
            streams = train(layers, store, embedded, visible, random, keepStates);
        } else {
            requireState(
                    !keepStates,
                    "The model returns its hidden states, which reversible training doesn't keep;"
                            + " load it without outputHiddenStates, or train it with another"
                            + " gradient collector.");
            NDList inputs = new NDList(embedded);
            if (visible != null) {
                inputs.add(visible);
            }
            ReversiblePass pass = new ReversiblePass(layers, random);
            try (NDArray wide = gradients.apply(pass, store, inputs, RandomReplay.NONE, 0)) {
                streams = new NDList(WideStreams.narrowed(wide, embedded.getDataType()));
            }
        }
        random.start(2 * layers.size());
        return streams;
    }

    /**
     * Computes the attention half of a layer, in the order of an earlier call if wanted.
     *
     * @param order as {@link ChunkedAttention#attend} takes and returns it
     * @return (b, n, e), and the order if there is one, on the manager of the hidden states
     */
    static NDList attend(
            TransformerLayer layer,
            NDArray order,
            ParameterStore store,
            NDArray hidden,
            NDArray visible,
            boolean training) {
        NDManager owner = hidden.getManager();
        NDList outputs = new NDList();
        NDArray half =
                layer.attentionHalf(
                        store,
                        hidden,
                        training,
                        normed -> {
                            NDList context =
                                    context(layer, order, store, normed, visible, training);
                            outputs.addAll(context.subNDList(1));
                            outputs.attach(owner);
                            return context.head();
                        });
        outputs.add(0, half);
        return outputs;
    }

    private static NDList context(
            TransformerLayer layer,
            NDArray order,
            ParameterStore store,
            NDArray normed,
            NDArray visible,
            boolean training) {
        if (layer.attention() instanceof ChunkedAttention chunked) {
            return chunked.attend(order, store, normed, visible, training);
        }
        NDList inputs = visible == null ? new NDList(normed) : new NDList(normed, visible);
        return layer.attention().forward(store, inputs, training);
    }

    /** What one half of a layer adds to the other stream. */
    public interface Half {

        /**
         * Computes it.
         *
         * @param layer the number of the layer
         * @param hidden a stream, (b, n, e)
         * @return (b, n, e)
         */
        NDArray apply(int layer, NDArray hidden);
    }

    private static NDList infer(
            List<TransformerLayer> layers,
            ParameterStore store,
            NDArray embedded,
            NDArray visible,
            boolean keepStates) {
        return read(
                layers,
                store,
                embedded,
                keepStates,
                (layer, hidden) -> {
                    NDList attended =
                            attend(layers.get(layer), null, store, hidden, visible, false);
                    attended.subNDList(1).close();
                    return attended.head();
                });
    }

    /**
     * Runs them in inference with another attention half, such as one that reads on.
     *
     * @param layers the layers
     * @param store the parameters
     * @param embedded the embeddings, (b, n, e)
     * @param keepStates true to return the states, too
     * @param attention the attention half
     * @return as {@link #forward}
     */
    public static NDList read(
            List<TransformerLayer> layers,
            ParameterStore store,
            NDArray embedded,
            boolean keepStates,
            Half attention) {
        NDList states = new NDList(embedded);
        NDArray first = embedded;
        NDArray second = embedded;
        for (int i = 0; i < layers.size(); i++) {
            NDArray next;
            try (NDArray attended = attention.apply(i, second)) {
                next = first.add(attended);
            }
            close(first, embedded);
            first = next;
            try (NDArray fed = layers.get(i).feedForwardHalf(store, first, false)) {
                next = second.add(fed);
            }
            if (keepStates) {
                states.add(next);
            } else {
                close(second, embedded);
            }
            second = next;
        }
        NDList streams = new NDList(first.concat(second, 2)); // b n 2e
        return keepStates ? streams.addAll(states) : streams;
    }

    /** As the engine records it. */
    private static NDList train(
            List<TransformerLayer> layers,
            ParameterStore store,
            NDArray embedded,
            NDArray visible,
            RandomReplay random,
            boolean keepStates) {
        DataType type = embedded.getDataType();
        NDList states = new NDList(embedded);
        NDArray first = WideStreams.widened(embedded);
        NDArray second = first;
        for (int i = 0; i < layers.size(); i++) {
            TransformerLayer layer = layers.get(i);
            random.start(2 * i);
            NDArray below = WideStreams.narrowed(second, type);
            first = first.add(attend(layer, null, store, below, visible, true).head());
            random.start(2 * i + 1);
            NDArray attended = WideStreams.narrowed(first, type);
            second = second.add(layer.feedForwardHalf(store, attended, true));
            if (keepStates) {
                states.add(WideStreams.narrowed(second, type));
            }
        }
        NDList streams = new NDList(WideStreams.narrowed(first.concat(second, 2), type)); // b n 2e
        return keepStates ? streams.addAll(states) : streams;
    }

    private static void close(NDArray array, NDArray unless) {
        if (array != unless) {
            array.close();
        }
    }
}
