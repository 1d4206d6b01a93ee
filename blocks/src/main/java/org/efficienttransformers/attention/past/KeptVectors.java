/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.past;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Rows;

/**
 * Vectors of positions, (b, m, ...), to which those of further positions are added. There is room
 * for more than there are, so that adding moves none of them but where the room is used up; then it
 * doubles. A position thus costs the same, on average, however many are before it. Texts that go on
 * as others of as many take over only what they don't have in common with them, such as beams what
 * came after their prompt.
 */
public final class KeptVectors {

    private static final int SPARE = 64;

    /** How much larger than what is kept the room may be, after some were forgotten. */
    private static final int MOST_ROOM = 4;

    private final NDManager manager;
    private final KernelMode kernels;
    private NDArray array; // b room ...
    private long first;
    private long end;
    private long dropped; // positions before those of the array
    private long[][] common = {}; // of each two texts, how many of their first positions

    /**
     * Starts with nothing.
     *
     * @param manager owns what is kept
     * @param kernels the form of the kernels
     */
    public KeptVectors(NDManager manager, KernelMode kernels) {
        this.manager = manager;
        this.kernels = kernels;
    }

    /** {@return how many positions are kept, m} */
    public int size() {
        return Math.toIntExact(end - first);
    }

    /**
     * Adds vectors.
     *
     * @param more (b, n, ...)
     */
    public void add(NDArray more) {
        long count = more.getShape().get(1);
        if (array == null) {
            int texts = Math.toIntExact(more.getShape().get(0));
            common = new long[texts][texts];
        }
        if (array == null || end + count > array.getShape().get(1)) {
            move(size() + Math.max(size(), SPARE) + count, more);
        }
        if (count > 0) {
            array.set(new NDIndex(":, {}:{}", end, end + count), more);
            end += count;
        }
    }

    /** To the beginning of an array with so much room. */
    private void move(long room, NDArray like) {
        Shape shape = like.getShape();
        Shape larger = new Shape(shape.get(0), room).addAll(shape.slice(2));
        NDArray moved = manager.zeros(larger, like.getDataType());
        if (array != null) {
            try (NDArray kept = view(manager)) {
                moved.set(new NDIndex(":, :{}", size()), kept);
            }
            array.close();
        }
        end -= first;
        dropped += first;
        first = 0;
        array = moved;
    }

    /**
     * Returns what is kept.
     *
     * @param scope owns the result
     * @return (b, m, ...), a view, which stays as it is when more are added
     */
    public NDArray view(NDManager scope) {
        return array.get(scope, new NDIndex(":, {}:{}", first, end));
    }

    /**
     * {@return what is kept and the room after it, where nothing was forgotten, (b, room, ...),
     * whose first m count; it goes with the next change}
     */
    public NDArray room() {
        return array;
    }

    /**
     * Forgets all but the last positions.
     *
     * @param most how many to keep
     */
    public void keep(int most) {
        first = Math.max(first, end - most);
        if (array != null && array.getShape().get(1) > MOST_ROOM * (size() + (long) SPARE)) {
            move(2L * size() + SPARE, array);
        }
    }

    /**
     * Goes on with other texts.
     *
     * @param rows for each text from now on, the number of the one that it continues
     */
    public void reorder(int... rows) {
        if (array == null) {
            return;
        }
        if (rows.length != common.length) {
            array = Rows.reorder(kernels, array, rows);
        } else {
            takeOver(rows);
        }
        long[][] next = new long[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                next[i][j] = rows[i] == rows[j] ? dropped + end : common[rows[i]][rows[j]];
            }
        }
        common = next;
    }

    private void takeOver(int... rows) {
        long from = end;
        for (int i = 0; i < rows.length; i++) {
            from = rows[i] == i ? from : Math.min(from, common[i][rows[i]] - dropped);
        }
        if (from < end) {
            NDIndex differing = new NDIndex(":, {}:{}", Math.max(first, from), end);
            try (NDArray old = array.get(manager, differing);
                    NDArray others = Rows.pick(kernels, old, 0, rows)) {
                array.set(differing, others);
            }
        }
    }
}
