/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear layers in bfloat16 give the sums of rounded numbers, rounded. */
@Tag("cpu") // This kernel is for the instructions that CPUs have for bfloat16.
class LinearKernelTest {

    private static final int IN = 96;
    private static final int OUT = 40;

    /** The step from one number of bfloat16 to the next, relative to the number. */
    private static final double STEP = 1.0 / 128;

    @ParameterizedTest
    @ValueSource(ints = {16, 75})
    void roundsInputsAndResult(int rows) {
        try (NDManager manager = NDManager.newBaseManager()) {
            assumeTrue(Bfloat16.isSupported(manager));
            NDArray x = manager.randomNormal(new Shape(1, rows, IN));
            NDArray weight = manager.randomNormal(new Shape(OUT, IN));
            NDArray bias = manager.randomNormal(new Shape(OUT));
            NDArray result = LinearKernel.apply(KernelMode.BFLOAT16, x, weight, bias);
            assertThat(result.getShape()).isEqualTo(new Shape(1, rows, OUT));
            float[] actual = result.toFloatArray();
            float[] a = x.toFloatArray();
            float[] w = weight.toFloatArray();
            float[] b = bias.toFloatArray();
            for (int row = 0; row < rows; row++) {
                for (int unit = 0; unit < OUT; unit++) {
                    double sum = rounded(b[unit]);
                    double size = Math.abs(sum);
                    for (int i = 0; i < IN; i++) {
                        double term = rounded(a[row * IN + i]) * rounded(w[unit * IN + i]);
                        sum += term;
                        size += Math.abs(term);
                    }
                    float given = actual[row * OUT + unit];
                    assertThat(given).isEqualTo(rounded(given));
                    // Half a step for the rounding, and what float32 loses in the sum.
                    assertThat((double) given)
                            .isCloseTo(sum, within(STEP / 2 * Math.abs(sum) + 1e-6 * size));
                }
            }
        }
    }

    @Test
    void leavesFewRowsInFloat32() {
        try (NDManager manager = NDManager.newBaseManager()) {
            assumeTrue(Bfloat16.isSupported(manager));
            NDArray x = manager.randomNormal(new Shape(3, 5, IN));
            NDArray weight = manager.randomNormal(new Shape(OUT, IN));
            NDArray bias = manager.randomNormal(new Shape(OUT));
            assertThat(LinearKernel.apply(KernelMode.BFLOAT16, x, weight, bias))
                    .isEqualTo(LinearKernel.apply(KernelMode.FUSED, x, weight, bias));
        }
    }

    /** To the nearest number of bfloat16, the upper half of a float; to the even one of two. */
    private static float rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        int even = bits >>> 16 & 1;
        return Float.intBitsToFloat((bits + 0x7fff + even) & 0xffff0000);
    }
}
