/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.script.TorchScript;

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
        return ask("autograd/is_recorded.py", Map.of(), array);
    }

    /**
     * Computes the norms of arrays, such as gradients; waits for the device once for all.
     *
     * @param arrays of one floating type, on one device; any number
     * @return the root of the sum of squares of each
     */
    public static float[] norms(List<NDArray> arrays) {
        if (arrays.isEmpty()) {
            return new float[0];
        }
        try (NDManager scope = arrays.get(0).getManager().newSubManager()) {
            NDList norms = new NDList();
            for (NDArray array : arrays) {
                NDArray norm = array.norm();
                norm.attach(scope);
                norms.add(norm);
            }
            return NDArrays.stack(norms).toFloatArray();
        }
    }

    /**
     * Tells whether backward passes have come to arrays that collect gradients. {@link
     * NDArray#getGradient} gives zeros before. On PyTorch this doesn't wait for the device, as
     * reading gradients back would.
     *
     * @param arrays arrays on one device that collect gradients, one or more
     * @return true if each has one; on engines other than PyTorch, if each has one that isn't zero
     */
    public static boolean isReached(List<NDArray> arrays) {
        if (!KernelMode.AUTO.isFused(arrays.get(0))) {
            return arrays.stream().noneMatch(AutogradGraph::isGradientZero);
        }
        // What PyTorch calls nonzero here is a gradient that there is, zero or not.
        List<String> letters = IntStream.range(0, arrays.size()).mapToObj(i -> "x" + i).toList();
        String parameters = String.join(": Tensor, ", letters) + ": Tensor";
        String gradients = "ops.prim.grad(" + String.join("), ops.prim.grad(", letters) + ")";
        String[] names = arrays.stream().map(NDArray::getName).toArray(String[]::new);
        try {
            // Of an array with a dot in its name a script is given a view, which has no gradient.
            arrays.forEach(array -> array.setName(null));
            return ask(
                    "autograd/is_reached.py",
                    Map.of("ARRAYS", parameters, "GRADIENTS", gradients),
                    arrays.toArray(NDArray[]::new));
        } finally {
            for (int i = 0; i < names.length; i++) {
                arrays.get(i).setName(names[i]);
            }
        }
    }

    /**
     * Lets go of an array's gradient, which is there again when a backward pass comes to it: until
     * then its memory serves others. Graphs that were recorded before still lead to what the array
     * was, and add to no gradient of it any more.
     *
     * @param array an array of the PyTorch engine that collects gradients
     */
    public static void releaseGradient(NDArray array) {
        NDArray twin = array.stopGradient();
        twin.setRequiresGradient(true);
        array.intern(twin);
    }

    private static boolean isGradientZero(NDArray array) {
        try (NDArray gradient = array.getGradient();
                NDArray norm = gradient.norm()) {
            return norm.toType(DataType.FLOAT32, false).getFloat() == 0;
        }
    }

    private static boolean ask(String script, Map<String, String> constants, NDArray... arrays) {
        // The flag lies in the memory of the host, wherever the arrays do.
        try (NDArray flag = TorchScript.call(script, constants, arrays)) {
            return flag.getLong() != 0;
        }
    }

    /**
     * Cuts arrays off from their graph.
     *
     * @param owner owns the views
     * @param arrays arrays
     * @return a view of each
     */
    public static NDList detached(NDManager owner, NDList arrays) {
        NDList all = new NDList();
        for (NDArray array : arrays) {
            NDArray view = array.stopGradient();
            view.attach(owner);
            all.add(view);
        }
        return all;
    }

    /**
     * Gives what an engine's backward pass, which begins at scalars only, has to begin at in order
     * to go on from some gradients.
     *
     * @param owner owns the scalar and what is made on the way
     * @param variables arrays
     * @param gradients those of the first of them, each of the same shape
     * @return a scalar whose gradients with respect to those of the variables that are part of a
     *     graph are the given ones
     */
    public static NDArray scalar(
            NDManager owner, List<NDArray> variables, List<NDArray> gradients) {
        NDArray sum = owner.zeros(new Shape(), gradients.get(0).getDataType());
        for (int i = 0; i < gradients.size(); i++) {
            if (isRecorded(variables.get(i))) {
                NDArray flat = variables.get(i).reshape(-1);
                flat.attach(owner);
                sum = sum.add(flat.dot(gradients.get(i).reshape(-1)));
            }
        }
        return sum;
    }
}
