/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.Rows;

/**
 * Which of the last hidden states, (b, n, e), a head begins with, by what was given.
 *
 * @param inputs what was given
 */
record HeadRows(ModelInputs inputs) {

    /**
     * Picks the rows of the positions whose logits are asked for.
     *
     * @param hidden a row for each position, (b, n, e)
     * @return (b, m, e), in the order of {@code logits_to_keep}; all rows, (b, n, e), if it isn't
     *     given
     */
    NDArray toScore(NDArray hidden) {
        long[] positions = inputs.given(ModelInputs.LOGITS_TO_KEEP);
        if (positions == null) {
            return hidden;
        }
        long batch = inputs.shape().get(0);
        long count = positions.length / batch;
        long[] rows = new long[positions.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i / count * inputs.scored().get(1) + positions[i];
        }
        return pick(hidden, new Shape(batch, count), rows);
    }

    /** Picks the row of the first position of each sequence that isn't padding: (b, e). */
    NDArray firstTokens(NDArray hidden) {
        long[] mask = inputs.given(ModelInputs.ATTENTION_MASK);
        if (mask == null) {
            return hidden.get(":, 0");
        }
        long length = inputs.shape().get(1);
        long[] rows = new long[Math.toIntExact(inputs.shape().get(0))];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i * length;
            while (mask[(int) rows[i]] == 0 && rows[i] < (i + 1) * length - 1) {
                rows[i]++;
            }
        }
        return pick(hidden, new Shape(rows.length), rows);
    }

    /**
     * Picks the row of the last end of a sentence in the text of the encoder: (b, n, e) to (b, e).
     */
    NDArray lastEnds(NDArray hidden) {
        long[] ids = inputs.given(ModelInputs.INPUT_IDS);
        int length = Math.toIntExact(inputs.shape().get(1));
        long[] rows = new long[ids.length / length];
        for (int i = 0; i < rows.length; i++) {
            int at = (i + 1) * length - 1;
            while (at >= i * length && ids[at] != inputs.decoder().endTokenId()) {
                at--;
            }
            require(
                    at >= i * length,
                    "Sequence %d has no end (eos_token_id %d), whose state is classified; put one"
                            + " after each text.",
                    i,
                    inputs.decoder().endTokenId());
            rows[i] = at;
        }
        return pick(hidden, new Shape(rows.length), rows);
    }

    /** The mean over the tokens of each sequence: (b, n, e) to (b, e). */
    NDArray mean(NDArray hidden) {
        NDArray mask = inputs.attentionMask(hidden.getDataType());
        if (mask == null) {
            return hidden.mean(new int[] {1});
        }
        NDArray sum = hidden.mul(mask.expandDims(2)).sum(new int[] {1});
        return sum.div(mask.sum(new int[] {1}, true));
    }

    /** (b * choices, 1) to (b, choices). */
    NDArray byChoice(NDArray logits) {
        return logits.reshape(inputs.givenShape().get(0), inputs.givenShape().get(1));
    }

    /** (x, e) of the rows of these numbers. */
    private NDArray pick(NDArray hidden, Shape shape, long... rows) {
        NDArray table = hidden.reshape(-1, hidden.getShape().get(2));
        return Rows.look(table, HostData.create(inputs.manager(), rows, shape));
    }
}
