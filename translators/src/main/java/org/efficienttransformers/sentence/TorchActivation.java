/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * The functions that the configuration of a module or of a cross-encoder may name by their class in
 * PyTorch, with the settings that such a class has by default.
 */
public enum TorchActivation {
    /** As it is. */
    IDENTITY("Identity", each(x -> x)),
    /** The hyperbolic tangent. */
    TANH("Tanh", each(Math::tanh)),
    /** 1 / (1 + exp(-x)). */
    SIGMOID("Sigmoid", each(TorchActivation::sigmoid)),
    /** max(x, 0). */
    RELU("ReLU", each(x -> Math.max(x, 0))),
    /** max(x, 0), at most 6. */
    RELU6("ReLU6", each(x -> Math.min(Math.max(x, 0), 6))),
    /** x, a hundredth of it below 0. */
    LEAKY_RELU("LeakyReLU", each(x -> x < 0 ? 0.01 * x : x)),
    /** x, exp(x) - 1 below 0. */
    ELU("ELU", each(x -> x < 0 ? Math.expm1(x) : x)),
    /** x * Phi(x). */
    GELU("GELU", each(x -> x * (1 + erf(x / Math.sqrt(2))) / 2)),
    /** x * sigmoid(x). */
    SILU("SiLU", each(x -> x * sigmoid(x))),
    /** x * tanh(softplus(x)). */
    MISH("Mish", each(x -> x * Math.tanh(softplus(x)))),
    /** log(1 + exp(x)). */
    SOFTPLUS("Softplus", each(TorchActivation::softplus)),
    /** x / (1 + |x|). */
    SOFTSIGN("Softsign", each(x -> x / (1 + Math.abs(x)))),
    /** x, at least -1 and at most 1. */
    HARDTANH("Hardtanh", each(x -> Math.min(Math.max(x, -1), 1))),
    /** Probabilities that sum to 1. */
    SOFTMAX("Softmax", TorchActivation::softmax);

    private static final String SECTION = "sentence_transformers";
    private static final String FUNCTION = "activation_fn";
    private static final String FUNCTION_OF_VERSION_2 = "sbert_ce_default_activation_function";

    /** All functions are in modules that begin with this. */
    private static final String LIBRARY = "torch.";

    /** From here on the error function is 1 in double precision. */
    private static final double ERF_IS_ONE = 6;

    private final String className;

    @SuppressWarnings("ImmutableEnumChecker") // none of them has state
    private final UnaryOperator<double[]> function;

    TorchActivation(String className, UnaryOperator<double[]> function) {
        this.className = className;
        this.function = function;
    }

    private static UnaryOperator<double[]> each(DoubleUnaryOperator function) {
        return values -> Arrays.stream(values).map(function).toArray();
    }

    /**
     * Finds a function.
     *
     * @param name its class, such as {@code torch.nn.modules.activation.Tanh}
     * @param source the file and key that name it, for messages
     * @return the function
     * @throws IllegalArgumentException if it isn't supported
     */
    public static TorchActivation of(String name, String source) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return Arrays.stream(values())
                .filter(activation -> activation.className.equals(last))
                .filter(activation -> name.startsWith(LIBRARY))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        String.format(
                                                "%s = %s, which isn't supported; supported: %s.",
                                                source,
                                                name,
                                                Arrays.stream(values())
                                                        .map(a -> "torch.nn." + a.className)
                                                        .collect(Collectors.joining(", ")))));
    }

    /**
     * Finds the function that the logits of a cross-encoder go through.
     *
     * @param config its config.json, where versions 2 to 5 name it
     * @param settings of its folder, where version 6 names it, which counts more
     * @return the function, if one is named
     * @throws IllegalArgumentException if it isn't supported
     */
    public static Optional<TorchActivation> ofCrossEncoder(
            PretrainedConfig config, SentenceSettings settings) {
        if (settings.activation() != null) {
            return Optional.of(of(settings.activation(), settings.source() + " has activation_fn"));
        }
        if (config.toJson().get(SECTION) instanceof JsonObject section) {
            PretrainedConfig inner =
                    new PretrainedConfig(section, config.source() + ", " + SECTION + ",");
            if (inner.has(FUNCTION)) {
                return Optional.of(
                        of(inner.string(FUNCTION, null), inner.source() + " has " + FUNCTION));
            }
        }
        if (config.has(FUNCTION_OF_VERSION_2)) {
            return Optional.of(
                    of(
                            config.string(FUNCTION_OF_VERSION_2, null),
                            config.source() + " has " + FUNCTION_OF_VERSION_2));
        }
        return Optional.empty();
    }

    /**
     * Applies the function.
     *
     * @param values what it is applied to
     * @return as many numbers
     */
    public double[] apply(double... values) {
        return function.apply(values);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double[] softmax(double... logits) {
        double max = Arrays.stream(logits).max().orElse(0);
        double[] scores = Arrays.stream(logits).map(logit -> Math.exp(logit - max)).toArray();
        double sum = Arrays.stream(scores).sum();
        return Arrays.stream(scores).map(score -> score / sum).toArray();
    }

    /** The error function, by the series 7.6.2 of the NIST Handbook, all of whose terms add up. */
    private static double erf(double x) {
        if (!(Math.abs(x) < ERF_IS_ONE)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > Math.ulp(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
