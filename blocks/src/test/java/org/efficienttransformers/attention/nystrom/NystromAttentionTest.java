/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.nystrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nystromformer's attention keeps the contract, and computes what the paper says. */
class NystromAttentionTest extends SelfAttentionContract {

    private static final int LANDMARKS = 5;
    private static final int KERNEL = 3;
    private static final int SIZE = HIDDEN / HEADS;
    private static final double TOLERANCE = 5e-5;

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new NystromAttention(sizes(kernels, causal, dropout), LANDMARKS, 0, KERNEL);
    }

    @Override
    protected boolean isCausalPossible() {
        return false;
    }

    /** Of 19 and of 3 tokens: more than there are landmarks, and fewer. */
    @ParameterizedTest
    @CsvSource({"PORTABLE, 19", "FUSED, 19", "PORTABLE, 3", "FUSED, 3"})
    void equalsTheFormulaOfThePaper(KernelMode kernels, int length) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            NDArray hidden = hidden(manager, 1, length);
            float[] actual = call(block, hidden).toFloatArray();
            double[][] rows = DenseAttention.rows(hidden);
            Map<String, Parameter> parameters = StateDict.of(block);
            float[] taps = parameters.get("conv.weight").getArray().toFloatArray();
            for (int head = 0; head < HEADS; head++) {
                double[][] value = DenseAttention.projected(parameters, "value", rows, head, SIZE);
                double[][] expected =
                        formula(
                                DenseAttention.projected(parameters, "query", rows, head, SIZE),
                                DenseAttention.projected(parameters, "key", rows, head, SIZE),
                                value);
                for (int i = 0; i < length; i++) {
                    for (int c = 0; c < SIZE; c++) {
                        double sum = expected[i][c];
                        for (int t = 0; t < KERNEL; t++) {
                            int at = i + t - KERNEL / 2;
                            if (at >= 0 && at < length) {
                                sum += taps[head * KERNEL + t] * value[at][c];
                            }
                        }
                        assertThat((double) actual[i * HIDDEN + head * SIZE + c])
                                .isCloseTo(sum, within(TOLERANCE * Math.max(1, Math.abs(sum))));
                    }
                }
            }
        }
    }

    /** In double precision, with loops. */
    private static double[][] formula(double[][] query, double[][] key, double[][] value) {
        int count = Math.min(LANDMARKS, query.length);
        double[][] far = means(query, count);
        double[][] near = means(key, count);
        double[][] between = softmax(product(far, transposed(near)));
        double greatest = 0;
        for (double[] column : transposed(between)) {
            double sum = 0;
            for (double element : column) {
                sum += element;
            }
            greatest = Math.max(greatest, sum);
        }
        double[][] inverse = sum(transposed(between), 1 / greatest, between, 0);
        for (int i = 0; i < 6; i++) {
            double[][] once = product(between, inverse);
            double[][] unit = unit(count);
            double[][] inner = product(once, sum(unit, 7, once, -1));
            inner = product(once, sum(unit, 15, inner, -1));
            inner = sum(unit, 13, inner, -1);
            inverse = product(inverse, sum(inner, 0.25, inner, 0));
        }
        double[][] summaries = product(softmax(product(far, transposed(key))), value);
        double[][] toLandmarks = softmax(product(query, transposed(near)));
        return product(toLandmarks, product(inverse, summaries));
    }

    private static double[][] means(double[][] rows, int count) {
        double[][] means = new double[count][rows[0].length];
        int[] sizes = new int[count];
        for (int i = 0; i < rows.length; i++) {
            sizes[i * count / rows.length]++;
        }
        for (int i = 0; i < rows.length; i++) {
            int segment = i * count / rows.length;
            for (int c = 0; c < rows[i].length; c++) {
                means[segment][c] += rows[i][c] / sizes[segment];
            }
        }
        return means;
    }

    private static double[][] softmax(double[][] products) {
        double[][] result = new double[products.length][products[0].length];
        for (int i = 0; i < products.length; i++) {
            double sum = 0;
            for (int j = 0; j < products[i].length; j++) {
                result[i][j] = Math.exp(products[i][j] / Math.sqrt(SIZE));
                sum += result[i][j];
            }
            for (int j = 0; j < products[i].length; j++) {
                result[i][j] /= sum;
            }
        }
        return result;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] result = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    result[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return result;
    }

    private static double[][] sum(double[][] a, double factor, double[][] b, double other) {
        double[][] result = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                result[i][j] = factor * a[i][j] + other * b[i][j];
            }
        }
        return result;
    }

    private static double[][] transposed(double[][] a) {
        double[][] result = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                result[j][i] = a[i][j];
            }
        }
        return result;
    }

    private static double[][] unit(int size) {
        double[][] unit = new double[size][size];
        for (int i = 0; i < size; i++) {
            unit[i][i] = 1;
        }
        return unit;
    }

    @Test
    void theIterationArrivesAtTheInverse() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] numbers = {0.8f, 0.1f, 0.1f, 0.2f, 0.7f, 0.1f, 0.1f, 0.3f, 0.6f};
            NDArray matrix = manager.create(numbers, new Shape(1, 1, 3, 3));
            for (boolean each : new boolean[] {true, false}) {
                NDArray product = matrix.matMul(NystromKernel.inverse(matrix, each));
                assertClose(product, manager.eye(3).reshape(1, 1, 3, 3), 1e-5f);
            }
        }
    }

    @Test
    void segmentsAreOfEqualLengthOrNearly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = manager.zeros(new Shape(2, 8, 1));
            NDArray visible = mask(manager, 8, 7, 2);
            Landmarks landmarks = Landmarks.of(hidden, visible, 3);
            float third = 1 / 3f;
            assertThat(landmarks.weights().get(0).toFloatArray())
                    .containsExactly(
                            third, third, third, 0, 0, 0, 0, 0, //
                            0, 0, 0, 0.5f, 0.5f, 0, 0, 0, //
                            0, 0, 0, 0, 0, 0.5f, 0.5f, 0);
            assertThat(landmarks.weights().get(1).toFloatArray())
                    .containsExactly(
                            1, 0, 0, 0, 0, 0, 0, 0, //
                            0, 1, 0, 0, 0, 0, 0, 0, //
                            0, 0, 0, 0, 0, 0, 0, 0);
            assertThat(landmarks.occupied().toFloatArray()).containsExactly(1, 1, 1, 1, 1, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    void asManyLandmarksAsTheSegmentedLengthIsFullAttentionOfAnyLength(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block =
                    initialized(
                            new NystromAttention(sizes(kernels, false, 0), LANDMARKS, LANDMARKS, 0),
                            manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            double[][] rows = DenseAttention.rows(hidden);
            Map<String, Parameter> parameters = StateDict.of(block);
            float[] actual = call(block, hidden).toFloatArray();
            for (int head = 0; head < HEADS; head++) {
                double[][] expected =
                        DenseAttention.head(
                                DenseAttention.projected(parameters, "query", rows, head, SIZE),
                                DenseAttention.projected(parameters, "key", rows, head, SIZE),
                                DenseAttention.projected(parameters, "value", rows, head, SIZE),
                                (query, key) -> 1);
                for (int i = 0; i < LENGTH * SIZE; i++) {
                    int at = i / SIZE * HIDDEN + head * SIZE + i % SIZE;
                    assertThat((double) actual[at])
                            .isCloseTo(expected[i / SIZE][i % SIZE], within(TOLERANCE));
                }
            }
            assertThat(block.leastLength()).isEqualTo(1);
            assertThat(block.dependsOnPadding()).isFalse();
        }
    }

    @Test
    void takesTextsOfTheSegmentedLengthOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block =
                    initialized(
                            new NystromAttention(sizes(), LANDMARKS, 4 * LANDMARKS, 0), manager);
            assertThat(block.leastLength()).isEqualTo(4 * LANDMARKS);
            assertThat(block.dependsOnPadding()).isTrue();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> call(block, hidden(manager, 1, LENGTH)))
                    .withMessageContaining("19 positions long")
                    .withMessageContaining("a text of 20 (segment_means_seq_len)");
        }
    }

    @Test
    void refusesSizesThatDontFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NystromAttention(sizes(), LANDMARKS, LANDMARKS + 1, 0))
                .withMessageContaining(
                        "segment_means_seq_len is 6 and num_landmarks is 5; the second must");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NystromAttention(sizes(), LANDMARKS, 0, 4))
                .withMessageContaining("conv_kernel_size is 4; it must be odd");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NystromAttention(sizes(), 0, 0, 0))
                .withMessageContaining("number of landmarks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(KernelMode.AUTO, true, 0))
                .withMessageContaining("no causal form");
    }

    @Test
    void computesInHalfPrecision() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention whole = initialized(create(KernelMode.PORTABLE, false, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            NDArray mask = mask(manager, LENGTH, LENGTH, LENGTH - 6);
            NDArray expected = call(whole, hidden, mask);
            for (KernelMode kernels : new KernelMode[] {KernelMode.PORTABLE, KernelMode.FUSED}) {
                SelfAttention half = create(kernels, false, 0);
                StateDict.of(half)
                        .forEach(
                                (name, parameter) ->
                                        parameter.setArray(
                                                StateDict.of(whole)
                                                        .get(name)
                                                        .getArray()
                                                        .toType(DataType.FLOAT16, true)));
                half.initialize(manager, DataType.FLOAT16, new Shape(1, LENGTH, HIDDEN));
                NDArray actual =
                        call(
                                half,
                                hidden.toType(DataType.FLOAT16, true),
                                mask.toType(DataType.FLOAT16, true));
                assertThat(actual.getDataType()).isEqualTo(DataType.FLOAT16);
                assertClose(actual.toType(DataType.FLOAT32, true), expected, 0.1f);
            }
        }
    }
}
