/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.springai;

import static org.efficienttransformers.settings.Require.require;

import java.io.IOException;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TokenCounter;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.tokenizer.TokenCountEstimator;

/**
 * Counts tokens as a model's tokenizer does, such as for a splitter that cuts documents to what the
 * model takes. Texts are counted exactly, with the tokens that the tokenizer puts around them; the
 * model isn't loaded.
 */
public final class EfficientTransformersTokenCountEstimator
        implements TokenCountEstimator, AutoCloseable {

    private final TokenCounter counter;

    /**
     * Reads the tokenizer of a model.
     *
     * @param spec the model
     * @throws IllegalArgumentException if it has no tokenizer, or one that can't be read
     */
    public EfficientTransformersTokenCountEstimator(ModelSpec spec) {
        try {
            counter = TokenCounter.of(spec);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The tokenizer of " + spec.model() + " can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public int estimate(String text) {
        return text == null ? 0 : counter.count(text);
    }

    /**
     * Counts the tokens of a text. Media such as pictures have none of this tokenizer and are an
     * error.
     *
     * @param content the content
     * @return their number
     */
    @Override
    public int estimate(MediaContent content) {
        require(
                content.getMedia().isEmpty(),
                "The content has media, which have no tokens of this tokenizer; count its text"
                        + " alone.");
        return estimate(content.getText());
    }

    @Override
    public int estimate(Iterable<MediaContent> contents) {
        int tokens = 0;
        for (MediaContent content : contents) {
            tokens += estimate(content);
        }
        return tokens;
    }

    /** Frees the tokenizer. */
    @Override
    public void close() {
        counter.close();
    }
}
