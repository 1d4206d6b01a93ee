/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * Linear layers where no gradients are wanted: x W^T + b.
 *
 * <p>Under {@link KernelMode#BFLOAT16} x, W and b are rounded to bfloat16, and so is the result;
 * sums are float32. W is converted in each call, in which it is cheap next to the multiplication.
 */
public final class LinearKernel {

    private LinearKernel() {}

    /**
     * Computes the layer.
     *
     * @param mode the form
     * @param x (..., i)
     * @param weight (o, i), without gradient
     * @param bias (o), without gradient, or null
     * @return (..., o), on the manager of x
     */
    public static NDArray apply(KernelMode mode, NDArray x, NDArray weight, NDArray bias) {
        if (!mode.isFused(x) || !OneDnn.isUsable(x)) {
            return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
        }
        Map<String, String> constants = OneDnn.constants(mode, x);
        return bias == null
                ? TorchScript.call("kernel/linear_without_bias.py", constants, x, weight)
                : TorchScript.call("kernel/linear.py", constants, x, weight, bias);
    }
}
