/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.Arrays;
import java.util.Map;
import org.efficienttransformers.kernel.script.TorchScript;

/** Picks parts of arrays along one of their axes. */
public final class Rows {

    private Rows() {}

    /**
     * Picks.
     *
     * @param mode the form
     * @param array any shape
     * @param axis which of its axes
     * @param rows the numbers along that axis, of which any may come several times or not at all
     * @return the same shape but for that axis, on the manager of the array
     */
    public static NDArray pick(KernelMode mode, NDArray array, int axis, int... rows) {
        long[] numbers = Arrays.stream(rows).asLongStream().toArray();
        try (NDArray index =
                HostData.create(array.getManager(), numbers, new Shape(numbers.length))) {
            if (mode.isFused(array)) {
                return TorchScript.call("kernel/pick_rows.py", Map.of("AXIS", axis), array, index);
            }
            NDArray first = array.swapAxes(0, axis);
            Shape rest = first.getShape().slice(1);
            NDArray table = first.reshape(first.getShape().get(0), -1);
            return look(table, index)
                    .reshape(new Shape(numbers.length).addAll(rest))
                    .swapAxes(0, axis);
        }
    }

    /**
     * Looks up the rows of a table, as an embedding does: its gradient, which every engine knows,
     * sums repeated ones.
     *
     * @param table (rows, e)
     * @param rows INT64 of any shape
     * @return (..., e), on the manager of the rows
     */
    public static NDArray look(NDArray table, NDArray rows) {
        return rows.getNDArrayInternal()
                .embedding(rows, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /**
     * Picks texts of what is kept of them, and frees what it was.
     *
     * @param mode the form
     * @param kept its first axis is the texts; gone afterwards, unless they all stay as they are
     * @param rows the numbers of the texts to go on with
     * @return the same for those texts, on the manager that had the array
     */
    public static NDArray reorder(KernelMode mode, NDArray kept, int... rows) {
        if (areAll(kept.size(0), rows)) {
            return kept;
        }
        NDManager owner = kept.getManager();
        try (NDManager scope = owner.newSubManager()) {
            kept.attach(scope);
            NDArray picked = pick(mode, kept, 0, rows);
            picked.attach(owner);
            return picked;
        }
    }

    /**
     * Tells whether all would stay as they are.
     *
     * @param count how many there are
     * @param rows the numbers that are picked
     * @return true for 0, 1, 2, ...
     */
    public static boolean areAll(long count, int... rows) {
        if (count != rows.length) {
            return false;
        }
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] != i) {
                return false;
            }
        }
        return true;
    }
}
