/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.embedding;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * A sentence encoder, for texts of any length that its model takes.
 *
 * <p>Its model comes by a plain DJL Criteria: String in, float[] out.
 */
public final class TextEncoder implements AutoCloseable {

    private final ZooModel<String, float[]> model;
    private final Predictor<String, float[]> predictor;
    private TextTokenizer tokenizer;

    private TextEncoder(ZooModel<String, float[]> model) {
        this.model = model;
        predictor = model.newPredictor();
    }

    /**
     * Loads a model.
     *
     * @param criteria names it; its vectors must have length 1
     * @return the encoder
     * @throws BadInputException if there is no such model, or it can't embed texts
     */
    public static TextEncoder load(Criteria<String, float[]> criteria) {
        try {
            return new TextEncoder(criteria.loadModel());
        } catch (ModelException | IOException | RuntimeException e) {
            throw new BadInputException(e, "The model can't be loaded: %s", e.getMessage());
        }
    }

    /**
     * Cuts a text into tokens.
     *
     * @param text a text of any length
     * @return its tokens, without those that mark beginning and end
     */
    public EncodedText tokens(String text) {
        return tokenizer().encode(text);
    }

    /**
     * Counts the tokens that the model reads of a text.
     *
     * @param tokens the tokens of the text
     * @return their number, with those that mark beginning and end
     */
    public int length(EncodedText tokens) {
        return tokens.length() + tokenizer().single().addedTokens();
    }

    /**
     * Embeds a text in one piece.
     *
     * @param text a text that the model takes
     * @return its vector, of length 1
     */
    public float[] embed(String text) {
        try {
            return predictor.predict(text);
        } catch (TranslateException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        predictor.close();
        if (tokenizer != null) {
            tokenizer.close();
        }
        model.close();
    }

    /** Loaded when it is first asked for: who only embeds has the one of the translator. */
    private TextTokenizer tokenizer() {
        if (tokenizer == null) {
            try {
                tokenizer = TextTokenizer.load(SentenceFolder.transformer(model.getModelPath()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tokenizer;
    }
}
