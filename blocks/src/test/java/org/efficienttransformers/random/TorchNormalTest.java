/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those of PyTorch. */
class TorchNormalTest {

    /** More than one state of the twister, a last group that overlaps, none, and large seeds. */
    @ParameterizedTest
    @CsvSource({"0, 16", "0, 17", "42, 1600", "42, 5003", "-1, 640", "2147483647, 64"})
    void equalTheEnginesOwn(int seed, int count) {
        float[] numbers = TorchNormal.numbers(seed, count);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Engine.getInstance().setRandomSeed(seed);
            float[] expected =
                    manager.randomNormal(0, 1, new Shape(count), DataType.FLOAT32).toFloatArray();
            assertThat(numbers).hasSameSizeAs(expected);
            for (int i = 0; i < count; i++) {
                assertThat(numbers[i]).as("number %d", i).isCloseTo(expected[i], within(2e-6f));
            }
        }
    }
}
