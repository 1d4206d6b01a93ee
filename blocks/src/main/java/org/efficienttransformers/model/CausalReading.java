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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.model.layer.Layers;
import org.efficienttransformers.model.layer.TransformerLayer;
import org.efficienttransformers.model.reversible.ReversibleStack;

/**
 * Reads with a causal language model, each of whose layers has a past.
 *
 * <p>Reformer reads the first piece as the model reads any text, padded to whole chunks, and what
 * follows one by one, each against the chunks that it falls into, while what earlier positions have
 * seen stays as it was. The logits thus differ a little from those of the whole text, as in
 * transformers.
 */
final class CausalReading implements TextReading {

    private final TransformerModel model;
    private final Backbone backbone;
    private final HeadBlock head;
    private final NDManager manager;
    private final List<Past> past = new ArrayList<>();
    private int length;

    CausalReading(TransformerModel model, Backbone backbone, HeadBlock head, NDManager parent) {
        require(
                model.head() == Head.CAUSAL_LM,
                "The model's head is %s, which doesn't predict the token that follows; CAUSAL_LM"
                        + " does.",
                model.head());
        this.model = model;
        this.backbone = backbone;
        this.head = head;
        manager = parent.newSubManager(model.device());
    }

    @Override
    public NDManager manager() {
        return manager;
    }

    @Override
    public NDArray read(NDManager scope, long[]... tokens) {
        if (past.isEmpty()) {
            begin(tokens.length);
        }
        ParameterStore store = new DetachedParameters(new ParameterStore(scope, false), scope);
        NDArray hidden;
        if (!isReversible()) {
            hidden = readLayers(store, scope, tokens);
        } else if (length == 0) {
            hidden = readFirst(store, scope, tokens);
        } else {
            hidden = readOneByOne(store, scope, tokens);
        }
        length += tokens[0].length;
        NDArray last = hidden.get(new NDIndex(":, -1:"));
        NDArray logits = Layers.call(head, store, backbone.normed(store, last), false);
        return logits.get(":, 0");
    }

    private boolean isReversible() {
        return model.description().reversible();
    }

    private void begin(int rows) {
        long multiple = backbone.chunkMultiple();
        for (SelfAttention attention : backbone.attention()) {
            past.add(
                    attention instanceof ChunkedAttention chunked
                            ? chunked.pastOf(manager, multiple)
                            : attention.newPast(manager, rows));
        }
    }

    private static NDArray ids(NDManager scope, long[]... tokens) {
        long[] all = Arrays.stream(tokens).flatMapToLong(Arrays::stream).toArray();
        return scope.create(all, new Shape(tokens.length, tokens[0].length));
    }

    /** The positions of the next tokens, (b, n). */
    private NDArray positions(NDManager scope, int rows, int count) {
        Positions kind = model.description().embeddings().positions();
        int start = length + (kind instanceof Positions.Learned learned ? learned.reserved() : 0);
        return scope.arange(start, start + count, 1, DataType.INT64)
                .expandDims(0)
                .broadcast(rows, count);
    }

    private NDArray readLayers(ParameterStore store, NDManager scope, long[]... tokens) {
        NDArray hidden =
                backbone.embed(
                        store,
                        ids(scope, tokens),
                        positions(scope, tokens.length, tokens[0].length));
        for (int i = 0; i < past.size(); i++) {
            TransformerLayer layer = backbone.layers().get(i);
            Past own = past.get(i);
            hidden =
                    layer.readNext(
                            store,
                            hidden,
                            normed -> layer.attention().attendNext(store, normed, own));
        }
        return hidden;
    }

    private NDArray readFirst(ParameterStore store, NDManager scope, long[]... tokens) {
        int count = tokens[0].length;
        NDList given = new NDList(ids(scope, tokens));
        ModelInputs checked = ModelInputs.of(given, model.head(), scope, null);
        Backbone.Inputs inputs = model.reader().read(checked, null);
        NDArray embedded = backbone.embed(store, inputs.ids(), inputs.positions());
        return readReversibly(
                        store,
                        embedded,
                        (layer, normed) ->
                                ((ChunkedAttention) attention(layer))
                                        .attendFirst(
                                                store,
                                                normed,
                                                inputs.visible(),
                                                count,
                                                past.get(layer)))
                .get(new NDIndex(":, :{}", count));
    }

    private NDArray readOneByOne(ParameterStore store, NDManager scope, long[]... tokens) {
        NDArray hidden = null;
        for (int i = 0; i < tokens[0].length; i++) {
            int column = i;
            long[][] next = new long[tokens.length][];
            Arrays.setAll(next, row -> new long[] {tokens[row][column]});
            NDArray position = positions(scope, tokens.length, i + 1).get(new NDIndex(":, -1:"));
            NDArray embedded = backbone.embed(store, ids(scope, next), position);
            hidden =
                    readReversibly(
                            store,
                            embedded,
                            (layer, normed) ->
                                    attention(layer).attendNext(store, normed, past.get(layer)));
        }
        return hidden;
    }

    private SelfAttention attention(int layer) {
        return backbone.layers().get(layer).attention();
    }

    private NDArray readReversibly(
            ParameterStore store, NDArray embedded, ReversibleStack.Half attention) {
        return ReversibleStack.read(
                        backbone.layers(),
                        store,
                        embedded,
                        false,
                        (layer, hidden) ->
                                backbone.layers()
                                        .get(layer)
                                        .attentionHalf(
                                                store,
                                                hidden,
                                                false,
                                                normed -> attention.apply(layer, normed)))
                .head();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int maxLength() {
        return model.maxLength();
    }

    @Override
    public void reorder(int... rows) {
        past.forEach(each -> each.reorder(rows));
    }

    @Override
    public void close() {
        past.forEach(Past::close);
        manager.close();
    }
}
