/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.write;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.efficienttransformers.generate.TokenListener;

/** Tells a text that is being written piece by piece, as far as further tokens can't change it. */
final class TextStream implements TokenListener {

    /** What stands for bytes that aren't a character yet. */
    private static final char INCOMPLETE = '\uFFFD';

    /** Where {@code clean_up_tokenization_spaces} takes a space away. */
    private static final List<String> CHANGED =
            List.of(" .", " ?", " !", " ,", " ' ", " n't", " 'm", " 's", " 've", " 're");

    private final Function<int[], String> decoder;
    private final IntPredicate bytes;
    private final Consumer<String> pieces;
    private int[] tokens = {};
    private String told = "";

    /**
     * Begins a text.
     *
     * @param decoder from all tokens so far to their text
     * @param bytes tells tokens that stand for a byte: a run of them is text, or none of it is,
     *     which its end decides
     * @param pieces hears of each piece
     */
    TextStream(Function<int[], String> decoder, IntPredicate bytes, Consumer<String> pieces) {
        this.decoder = decoder;
        this.bytes = bytes;
        this.pieces = pieces;
    }

    @Override
    public void accept(int row, long token) {
        tokens = Arrays.copyOf(tokens, tokens.length + 1);
        tokens[tokens.length - 1] = Math.toIntExact(token);
        if (!bytes.test(tokens[tokens.length - 1])) {
            String text = decoder.apply(tokens);
            tell(text.substring(0, settled(text)));
        }
    }

    /** Tells the rest of the whole text. */
    void end(String text) {
        tell(text);
    }

    private void tell(String text) {
        if (text.length() > told.length() && text.startsWith(told)) {
            pieces.accept(text.substring(told.length()));
            told = text;
        }
    }

    /** How much of a text stays as it is, whatever follows. */
    private static int settled(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == INCOMPLETE) {
            end--;
        }
        int first = end;
        for (String changed : CHANGED) {
            for (int length = 1; length < changed.length() && length <= end; length++) {
                if (text.startsWith(changed.substring(0, length), end - length)) {
                    first = Math.min(first, end - length);
                }
            }
        }
        return first;
    }
}
