/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.attention.window.SlidingWindowKernel.SlidingWindow;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Test;

/** What is computed without a graph, and again with one, has to drop the same probabilities. */
class SlidingWindowDropoutTest {

    private static final int LENGTH = 700; // several chunks, whatever their size

    @Test
    void recordingDoesNotChangeWhatIsDropped() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = new Shape(1, LENGTH, 2, 4);
            NDArray query = manager.randomNormal(0, 1, shape, DataType.FLOAT32);
            NDArray key = manager.randomNormal(0, 1, shape, DataType.FLOAT32);
            NDArray value = manager.randomNormal(0, 1, shape, DataType.FLOAT32);
            float[] plain = attend(query, key, value, false, 1);
            assertThat(attend(query, key, value, true, 1)).containsExactly(plain);
            assertThat(attend(query, key, value, true, 2)).isNotEqualTo(plain);
        }
    }

    private static float[] attend(
            NDArray query, NDArray key, NDArray value, boolean recorded, int seed) {
        Engine.getInstance().setRandomSeed(seed);
        SlidingWindow window = new SlidingWindow(16, false);
        try (NDArray context =
                SlidingWindowKernel.attend(
                        KernelMode.AUTO, window, query, key, value, null, null, 0.5f, recorded)) {
            return context.toFloatArray();
        }
    }
}
