/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.efficienttransformers.settings.Require.require;

import java.util.Arrays;
import java.util.List;

/**
 * Texts, or pairs of texts, as tokens.
 *
 * @param ids the tokens of each, with those that mark ends
 * @param types the type of each token, of the first text of a pair or the second; empty if the
 *     model isn't to be told
 */
public record TokenSequences(List<int[]> ids, List<int[]> types) {

    /** Copies the lists. */
    public TokenSequences {
        ids = List.copyOf(ids);
        types = List.copyOf(types);
        require(
                types.isEmpty() || types.size() == ids.size(),
                "There are %s sequences and the types of %s; give those of all or of none.",
                ids.size(),
                types.size());
    }

    /**
     * Returns tokens without types.
     *
     * @param ids the tokens of each sequence
     * @return the sequences
     */
    public static TokenSequences of(List<int[]> ids) {
        return new TokenSequences(ids, List.of());
    }

    /**
     * Chooses some.
     *
     * @param indices which
     * @return these, in this order
     */
    public TokenSequences of(int... indices) {
        return new TokenSequences(
                Arrays.stream(indices).mapToObj(ids::get).toList(),
                types.isEmpty() ? types : Arrays.stream(indices).mapToObj(types::get).toList());
    }

    /** {@return the number of tokens of each} */
    public int[] lengths() {
        return ids.stream().mapToInt(sequence -> sequence.length).toArray();
    }
}
