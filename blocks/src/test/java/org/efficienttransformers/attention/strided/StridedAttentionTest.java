/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.strided;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.strided.StridedKind.Form;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strided form keeps the contract, and both forms are dense attention under their pattern. */
class StridedAttentionTest extends SelfAttentionContract {

    private static final int STRIDE = 5;
    private static final int REACH = 2;
    private static final int SUMMARIES = 2;
    private static final double TOLERANCE = 2e-5;

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return block(sizes(kernels, causal, dropout), Form.STRIDED, STRIDE, SUMMARIES);
    }

    private static StridedAttention block(
            AttentionSizes sizes, Form form, int stride, int summaries) {
        return new StridedAttention(sizes, form, stride, REACH, summaries);
    }

    /** What a near or a far head sees, written down apart from the code. */
    private static boolean sees(boolean fixed, boolean isNear, int query, int key) {
        if (isNear) {
            return fixed ? query / STRIDE == key / STRIDE : Math.abs(query - key) <= REACH;
        }
        return fixed ? key % STRIDE >= STRIDE - SUMMARIES : (query - key) % STRIDE == 0;
    }

    @ParameterizedTest
    @CsvSource({
        "PORTABLE, false, false, 3",
        "PORTABLE, true, false, 3",
        "FUSED, false, false, 3",
        "FUSED, true, false, 3",
        "PORTABLE, false, true, 3",
        "PORTABLE, true, true, 3",
        "FUSED, false, true, 3",
        "FUSED, true, true, 3",
        "FUSED, true, false, 4",
        "FUSED, true, true, 2",
    })
    void equalsDenseAttentionUnderItsPattern(
            KernelMode kernels, boolean causal, boolean fixed, int heads) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Form form = fixed ? Form.FIXED : Form.STRIDED;
            int size = HIDDEN / heads;
            int near = (heads + 1) / 2;
            AttentionSizes sizes = sizes(kernels, causal, 0).withHeads(heads, heads, size);
            SelfAttention block = initialized(block(sizes, form, STRIDE, SUMMARIES), manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            float[] actual = call(block, hidden).toFloatArray();
            double[][] rows = DenseAttention.rows(hidden);
            Map<String, Parameter> parameters = StateDict.of(block);
            for (int head = 0; head < heads; head++) {
                boolean isNear = head < near;
                double[][] expected =
                        DenseAttention.head(
                                DenseAttention.projected(parameters, "query", rows, head, size),
                                DenseAttention.projected(parameters, "key", rows, head, size),
                                DenseAttention.projected(parameters, "value", rows, head, size),
                                (query, key) ->
                                        sees(fixed, isNear, query, key) && (!causal || key <= query)
                                                ? 1
                                                : 0);
                for (int i = 0; i < LENGTH; i++) {
                    // In the first block of causal attention there is no summary yet.
                    boolean nothing = causal && fixed && !isNear && i < STRIDE - SUMMARIES;
                    for (int c = 0; c < size; c++) {
                        assertThat((double) actual[i * HIDDEN + head * size + c])
                                .as("head %d, %d", head, i)
                                .isCloseTo(nothing ? 0 : expected[i][c], within(TOLERANCE));
                    }
                }
            }
        }
    }

    @Test
    void patternIsThatOfAllHeads() {
        Settings settings =
                Settings.DEFAULT
                        .with(StridedKind.STRIDE, STRIDE)
                        .with(StridedKind.REACH, REACH)
                        .with(StridedKind.SUMMARIES, SUMMARIES);
        for (StridedKind.Form form : StridedKind.Form.values()) {
            boolean fixed = form == StridedKind.Form.FIXED;
            AttentionPattern pattern =
                    new StridedKind().pattern(settings.with(StridedKind.FORM, form), LENGTH, true);
            for (int query = 0; query < LENGTH; query++) {
                for (int key = 0; key < LENGTH; key++) {
                    boolean seen =
                            key <= query
                                    && (sees(fixed, true, query, key)
                                            || sees(fixed, false, query, key));
                    assertThat(pattern.sees(query, key)).isEqualTo(seen);
                }
            }
        }
    }

    /** Four times the text is eight times the work. */
    @Test
    void costGrowsWithTheLengthTimesItsRoot() {
        assertThat(work(1 << 16) / work(1 << 14)).isBetween(7.9, 8.1);
    }

    private static double work(int length) {
        AttentionSizes sizes = AttentionSizes.of(HIDDEN, HEADS, length, 1);
        AttentionCost cost = new StridedKind().cost(sizes, Settings.DEFAULT, length);
        return cost.multiplyAdds();
    }

    @Test
    void refusesSizesThatDontFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block(sizes(), Form.STRIDED, 0, SUMMARIES))
                .withMessageContaining("The stride is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                block(
                                        sizes().withHeads(1, 1, HIDDEN),
                                        Form.STRIDED,
                                        STRIDE,
                                        SUMMARIES))
                .withMessageContaining("needs two or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block(sizes(), Form.FIXED, STRIDE, STRIDE + 1))
                .withMessageContaining("There are 6 summaries in each block of 5 positions");
    }
}
