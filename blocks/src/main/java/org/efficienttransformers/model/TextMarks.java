/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/**
 * What transformers reads off the words of a text where it isn't given: positions, global tokens,
 * and which of two texts is the question.
 *
 * @param inputs what was given
 */
record TextMarks(ModelInputs inputs) {

    /** Positions counted from padTokenId + 1 over what isn't padding, as RoBERTa does. */
    NDArray positionIdsAfterPadding(int padTokenId) {
        long[] ids = inputs.given(ModelInputs.INPUT_IDS);
        long[] positions = new long[ids.length];
        int length = Math.toIntExact(inputs.shape().get(1));
        for (int start = 0; start < ids.length; start += length) {
            long position = padTokenId;
            for (int i = start; i < start + length; i++) {
                positions[i] = ids[i] == padTokenId ? padTokenId : ++position;
            }
        }
        return inputs.create(positions);
    }

    /** Marks the first token of each sequence as global. */
    long[] firstTokenGlobal() {
        long[] mask = new long[Math.toIntExact(inputs.shape().size())];
        int length = Math.toIntExact(inputs.shape().get(1));
        for (int start = 0; start < mask.length; start += length) {
            mask[start] = 1;
        }
        return mask;
    }

    /**
     * Marks the tokens before the first separator, or those after it and its twin, as global, as
     * transformers does for a question and its context.
     *
     * @return 1 or 0 for each token, row by row
     */
    long[] separatedGlobal(int sepTokenId, boolean before) {
        long[] ids = inputs.given(ModelInputs.INPUT_IDS);
        long[] mask = new long[ids.length];
        int length = Math.toIntExact(inputs.shape().get(1));
        for (int start = 0; start < ids.length; start += length) {
            int separator = separator(ids, start, length, sepTokenId);
            require(
                    separator != length,
                    "Sequence %s has no separator (sep_token_id %s), so its global tokens are"
                            + " unknown; give global_attention_mask, or put a separator after the"
                            + " first text.",
                    start / length,
                    sepTokenId);
            for (int i = 0; i < length; i++) {
                mask[start + i] = (before ? i < separator : i > separator + 1) ? 1 : 0;
            }
        }
        return mask;
    }

    /**
     * Marks the tokens up to the first separator, which is one of them; without a separator the
     * first token alone, as transformers does.
     *
     * @return (b, n), INT64, 1 at the question and 0 after it
     */
    NDArray question(int sepTokenId) {
        long[] ids = inputs.given(ModelInputs.INPUT_IDS);
        long[] mask = new long[ids.length];
        int length = Math.toIntExact(inputs.shape().get(1));
        for (int start = 0; start < ids.length; start += length) {
            int separator = separator(ids, start, length, sepTokenId);
            int last = separator == length ? 0 : separator;
            Arrays.fill(mask, start, start + last + 1, 1);
        }
        return inputs.create(mask);
    }

    /** Where the first separator stands in a sequence; its length if there is none. */
    private static int separator(long[] ids, int start, int length, int sepTokenId) {
        int separator = 0;
        while (separator < length && ids[start + separator] != sepTokenId) {
            separator++;
        }
        return separator;
    }
}
