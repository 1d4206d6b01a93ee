/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.efficienttransformers.kernel.ActivationScript;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.TanhGelu;

/** The activation functions that config.json may name in {@code hidden_act}. */
public enum Activation {

    /** x * Phi(x), exactly: with the error function. */
    GELU(
            "gelu",
            "gelu",
            ", approximate=\"none\"",
            "torch.gelu_backward(activated_gradient, inner, approximate=\"none\")") {
        @Override
        public NDArray apply(NDArray x) {
            return ai.djl.nn.Activation.gelu(x);
        }
    },

    /** The approximation of {@link #GELU} by the hyperbolic tangent. */
    GELU_NEW(
            "gelu_new",
            "gelu",
            ", approximate=\"tanh\"",
            "torch.gelu_backward(activated_gradient, inner, approximate=\"tanh\")") {
        @Override
        public NDArray apply(NDArray x) {
            return TanhGelu.apply(KernelMode.AUTO, x);
        }
    },

    /** max(x, 0). */
    RELU("relu", "relu", "", "torch.threshold_backward(activated_gradient, inner, 0)") {
        @Override
        public NDArray apply(NDArray x) {
            return ai.djl.nn.Activation.relu(x);
        }
    },

    /** x * sigmoid(x). */
    SILU("silu", "silu", "", "torch.silu_backward(activated_gradient, inner)") {
        @Override
        public NDArray apply(NDArray x) {
            return x.mul(ai.djl.nn.Activation.sigmoid(x));
        }
    },

    /** The hyperbolic tangent. */
    TANH("tanh", "tanh", "", "torch.tanh_backward(activated_gradient, activated)") {
        @Override
        public NDArray apply(NDArray x) {
            return x.tanh();
        }
    };

    private final String configName;
    private final String operator;
    private final String arguments;
    private final String gradient;

    Activation(String configName, String operator, String arguments, String gradient) {
        this.configName = configName;
        this.operator = operator;
        this.arguments = arguments;
        this.gradient = gradient;
    }

    /** {@return the function and its gradient in TorchScript} */
    public ActivationScript script() {
        return new ActivationScript(operator, arguments, gradient);
    }

    /**
     * {@return the name and the algorithm by which oneDNN calls the function, which it applies in a
     * linear layer; null if it doesn't have it}
     */
    public List<String> ofOneDnn() {
        return switch (this) {
            case GELU -> List.of("gelu", "none");
            case GELU_NEW -> List.of("gelu", "tanh");
            case RELU -> List.of("relu", "");
            case SILU -> List.of("swish", "");
            case TANH -> List.of("tanh", "");
        };
    }

    /**
     * Applies the function to each element.
     *
     * @param x any shape
     * @return the same shape
     */
    public abstract NDArray apply(NDArray x);

    /** {@return the name in config.json, such as {@code gelu_new}} */
    public String configName() {
        return configName;
    }

    /**
     * Finds an activation by its name in config.json; {@code swish}, {@code gelu_fast} and {@code
     * gelu_pytorch_tanh} are other names that transformers has.
     *
     * @param name the value of {@code hidden_act}
     * @return the activation
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Activation of(String name) {
        for (Activation activation : values()) {
            if (activation.configName.equals(name)) {
                return activation;
            }
        }
        return switch (name) {
            case "swish" -> SILU;
            case "gelu_fast", "gelu_pytorch_tanh" -> GELU_NEW;
            default ->
                    throw new IllegalArgumentException(
                            String.format(
                                    "hidden_act is '%s'; supported: %s.",
                                    name,
                                    Arrays.stream(values())
                                            .map(Activation::configName)
                                            .collect(Collectors.joining(", "))));
        };
    }
}
