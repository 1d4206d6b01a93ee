/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.TorchScript;

/** What the engine records for the backward pass. */
public final class AutogradGraph {

    private AutogradGraph() {}

    /**
     * Tells whether a gradient of this array would go on to others. {@link NDArray#hasGradient} of
     * the PyTorch engine tells so only of arrays that were asked to collect one themselves, not of
     * what was computed from them.
     *
     * @param array any array
     * @return true if it requires a gradient, or was computed from one that does; false on engines
     *     other than PyTorch if it doesn't itself
     */
    public static boolean isRecorded(NDArray array) {
        if (array.hasGradient() || !KernelMode.AUTO.isFused(array)) {
            return array.hasGradient();
        }
        try (NDArray flag = TorchScript.call("autograd/is_recorded.py", Map.of(), array)) {
            return flag.getLong() != 0;
        }
    }
}
