/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local attention keeps the contract, and is dense attention to the chunks around a query. */
class LocalAttentionTest extends ChunkedAttentionContract {

    @Override
    protected ChunkedAttention build(AttentionSizes sizes, Chunks chunks) {
        return new LocalAttention(sizes, chunks);
    }

    /** Also where there are so few chunks that a query meets one of them twice. */
    @ParameterizedTest
    @CsvSource({
        "PORTABLE, 20, 1, 1, false", "FUSED, 20, 1, 1, false", "PORTABLE, 20, 2, 0, true",
        "FUSED, 20, 2, 0, true", "PORTABLE, 8, 1, 1, false", "FUSED, 8, 1, 1, false",
        "PORTABLE, 8, 3, 0, false", "FUSED, 8, 3, 0, false", "FUSED, 18, 0, 2, false",
        "PORTABLE, 18, 0, 2, false", "FUSED, 3, 1, 0, true", "PORTABLE, 3, 1, 0, true"
    })
    void equalsDenseAttentionUnderItsPattern(
            KernelMode kernels, int length, int before, int after, boolean causal) {
        try (NDManager manager = NDManager.newBaseManager()) {
            ChunkedAttention block =
                    initialized(
                            build(sizes(kernels, causal, 0), new Chunks(CHUNK, before, after)),
                            manager);
            NDArray hidden = hidden(manager, 1, length);
            double[][] actual = DenseLsh.rows(call(block, hidden));
            double[][] states = DenseLsh.rows(hidden);
            double[][] q = DenseLsh.project(block, "query", states);
            double[][] k = DenseLsh.project(block, "key", states);
            double[][] v = DenseLsh.project(block, "value", states);
            int size = HIDDEN / HEADS;
            int count = (length + CHUNK - 1) / CHUNK;
            for (int head = 0; head < HEADS; head++) {
                double[][] expected =
                        DenseAttention.head(
                                DenseAttention.columns(q, head, size),
                                DenseAttention.columns(k, head, size),
                                DenseAttention.columns(v, head, size),
                                (query, key) -> {
                                    if (causal && key > query) {
                                        return 0;
                                    }
                                    return length <= CHUNK
                                            ? 1
                                            : DenseLsh.meetings(
                                                    query / CHUNK,
                                                    key / CHUNK,
                                                    count,
                                                    before,
                                                    after);
                                });
                double[][] part = DenseAttention.columns(actual, head, size);
                for (int i = 0; i < length; i++) {
                    assertThat(part[i])
                            .as("position %d", i)
                            .containsExactly(expected[i], within(2e-5));
                }
            }
        }
    }
}
