/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.efficienttransformers.kernel.Scalars;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gradients are scaled by one factor, in place. */
class GlobalNormClippingTest {

    private NDManager manager;
    private Linear linear;

    /** Gradients of weight (3, 0) and bias (-4): their norm is 5. */
    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        linear = Linear.builder().setUnits(1).build();
        linear.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
        backward(new float[] {3, 0}, -4);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private void backward(float[] weight, float bias) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray product = array("weight").mul(manager.create(weight)).sum();
            collector.backward(product.add(Scalars.mul(array("bias"), bias).sum()));
        }
    }

    private NDArray array(String name) {
        Parameter parameter = linear.getParameters().get(name);
        return parameter.getArray();
    }

    private float[] gradient(String name) {
        return array(name).getGradient().toFloatArray();
    }

    @Test
    void scalesWhatIsAboveTheLimit() {
        assertThat(new GlobalNormClipping(2.5).clip(linear)).isCloseTo(5, within(1e-6));
        assertThat(gradient("weight")).containsExactly(new float[] {1.5f, 0}, within(1e-5f));
        assertThat(gradient("bias")).containsExactly(new float[] {-2}, within(1e-5f));
    }

    @Test
    void leavesWhatIsBelow() {
        assertThat(new GlobalNormClipping(5.1).clip(linear)).isCloseTo(5, within(1e-6));
        assertThat(gradient("weight")).containsExactly(3, 0);
        assertThat(gradient("bias")).containsExactly(-4);
    }

    /** Of a loss times 4: (3, 0) and -4 stand for a quarter of themselves, whose norm is 1.25. */
    @Test
    void whatTheLossWasMultipliedByIsTakenBack() {
        List<Parameter> trained = Gradients.trained(linear);
        assertThat(new GlobalNormClipping(2).clip(trained, 4, 3, 4)).isCloseTo(1.25, within(1e-9));
        assertThat(gradient("weight")).containsExactly(new float[] {0.75f, 0}, within(1e-6f));
        assertThat(new GlobalNormClipping(0.5).clip(trained, 2, 0.75f, 1))
                .isCloseTo(0.625, within(1e-9));
        // Half of it, and four fifths of that, down to a norm of a half.
        assertThat(gradient("weight")).containsExactly(new float[] {0.3f, 0}, within(1e-5f));
        assertThat(gradient("bias")).containsExactly(new float[] {-0.4f}, within(1e-5f));
    }

    @Test
    void frozenParametersDoNotCount() {
        linear.getParameters().get("bias").freeze(true);
        assertThat(new GlobalNormClipping(1).clip(linear)).isCloseTo(3, within(1e-6));
    }

    @Test
    void tellsOfGradientsThatAreNoNumbers() {
        backward(new float[] {Float.NaN, 0}, 0);
        assertThat(new GlobalNormClipping(1).clip(linear)).isNaN();
        assertThat(gradient("bias")).containsExactly(-4);
    }

    @Test
    void tellsOfInfiniteGradients() {
        backward(new float[] {Float.NEGATIVE_INFINITY, 0}, 0);
        assertThat(new GlobalNormClipping(1).clip(linear)).isInfinite();
        assertThat(gradient("weight")).containsExactly(Float.NEGATIVE_INFINITY, 0);
        assertThat(gradient("bias")).containsExactly(-4);
    }

    @Test
    void impossibleLimitsAreRefused() {
        assertThatThrownBy(() -> new GlobalNormClipping(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("norm is 0.0; allowed");
    }
}
