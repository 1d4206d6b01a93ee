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
import org.efficienttransformers.model.decoder.DecoderAttention;
import org.efficienttransformers.model.decoder.DecoderLayer;
import org.efficienttransformers.model.decoder.DecoderPast;
import org.efficienttransformers.model.decoder.DecoderStack;
import org.efficienttransformers.model.layer.Layers;

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
        NDList kept = decoder.program().remember(source.states());
        if (kept == null) {
            kept = new NDList();
            for (DecoderLayer layer : decoder.layers()) {
                DecoderAttention own = layer.source();
                kept.add(byHead(own.project(own.key(), store, source.states(), false)));
                kept.add(byHead(own.project(own.value(), store, source.states(), false)));
            }
        }
        NDArray mask = source.mask();
        mask.attach(manager);
        kept.attach(manager);
        return new DecoderPast(manager, decoder.layers().get(0).self().width(), kept, mask);
    }

    /** (b, m, h, d) to (b, h, m, d), the numbers of a head next to each other. */
    private static NDArray byHead(NDArray array) {
        NDArray turned = array.transpose(0, 2, 1, 3);
        return turned.reshape(-1).reshape(turned.getShape());
    }

    private static ParameterStore store(NDManager scope) {
        return new DetachedParameters(new ParameterStore(scope, false), scope);
    }

    @Override
    public NDManager manager() {
        return manager;
    }

    @Override
    public NDArray read(NDManager scope, long[]... tokens) {
        require(
                tokens.length == past.rows(),
                "There are tokens for %d texts, and %d are read; give some for each.",
                tokens.length,
                past.rows());
        int rows = tokens.length;
        int count = tokens[0].length;
        int before = past.length();
        long[] all = Arrays.stream(tokens).flatMapToLong(Arrays::stream).toArray();
        NDArray ids = scope.create(all, new Shape(rows, count));
        NDArray positions = scope.arange(before, before + count, 1, DataType.INT64).expandDims(0);
        long[] places = past.grow(count);
        ParameterStore store = store(scope);
        DecoderAttention first = decoder.layers().get(0).self();
        DataType type = past.sourceMask().getDataType();
        NDArray added = first.added(store, past.seen(scope, count), past.length(), type);
        NDArray last = decoder.program().read(ids, positions, scope.create(places), added, past);
        if (last == null) {
            NDArray each = positions.broadcast(rows, count);
            last = readLayers(store, decoder.embed(store, ids, each), places, added);
        }
        return Layers.call(head, store, last, false).get(":, 0");
    }

    /** Reads by the Blocks: from embedded tokens, (b, n, e), to the last states, (b, 1, e). */
    private NDArray readLayers(
            ParameterStore store, NDArray embedded, long[] places, NDArray added) {
        Shape shape = embedded.getShape();
        // Texts about one source are one of so many times the positions.
        NDArray hidden = embedded.reshape(past.sources(), -1, shape.get(2));
        for (int i = 0; i < decoder.layers().size(); i++) {
            DecoderLayer layer = decoder.layers().get(i);
            int number = i;
            hidden =
                    layer.read(
                            store,
                            hidden,
                            normed -> attend(layer.self(), number, store, normed, places, added),
                            normed -> attendToSource(layer.source(), number, store, normed),
                            false);
        }
        NDArray last = hidden.reshape(shape).get(new NDIndex(":, -1:"));
        return decoder.normed(store, last, false);
    }

    private NDArray attend(
            DecoderAttention attention,
            int layer,
            ParameterStore store,
            NDArray hidden,
            long[] places,
            NDArray added) {
        NDArray key = attention.project(attention.key(), store, hidden, false);
        NDArray value = attention.project(attention.value(), store, hidden, false);
        return attention.attend(
                store,
                hidden,
                all(2 * layer, key, places, added.getShape().get(3)),
                all(2 * layer + 1, value, places, added.getShape().get(3)),
                added,
                false);
    }

    /** Writes the new vectors, (s, n, h, d), and takes all that are kept: (s, m, h, d). */
    private NDArray all(int number, NDArray vectors, long[] places, long size) {
        Shape shape = vectors.getShape();
        NDArray own = past.own();
        long capacity = own.getShape().get(2);
        NDArray added = vectors.reshape(-1, own.getShape().get(3));
        for (int i = 0; i < places.length; i++) {
            long source = places[i] / capacity;
            own.set(new NDIndex("{}, {}, {}", number, source, places[i] % capacity), added.get(i));
        }
        return own.get(vectors.getManager(), new NDIndex("{}, :, :{}", number, size))
                .reshape(shape.get(0), size, shape.get(2), shape.get(3));
    }

    private NDArray attendToSource(
            DecoderAttention attention, int layer, ParameterStore store, NDArray hidden) {
        NDArray key = past.source().get(2 * layer).transpose(0, 2, 1, 3);
        NDArray value = past.source().get(2 * layer + 1).transpose(0, 2, 1, 3);
        key.attach(hidden.getManager());
        value.attach(hidden.getManager());
        return attention.attend(store, hidden, key, value, past.sourceMask(), false);
    }

    @Override
    public int length() {
        return past.length();
    }

    @Override
    public int maxLength() {
        return decoder.part().embeddings().positions().maxLength();
    }

    @Override
    public void reorder(int... rows) {
        past.reorder(rows);
    }

    @Override
    public void close() {
        past.close();
        manager.close();
    }
}
