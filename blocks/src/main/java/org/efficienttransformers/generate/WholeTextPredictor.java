/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;

/** Computes the whole text again for each token, which any causal language model can. */
public final class WholeTextPredictor implements TokenPredictor {

    private final TransformerModel model;
    private final NDManager manager;
    private long[] text = {};

    /**
     * Makes a predictor of no text yet.
     *
     * @param model a model with the head {@link Head#CAUSAL_LM}
     * @param manager gives the engine
     * @throws IllegalArgumentException if the model has another head
     */
    public WholeTextPredictor(TransformerModel model, NDManager manager) {
        checkHead(model);
        this.model = model;
        this.manager = manager;
    }

    /** Refuses models that don't predict what follows. */
    static void checkHead(TransformerModel model) {
        if (model.head() != Head.CAUSAL_LM) {
            throw new IllegalArgumentException(
                    "The model's head is "
                            + model.head()
                            + ", which doesn't predict the token that follows; CAUSAL_LM does.");
        }
    }

    /** {@inheritDoc} */
    @Override
    public float[] read(long... tokens) {
        int length = text.length;
        text = Arrays.copyOf(text, length + tokens.length);
        System.arraycopy(tokens, 0, text, length, tokens.length);
        try (NDManager scope = manager.newSubManager()) {
            NDArray ids = scope.create(text, new Shape(1, text.length));
            ids.setName("input_ids");
            NDArray last = scope.create(new long[] {text.length - 1}, new Shape(1, 1));
            last.setName("logits_to_keep");
            NDList inputs = new NDList(ids, last);
            return model.forward(new ParameterStore(scope, false), inputs, false)
                    .get("logits")
                    .toFloatArray();
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
        // Nothing is kept.
    }
}
