/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.attention.lsh.PastText;
import org.efficienttransformers.attention.randomfeature.KeySums;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.description.Positions;

/**
 * Reads a text piece by piece with a causal language model whose attention remembers what was read:
 * what {@code generate} computes tokens by.
 */
public final class IncrementalReading {

    private final TransformerModel model;
    private final Backbone backbone;
    private final HeadBlock head;

    IncrementalReading(TransformerModel model, Backbone backbone, HeadBlock head) {
        this.model = model;
        this.backbone = backbone;
        this.head = head;
    }

    /**
     * Returns the device of the parameters.
     *
     * @return the device
     */
    public Device device() {
        return model.device();
    }

    /**
     * Starts to remember, for a model all of whose layers have a {@link ChunkedAttention}.
     *
     * @param manager owns what is remembered
     * @return what each layer has read, nothing yet
     */
    public List<PastText> newPast(NDManager manager) {
        long multiple = backbone.chunkMultiple();
        return backbone.layers().stream()
                .map(layer -> chunked(layer).newPast(manager, multiple))
                .toList();
    }

    private static ChunkedAttention chunked(TransformerLayer layer) {
        return (ChunkedAttention) layer.attention();
    }

    /**
     * Reads the beginning of a text with reversible layers.
     *
     * @param store the parameters
     * @param manager owns what is made on the way
     * @param tokens the text
     * @param past what each layer remembers; nothing yet
     * @return the logits of the token that follows, (1, 1, vocabulary)
     */
    public NDArray readFirst(
            ParameterStore store, NDManager manager, long[] tokens, List<PastText> past) {
        NDArray given = manager.create(tokens, new Shape(1, tokens.length));
        ModelInputs checked = ModelInputs.of(new NDList(given), model.head(), manager, null);
        Backbone.Inputs inputs = model.backboneInputs(checked, null);
        NDArray embedded = backbone.embed(store, inputs.ids(), inputs.positions());
        NDArray streams =
                readReversibly(
                        store,
                        embedded,
                        (layer, normed) ->
                                chunked(backbone.layers().get(layer))
                                        .attendFirst(
                                                store,
                                                normed,
                                                inputs.visible(),
                                                tokens.length,
                                                past.get(layer)));
        return logits(
                store, streams.get(new NDIndex(":, {}:{}", tokens.length - 1, tokens.length)));
    }

    /**
     * Reads the next token with reversible layers.
     *
     * @param store the parameters
     * @param id the token, (1, 1)
     * @param position its position, (1, 1)
     * @param past what each layer has read; added to
     * @return the logits of the token that follows, (1, 1, vocabulary)
     */
    public NDArray readNext(
            ParameterStore store, NDArray id, NDArray position, List<PastText> past) {
        NDArray embedded = backbone.embed(store, id, position);
        return logits(
                store,
                readReversibly(
                        store,
                        embedded,
                        (layer, normed) ->
                                chunked(backbone.layers().get(layer))
                                        .attendNext(store, normed, past.get(layer))));
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

    /**
     * Reads on with random features in all layers.
     *
     * @param store the parameters
     * @param ids the next tokens, (b, n)
     * @param length the number of tokens that were read before
     * @param past what each layer has read; added to
     * @return the logits of the token that follows, (b, 1, vocabulary)
     */
    public NDArray readNext(ParameterStore store, NDArray ids, int length, List<KeySums> past) {
        Positions kind = model.description().embeddings().positions();
        int start = length + (kind instanceof Positions.Learned learned ? learned.reserved() : 0);
        int end = Math.toIntExact(start + ids.getShape().get(1));
        NDArray positions = ids.getManager().arange(start, end, 1, ids.getDataType()).expandDims(0);
        NDArray hidden = backbone.embed(store, ids, positions);
        for (int i = 0; i < past.size(); i++) {
            TransformerLayer layer = backbone.layers().get(i);
            RandomFeatureAttention attention = (RandomFeatureAttention) layer.attention();
            KeySums sums = past.get(i);
            hidden =
                    layer.readNext(
                            store, hidden, normed -> attention.attendNext(store, normed, sums));
        }
        return logits(store, hidden.get(new NDIndex(":, -1:")));
    }

    private NDArray logits(ParameterStore store, NDArray hidden) {
        return Layers.call(head, store, backbone.normed(store, hidden), false);
    }
}
