/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.junit.jupiter.api.Test;

/** The gradient of a word's vector is the sum of those of the places where the word stands. */
class TableLookupTest {

    private static final int WORDS = 5;
    private static final int SIZE = 3;

    @Test
    void gradientsAddUpOverPlacesAndPasses() {
        long[][] texts = {{4, 1, 1, 0}, {1, 3, 3, 3}};
        float[] expected = new float[WORDS * SIZE];
        try (NDManager manager = NDManager.newBaseManager()) {
            Parameter words =
                    Parameter.builder()
                            .setName("words")
                            .setType(Parameter.Type.WEIGHT)
                            .optInitializer(new NormalInitializer(1))
                            .build();
            words.setShape(new Shape(WORDS, SIZE));
            words.initialize(manager, DataType.FLOAT32);
            ParameterStore store = new ParameterStore(manager, false);
            for (int pass = 0; pass < 2; pass++) {
                for (long[] text : texts) {
                    float[] direction = new float[text.length * SIZE];
                    for (int i = 0; i < direction.length; i++) {
                        direction[i] = (i * 7 + pass) % 11 - 4; // sums of whole numbers are exact
                        expected[(int) text[i / SIZE] * SIZE + i % SIZE] += direction[i];
                    }
                    try (GradientCollector collector =
                            RecomputingGradients.open(Engine.getInstance())) {
                        NDArray ids = manager.create(text).reshape(1, -1);
                        NDArray found = TableLookup.of(store, words, ids, true);
                        assertThat(found.get(0, 1)).isEqualTo(words.getArray().get(text[1]));
                        NDArray factor = manager.create(direction, found.getShape());
                        collector.backward(found.mul(factor).sum());
                    }
                }
            }
            assertThat(words.getArray().getGradient().toFloatArray())
                    .containsExactly(expected, within(0f)); // zeros are negative at first
        }
    }
}
