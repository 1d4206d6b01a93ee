/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.TanhGelu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations equal their formulas, and their gradients survive the garbage collector. */
class ActivationTest {

    private static final float[] POINTS = {-3, -1, -0.4f, 0.1f, 0.7f, 2, 5};

    @ParameterizedTest
    @EnumSource
    void equalsItsFormulaAndItsDerivative(Activation activation) {
        check(activation, activation::apply);
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    void bothFormsOfGeluEqualItsFormula(KernelMode kernels) {
        check(Activation.GELU_NEW, x -> TanhGelu.apply(kernels, x));
    }

    private static void check(Activation activation, UnaryOperator<NDArray> function) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(POINTS);
            x.setRequiresGradient(true);
            float[] values;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray y = function.apply(x);
                values = y.stopGradient().toFloatArray();
                NDArray sum = y.sum();
                GarbageCollection.run();
                collector.backward(sum);
            }
            float[] gradient = x.getGradient().toFloatArray();
            for (int i = 0; i < POINTS.length; i++) {
                double step = 1e-5;
                double above = formula(activation, POINTS[i] + step);
                double below = formula(activation, POINTS[i] - step);
                assertThat((double) values[i])
                        .isCloseTo(formula(activation, POINTS[i]), within(1e-5));
                assertThat((double) gradient[i])
                        .isCloseTo((above - below) / (2 * step), within(1e-4));
            }
        }
    }

    private static double formula(Activation activation, double x) {
        return switch (activation) {
            case GELU -> x * normal(x);
            case GELU_NEW ->
                    0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case RELU -> Math.max(x, 0);
            case SILU -> x / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
        };
    }

    /** The distribution function of the normal distribution, by Simpson's rule. */
    private static double normal(double x) {
        int steps = 2000;
        double width = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = i * width;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-at * at / 2);
        }
        return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
    }
}
