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
import java.util.List;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.attention.lsh.PastText;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;

/**
 * Reads a text with a Reformer and remembers it: the cost of a token hardly depends on how many
 * there are already.
 *
 * <p>The first tokens are read together, as the model reads any text; those after them one by one,
 * each against the chunks that it falls into, while what earlier ones have seen stays as it was.
 * The logits thus differ a little from those of the whole text, as in transformers, whose tokens
 * they give.
 */
public final class ReformerPredictor implements TokenPredictor {

    private final TransformerModel model;
    private final NDManager manager;
    private final List<PastText> past;
    private int length;

    /**
     * Makes a predictor of no text yet.
     *
     * @param model a model with the head {@link Head#CAUSAL_LM}
     * @param manager owns what is remembered
     * @throws IllegalArgumentException if the model has another head
     */
    public ReformerPredictor(TransformerModel model, NDManager manager) {
        WholeTextPredictor.checkHead(model);
        this.model = model;
        this.manager = manager.newSubManager(model.incrementally().device());
        past = model.incrementally().newPast(this.manager);
    }

    /** {@inheritDoc} */
    @Override
    public float[] read(long... tokens) {
        PerformerPredictor.check(model, length, tokens);
        if (length == 0) {
            return readFirst(tokens);
        }
        float[] logits = {};
        for (long token : tokens) {
            logits = readNext(token);
        }
        return logits;
    }

    private float[] readFirst(long... tokens) {
        try (NDManager scope = manager.newSubManager()) {
            ParameterStore store = store(scope);
            length = tokens.length;
            return numbers(model.incrementally().readFirst(store, scope, tokens, past));
        }
    }

    private float[] readNext(long token) {
        try (NDManager scope = manager.newSubManager()) {
            ParameterStore store = store(scope);
            Shape shape = new Shape(1, 1);
            NDArray id = scope.create(new long[] {token}, shape);
            NDArray position = scope.create(new long[] {length}, shape);
            length++;
            return numbers(model.incrementally().readNext(store, id, position, past));
        }
    }

    /** Tells whether all layers of a model are of the kind that is needed. */
    static boolean canRead(TransformerModel model) {
        return model.description().reversible()
                && model.attention().stream().allMatch(ChunkedAttention.class::isInstance);
    }

    private static ParameterStore store(NDManager scope) {
        return new DetachedParameters(new ParameterStore(scope, false), scope);
    }

    private static float[] numbers(NDArray logits) {
        return logits.toType(DataType.FLOAT32, false).toFloatArray();
    }

    /** {@inheritDoc} */
    @Override
    public int maxLength() {
        return model.maxLength();
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        past.forEach(PastText::close);
        manager.close();
    }
}
