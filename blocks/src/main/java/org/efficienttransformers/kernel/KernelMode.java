/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/** Which of the two forms of a kernel computes an attention mechanism. */
public enum KernelMode {

    /** Fused on the PyTorch engine, portable on any other. */
    AUTO,

    /** NDArray operations only: any DJL engine. */
    PORTABLE,

    /** TorchScript: the PyTorch engine only. */
    FUSED;

    private static final String PYTORCH = "PyTorch";

    /**
     * Reads the value of the argument {@code kernels}.
     *
     * @param value {@code auto}, {@code portable} or {@code fused}
     * @return the mode
     * @throws IllegalArgumentException if it is anything else
     */
    public static KernelMode of(String value) {
        for (KernelMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(value)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "kernels is '" + value + "'; allowed: auto, portable, fused.");
    }

    /**
     * Tells whether the fused form computes on this array.
     *
     * @param array an array of the computation
     * @return true for the fused form
     * @throws IllegalStateException if the fused form is demanded of an engine other than PyTorch
     */
    boolean isFused(NDArray array) {
        if (this == PORTABLE) {
            return false;
        }
        String engine = array.getManager().getEngine().getEngineName();
        boolean pytorch = PYTORCH.equals(engine);
        if (this == FUSED && !pytorch) {
            throw new IllegalStateException(
                    "kernels=fused needs the PyTorch engine, but the arrays belong to "
                            + engine
                            + "; use kernels=auto or kernels=portable.");
        }
        return pytorch;
    }
}
