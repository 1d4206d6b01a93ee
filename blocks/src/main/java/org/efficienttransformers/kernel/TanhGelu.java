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
 * The activation x * Phi(x) with the normal distribution approximated by the hyperbolic tangent.
 *
 * <p>Written in NDArray operations it is nine, each with a result as large as the widest in an
 * encoder; PyTorch has one for it.
 */
public final class TanhGelu {

    private TanhGelu() {}

    /**
     * Applies the function to each element.
     *
     * @param mode the form
     * @param x any shape
     * @return the same shape
     */
    public static NDArray apply(KernelMode mode, NDArray x) {
        return mode.isFused(x) ? TorchScript.call("kernel/tanh_gelu.py", Map.of(), x) : portable(x);
    }

    private static NDArray portable(NDArray x) {
        NDArray cube = x.mul(x).mul(x);
        NDArray inner = Scalars.mul(cube, 0.044715).add(x);
        NDArray outer = Scalars.add(Scalars.mul(inner, Math.sqrt(2 / Math.PI)).tanh(), 1);
        return Scalars.mul(outer.mul(x), 0.5);
    }
}
