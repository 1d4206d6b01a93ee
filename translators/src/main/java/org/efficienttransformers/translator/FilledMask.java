/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.modality.Classifications;
import java.util.List;

/**
 * What may stand at a mask: the most likely tokens, the best first. The class names are the tokens'
 * texts, with the space before them where the vocabulary has it, as transformers' {@code
 * token_str}.
 */
public final class FilledMask extends Classifications {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // an immutable list of records
    private final List<Token> tokens;

    /**
     * Wraps the tokens.
     *
     * @param tokens the tokens, the best first
     * @param probabilities their probabilities
     */
    public FilledMask(List<Token> tokens, List<Double> probabilities) {
        super(tokens.stream().map(Token::text).toList(), probabilities);
        this.tokens = tokens;
        setTopK(tokens.size());
    }

    /** {@return the tokens, in the order of the class names} */
    public List<Token> tokens() {
        return tokens;
    }

    /**
     * A token of the vocabulary.
     *
     * @param id its index
     * @param token how the vocabulary has it, such as {@code Ġlong}
     * @param text what it stands for, such as {@code " long"}
     */
    public record Token(int id, String token, String text) implements java.io.Serializable {}
}
