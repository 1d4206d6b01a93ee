/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.efficienttransformers.kernel.Scalars;

/**
 * What Performer makes of the projections w.x of queries and keys: their features. All are at least
 * 0, so that attention stays a mean of the values.
 */
public enum KernelFunction {

    /** exp(w.x - |x|^2 / 2), whose mean over normal w is the kernel of softmax, exp(q.k). */
    SOFTMAX("torch.exp(x)") {
        @Override
        NDArray apply(NDArray x) {
            return x.exp();
        }
    },

    /** max(w.x, 0). */
    RELU("torch.relu(x)") {
        @Override
        NDArray apply(NDArray x) {
            return Activation.relu(x);
        }
    },

    /** 1 / (1 + exp(-w.x)). */
    SIGMOID("torch.sigmoid(x)") {
        @Override
        NDArray apply(NDArray x) {
            return Activation.sigmoid(x);
        }
    },

    /** 1 + elu(w.x): 1 + w.x above 0, exp(w.x) below. */
    SHIFTED_ELU("torch.add(torch.elu(x, 1, 1, 1), 1, alpha=1)") {
        @Override
        NDArray apply(NDArray x) {
            return Scalars.add(Activation.elu(x, 1f), 1);
        }
    },

    /** (w.x)^2. */
    SQUARE("torch.mul(x, x)") {
        @Override
        NDArray apply(NDArray x) {
            return x.mul(x);
        }
    };

    private final String script;

    KernelFunction(String script) {
        this.script = script;
    }

    /** Applies the function to each element. */
    abstract NDArray apply(NDArray x);

    /** The same in TorchScript, of a tensor x. */
    String script() {
        return script;
    }

    /**
     * Returns the name in config.json.
     *
     * @return such as {@code shifted_elu}
     */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a function by its name in config.json.
     *
     * @param name such as {@code softmax} or {@code relu}
     * @return the function
     * @throws IllegalArgumentException if there is none of this name
     */
    public static KernelFunction of(String name) {
        for (KernelFunction function : values()) {
            if (function.configName().equals(name)) {
                return function;
            }
        }
        throw new IllegalArgumentException(
                "The kernel of Performer is '"
                        + name
                        + "'; allowed: "
                        + Arrays.stream(values())
                                .map(KernelFunction::configName)
                                .collect(Collectors.joining(", "))
                        + ".");
    }
}
