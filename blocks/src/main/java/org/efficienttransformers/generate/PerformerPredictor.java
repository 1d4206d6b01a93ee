/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.randomfeature.KeySums;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;

/**
 * Reads a text with a causal Performer and remembers it in sums of constant size: a token costs
 * what it costs alone, however many there are already. The logits are those of the whole text.
 */
public final class PerformerPredictor implements TokenPredictor {

    private final TransformerModel model;
    private final NDManager manager;
    private final List<KeySums> past = new ArrayList<>();
    private int length;

    /**
     * Makes a predictor of no text yet.
     *
     * @param model a model with the head {@link Head#CAUSAL_LM}, all of whose layers have {@link
     *     RandomFeatureAttention} in its causal form
     * @param manager owns what is remembered
     * @throws IllegalArgumentException if the model is another
     */
    public PerformerPredictor(TransformerModel model, NDManager manager) {
        WholeTextPredictor.checkHead(model);
        if (!canRead(model)) {
            throw new IllegalArgumentException(
                    "Only a model whose attention is Performer's in its causal form in all layers"
                            + " remembers a text in constant size; take TokenPredictor.of for"
                            + " others.");
        }
        this.model = model;
        this.manager = manager.newSubManager(model.incrementally().device());
        for (SelfAttention attention : model.attention()) {
            past.add(((RandomFeatureAttention) attention).begin(this.manager, 1));
        }
    }

    /** Tells whether all layers of a model are of the kind that is needed. */
    static boolean canRead(TransformerModel model) {
        List<SelfAttention> layers = model.attention();
        return !layers.isEmpty()
                && layers.stream()
                        .allMatch(
                                layer ->
                                        layer instanceof RandomFeatureAttention attention
                                                && attention.isCausal());
    }

    /**
     * Checks the next tokens of a text.
     *
     * @param model the model
     * @param length the length of the text so far
     * @param tokens the tokens
     * @throws IllegalArgumentException if there is none, one isn't in the vocabulary, or the text
     *     gets too long
     */
    static void check(TransformerModel model, int length, long... tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("There are no tokens; give one or more.");
        }
        if (length + tokens.length > model.maxLength()) {
            throw new IllegalArgumentException(
                    "The text gets "
                            + (length + tokens.length)
                            + " tokens long, and the model takes at most "
                            + model.maxLength()
                            + ".");
        }
        for (long token : tokens) {
            if (token < 0 || token >= model.vocabSize()) {
                throw new IllegalArgumentException(
                        "There is a token "
                                + token
                                + "; allowed: from 0 to "
                                + (model.vocabSize() - 1)
                                + " (vocab_size is "
                                + model.vocabSize()
                                + ").");
            }
        }
    }

    /** {@inheritDoc} */
    @Override
    public float[] read(long... tokens) {
        check(model, length, tokens);
        try (NDManager scope = manager.newSubManager()) {
            ParameterStore store = new DetachedParameters(new ParameterStore(scope, false), scope);
            Shape shape = new Shape(1, tokens.length);
            NDArray ids = scope.create(tokens, shape);
            NDArray logits = model.incrementally().readNext(store, ids, length, past);
            length += tokens.length;
            return logits.toType(DataType.FLOAT32, false).toFloatArray();
        }
    }

    /** {@inheritDoc} */
    @Override
    public int maxLength() {
        return model.maxLength();
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        past.forEach(KeySums::close);
        manager.close();
    }
}
