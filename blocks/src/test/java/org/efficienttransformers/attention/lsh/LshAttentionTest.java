/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** LSH attention keeps the contract, and is dense attention to the buckets around a query. */
class LshAttentionTest extends ChunkedAttentionContract {

    private static final int SEED = 5;
    private static final int ROUNDS = 2;

    @Override
    protected ChunkedAttention build(AttentionSizes sizes, Chunks chunks) {
        return new LshAttention(sizes, chunks, ROUNDS, List.of(2, 4), SEED);
    }

    /**
     * Later positions have a say in which earlier ones share a chunk, but neither their values nor
     * a gradient come through.
     */
    @Override
    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void causalAttentionNeverSeesTheFuture(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, true, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            hidden.setRequiresGradient(true);
            int position = LENGTH / 2;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray context =
                        block.forward(new ParameterStore(manager, false), new NDList(hidden), true)
                                .singletonOrThrow();
                collector.backward(context.get(":, :" + position).square().sum());
            }
            NDArray gradient = hidden.getGradient();
            assertThat(gradient.get(":, " + position + ":").abs().max().getFloat()).isZero();
            assertThat(gradient.get(":, :" + position).abs().max().getFloat()).isPositive();
        }
    }

    @Test
    void bucketsAreThoseOfTheDenseHash() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LshAttention block = (LshAttention) initialized(build(sizes(), CHUNKS), manager);
            NDArray hidden = hidden(manager, 1, 20);
            NDArray buckets = block.buckets(new ParameterStore(manager, false), hidden);
            assertThat(buckets.getShape()).isEqualTo(new Shape(1, HEADS, ROUNDS, 20));
            double[][] vectors = DenseLsh.project(block, "query_key", DenseLsh.rows(hidden));
            for (int head = 0; head < HEADS; head++) {
                double[][] part = DenseAttention.columns(vectors, head, HIDDEN / HEADS);
                for (int round = 0; round < ROUNDS; round++) {
                    double[][][] rotation = rotations(head, round);
                    long[] expected = new long[20];
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] =
                                DenseLsh.bucket(part[i], rotation[0])
                                        + 2L * DenseLsh.bucket(part[i], rotation[1]);
                    }
                    assertThat(buckets.get("0, " + head + ", " + round).toLongArray())
                            .containsExactly(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PORTABLE, 20, 1, 1, false", "FUSED, 20, 1, 1, false", "PORTABLE, 20, 1, 0, true",
        "FUSED, 20, 1, 0, true", "PORTABLE, 8, 5, 0, false", "FUSED, 8, 5, 0, false",
        "PORTABLE, 4, 1, 0, true", "FUSED, 4, 1, 0, true"
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
            double[][] shared = DenseLsh.project(block, "query_key", states);
            double[][] values = DenseLsh.project(block, "value", states);
            int size = HIDDEN / HEADS;
            for (int head = 0; head < HEADS; head++) {
                double[][] q = DenseAttention.columns(shared, head, size);
                int[][] seen = seen(q, head, before, after);
                for (int i = 0; i < length; i++) {
                    for (int j = 0; j < length; j++) {
                        seen[i][j] = i == j || (causal && j > i) ? 0 : seen[i][j];
                    }
                    // Itself, as there is no other.
                    seen[i][i] = java.util.Arrays.stream(seen[i]).sum() == 0 ? 1 : 0;
                }
                double[][] expected =
                        DenseAttention.head(
                                q,
                                DenseLsh.unit(q),
                                DenseAttention.columns(values, head, size),
                                (query, key) -> seen[query][key]);
                double[][] part = DenseAttention.columns(actual, head, size);
                for (int i = 0; i < length; i++) {
                    // A lone position's probability rounds at scores of -1e5: see ChunkKernel.
                    assertThat(part[i])
                            .containsExactly(expected[i], within(seen[i][i] == 1 ? 2e-2 : 2e-5));
                }
            }
        }
    }

    /** How often each query sees each key, over all rounds, which follow upon each other. */
    private static int[][] seen(double[][] vectors, int head, int before, int after) {
        int length = vectors.length;
        int[][] seen = new int[length][length];
        if (length <= CHUNK) {
            for (int[] row : seen) {
                java.util.Arrays.fill(row, 1);
            }
            return seen;
        }
        int[][] place = new int[ROUNDS][];
        for (int round = 0; round < ROUNDS; round++) {
            double[][][] rotation = rotations(head, round);
            int[] bucket = new int[length];
            for (int i = 0; i < length; i++) {
                bucket[i] =
                        DenseLsh.bucket(vectors[i], rotation[0])
                                + 2 * DenseLsh.bucket(vectors[i], rotation[1]);
            }
            place[round] = DenseLsh.places(bucket);
        }
        int count = length / CHUNK;
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < length; j++) {
                for (int mine = 0; mine < ROUNDS; mine++) {
                    for (int theirs = 0; theirs < ROUNDS; theirs++) {
                        seen[i][j] +=
                                DenseLsh.meetings(
                                        mine * count + place[mine][i] / CHUNK,
                                        theirs * count + place[theirs][j] / CHUNK,
                                        ROUNDS * count,
                                        before,
                                        after);
                    }
                }
            }
        }
        return seen;
    }

    /** The rotations onto one axis and two, drawn by the engine as (h, d, rounds, 3). */
    private static double[][][] rotations(int head, int round) {
        int size = HIDDEN / HEADS;
        try (NDManager manager = NDManager.newBaseManager(ai.djl.Device.cpu())) {
            Engine.getInstance().setRandomSeed(SEED);
            Shape shape = new Shape(HEADS, size, ROUNDS, 3);
            float[] numbers = manager.randomNormal(0, 1, shape, DataType.FLOAT32).toFloatArray();
            double[][][] rotations = {new double[size][1], new double[size][2]};
            for (int c = 0; c < size; c++) {
                int at = ((head * size + c) * ROUNDS + round) * 3;
                rotations[0][c][0] = numbers[at];
                rotations[1][c][0] = numbers[at + 1];
                rotations[1][c][1] = numbers[at + 2];
            }
            return rotations;
        }
    }

    @Test
    void hashSeedLeavesTheEnginesGeneratorAlone() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(KernelMode.AUTO, false, 0), manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            Engine.getInstance().setRandomSeed(1);
            float[] undisturbed = manager.randomNormal(new Shape(4)).toFloatArray();
            Engine.getInstance().setRandomSeed(1);
            call(block, hidden);
            assertThat(manager.randomNormal(new Shape(4)).toFloatArray()).isEqualTo(undisturbed);
        }
    }

    @Test
    void withoutHashSeedEachCallHashesAnew() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LshAttention block = new LshAttention(sizes(), CHUNKS, 1, List.of(), null);
            initialized(block, manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            Engine.getInstance().setRandomSeed(1);
            NDArray first = call(block, hidden);
            assertThat(call(block, hidden)).isNotEqualTo(first);
            Engine.getInstance().setRandomSeed(1);
            assertThat(call(block, hidden)).isEqualTo(first);
        }
    }

    /** Reformer's rule: 2 * n / c, rounded down to a power of two, and split when large. */
    @ParameterizedTest
    @CsvSource({
        "64, 4096, 128, 4, 0", "64, 4096, 192, 4, 0", "64, 4096, 4096, 128, 0",
        "64, 65536, 8192, 16, 16", "64, 65536, 16384, 16, 32", "4, 1024, 64, 32, 0",
        "4, 1024, 128, 8, 8"
    })
    void bucketsFollowTheLength(int chunk, int longest, int length, int first, int second) {
        LshHash hash = new LshHash(AttentionSizes.of(1, 1, longest, 1), chunk, 1, List.of(), 0);
        assertThat(hash.factors(length))
                .isEqualTo(second == 0 ? new int[] {first} : new int[] {first, second});
        // And not the length of the call before.
        hash.factors(longest);
        assertThat(hash.factors(length)[0]).isEqualTo(first);
    }

    @Test
    void refusesOddNumbersOfBuckets() {
        for (List<Integer> buckets : List.of(List.of(3), List.of(4, 5), List.of(0))) {
            assertThatThrownBy(() -> new LshAttention(sizes(), CHUNKS, 1, buckets, SEED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("num_buckets")
                    .hasMessageContaining("even");
        }
        assertThatThrownBy(() -> new LshAttention(sizes(), CHUNKS, 0, List.of(2, 4), SEED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("num_hashes is 0");
    }
}
