/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.description.Head;

/** Reads with the decoder of an encoder-decoder, which looks at sources that were encoded once. */
final class DecoderReading implements TextReading {

    private final TransformerModel model;
    private final DecoderStack decoder;
    private final HeadBlock head;
    private final NDManager manager;
    private final DecoderPast past;

    /**
     * Encodes the sources.
     *
     * @param model the model
     * @param decoder its decoder
     * @param head its head
     * @param inputs the sources: {@code input_ids}, {@code attention_mask}, {@code
     *     global_attention_mask}
     * @param parent owns what is remembered
     */
    DecoderReading(
            TransformerModel model,
            DecoderStack decoder,
            HeadBlock head,
            NDList inputs,
            NDManager parent) {
        require(
                model.head() == Head.CONDITIONAL_GENERATION,
                "The model's head is %s, which doesn't write texts about others;"
                        + " CONDITIONAL_GENERATION does.",
                model.head());
        this.model = model;
        this.decoder = decoder;
        this.head = head;
        manager = parent.newSubManager(model.device());
        try (NDManager scope = manager.newSubManager()) {
            past = remember(scope, inputs);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private DecoderPast remember(NDManager scope, NDList inputs) {
        ParameterStore store = store(scope);
        DecoderStack.Source source = model.encode(store, inputs, scope);
        NDList kept = new NDList();
        for (DecoderLayer layer : decoder.layers()) {
            DecoderAttention attention = layer.source();
            kept.add(byHead(attention.project(attention.key(), store, source.states(), false)));
            kept.add(byHead(attention.project(attention.value(), store, source.states(), false)));
        }
        NDArray mask = source.mask();
        mask.attach(manager);
        int width = decoder.layers().get(0).self().width();
        return new DecoderPast(manager, decoder.kernels(), width, kept, mask);
    }

    /** (b, m, h, d) to (b, h, m, d), the numbers of a head next to each other. */
    private NDArray byHead(NDArray array) {
        try (array;
                NDArray turned = array.transpose(0, 2, 1, 3)) {
            NDArray copy = turned.duplicate();
            copy.attach(manager);
            return copy;
        }
    }

    private static ParameterStore store(NDManager scope) {
        return new DetachedParameters(new ParameterStore(scope, false), scope);
    }

    /** {@inheritDoc} */
    @Override
    public NDManager manager() {
        return manager;
    }

    /** {@inheritDoc} */
    @Override
    public NDArray read(NDManager scope, long[]... tokens) {
        require(
                tokens.length == past.rows(),
                "There are tokens for %d texts, and %d are read; give some for each.",
                tokens.length,
                past.rows());
        ParameterStore store = store(scope);
        int rows = tokens.length;
        int count = tokens[0].length;
        int before = past.length();
        long[] all = Arrays.stream(tokens).flatMapToLong(Arrays::stream).toArray();
        NDArray ids = scope.create(all, new Shape(rows, count));
        NDArray positions =
                scope.arange(before, before + count, 1, DataType.INT64)
                        .expandDims(0)
                        .broadcast(rows, count);
        NDArray hidden = decoder.embed(store, ids, positions); // b n e
        NDArray own = past.grow(count);
        own.attach(scope);
        NDArray mask = decoder.layers().get(0).self().causal(store, hidden, before, count, false);
        hidden =
                decoder.kernels().isFused(hidden)
                        ? DecoderProgram.run(decoder, store, hidden, own, mask, past)
                        : readLayers(store, hidden, own, mask);
        NDArray last = hidden.get(new NDIndex(":, -1:"));
        return Layers.call(head, store, decoder.normed(store, last, false), false).get(":, 0");
    }

    private NDArray readLayers(ParameterStore store, NDArray first, NDArray own, NDArray mask) {
        NDArray hidden = first;
        for (int i = 0; i < decoder.layers().size(); i++) {
            DecoderLayer layer = decoder.layers().get(i);
            int number = i;
            hidden =
                    layer.read(
                            store,
                            hidden,
                            normed -> attend(layer.self(), number, store, normed, own, mask),
                            normed -> attendToSource(layer.source(), number, store, normed),
                            false);
        }
        return hidden;
    }

    private static NDArray attend(
            DecoderAttention attention,
            int layer,
            ParameterStore store,
            NDArray hidden,
            NDArray own,
            NDArray mask) {
        NDArray key = attention.project(attention.key(), store, hidden, false);
        NDArray value = attention.project(attention.value(), store, hidden, false);
        return attention.attend(
                store,
                hidden,
                all(own, 2 * layer, key),
                all(own, 2 * layer + 1, value),
                mask,
                false);
    }

    /** Puts the new vectors, (b, n, h, d), behind the others: all of them, (b, m, h, d). */
    private static NDArray all(NDArray own, int number, NDArray vectors) {
        Shape shape = vectors.getShape();
        long count = shape.get(1);
        long length = own.getShape().get(2);
        NDArray rows = vectors.reshape(shape.get(0), count, -1); // b n h*d
        own.set(new NDIndex("{}, :, {}:{}", number, length - count, length), rows);
        return own.get(vectors.getManager(), new NDIndex("{}", number))
                .reshape(shape.get(0), length, shape.get(2), shape.get(3));
    }

    /** The texts about one source are taken as one of so many times the positions. */
    private NDArray attendToSource(
            DecoderAttention attention, int layer, ParameterStore store, NDArray hidden) {
        Shape shape = hidden.getShape(); // b n e
        NDArray together = hidden.reshape(past.sources(), -1, shape.get(2));
        NDArray key = past.source().get(2 * layer).transpose(0, 2, 1, 3);
        NDArray value = past.source().get(2 * layer + 1).transpose(0, 2, 1, 3);
        key.attach(hidden.getManager());
        value.attach(hidden.getManager());
        return attention
                .attend(store, together, key, value, past.sourceMask(), false)
                .reshape(shape);
    }

    /** {@inheritDoc} */
    @Override
    public int length() {
        return past.length();
    }

    /** {@inheritDoc} */
    @Override
    public int maxLength() {
        return decoder.part().embeddings().positions().maxLength();
    }

    /** {@inheritDoc} */
    @Override
    public void reorder(int... rows) {
        require(
                rows.length % past.sources() == 0,
                "There are to be %d texts about %d sources; give equally many for each.",
                rows.length,
                past.sources());
        past.reorder(rows);
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        past.close();
        manager.close();
    }
}
