/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.script.TorchScript;

/** A convolution over positions whose kernel differs from position to position and head to head. */
final class SpanKernel {

    private SpanKernel() {}

    /**
     * Convolves.
     *
     * @param mode the form
     * @param values (b, n, h, d)
     * @param weights the kernel of each position and head, (b, n, h, k), k being odd
     * @return (b, n, h * d)
     */
    static NDArray convolve(KernelMode mode, NDArray values, NDArray weights) {
        Shape shape = values.getShape();
        int size = Math.toIntExact(weights.getShape().get(3));
        if (mode.isFused(values)) {
            return TorchScript.call(
                    "attention/convolution/spans.py",
                    Map.of("SIZE", size, "HALF", size / 2),
                    values,
                    weights);
        }
        long length = shape.get(1);
        Shape edge = new Shape(shape.get(0), size / 2).addAll(shape.slice(2));
        NDArray zeros = values.getManager().zeros(edge, values.getDataType());
        NDArray wide = zeros.concat(values, 1).concat(zeros, 1); // b n+k-1 h d
        NDArray sum = null;
        for (int i = 0; i < size; i++) {
            NDArray shifted = wide.get(new NDIndex(":, {}:{}", i, i + length));
            NDArray part = shifted.mul(weights.get(new NDIndex("..., {}:{}", i, i + 1)));
            sum = sum == null ? part : sum.add(part);
        }
        return sum.reshape(shape.get(0), length, -1);
    }
}
