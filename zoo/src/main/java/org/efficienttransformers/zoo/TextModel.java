/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.List;

/**
 * A loaded model and its tokenizer, for frameworks that call from any thread.
 *
 * @param <I> the input
 * @param <O> the answer
 */
public final class TextModel<I, O> implements AutoCloseable {

    private final ZooModel<I, O> model;
    private final TokenCounter counter;

    private TextModel(ZooModel<I, O> model, TokenCounter counter) {
        this.model = model;
        this.counter = counter;
    }

    /**
     * Loads a model.
     *
     * @param spec the model
     * @param input the class of the input
     * @param output the class of the answer
     * @param <I> the input
     * @param <O> the answer
     * @return the model, to be closed
     * @throws IllegalArgumentException if there is no such model, or it can't be loaded or serve
     *     the types; the message says why
     */
    public static <I, O> TextModel<I, O> load(ModelSpec spec, Class<I> input, Class<O> output) {
        try {
            ZooModel<I, O> model = spec.load(input, output);
            try {
                return new TextModel<>(model, TokenCounter.of(spec));
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
        } catch (ModelException | IOException e) {
            throw new IllegalArgumentException(
                    "The model " + spec.model() + " can't be loaded: " + e.getMessage(), e);
        }
    }

    /**
     * Asks the model.
     *
     * @param inputs any number of inputs; batches are bounded by their tokens
     * @return the answers, in this order
     * @throws IllegalArgumentException if the model can't take an input
     * @throws IllegalStateException if the model is closed
     */
    public List<O> predict(List<I> inputs) {
        if (inputs.isEmpty()) {
            return List.of();
        }
        try (Predictor<I, O> predictor = model.newPredictor()) {
            return predictor.batchPredict(inputs);
        } catch (TranslateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof IllegalStateException closed) {
                throw closed;
            }
            throw new IllegalArgumentException(cause.getMessage(), e);
        }
    }

    /**
     * Counts the tokens of a text.
     *
     * @param text the text
     * @return their number, those included that the tokenizer puts around it
     */
    public int tokens(String text) {
        return counter.count(text);
    }

    /** Closes the model after the predictions under way, and the tokenizer. */
    @Override
    public void close() {
        model.close();
        counter.close();
    }
}
