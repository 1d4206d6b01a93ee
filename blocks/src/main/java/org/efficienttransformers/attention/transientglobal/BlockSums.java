/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.transientglobal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.Pieces;

/**
 * Which positions are summed to which transient global token.
 *
 * <p>A block of positions makes one, if its last position is a token. What tokens follow the last
 * such block belong to it, too; a text shorter than a block has none.
 */
final class BlockSums {

    private static final long NONE = -1;

    private final int rows;
    private final int length;
    private final int size;

    /** By text and position, the global token that it is summed to. */
    private final long[] own;

    /** By text, its last global token. */
    private final long[] last;

    private BlockSums(int rows, int length, int size) {
        this.rows = rows;
        this.length = length;
        this.size = size;
        own = new long[rows * length];
        last = new long[rows];
    }

    /**
     * Finds them.
     *
     * @param visible the attention mask, (b, n), 1 at tokens; null if all are
     * @param length the number of positions n
     * @param size the number of positions of a block
     * @return the sums of each text; where all positions are tokens one for all texts
     */
    static BlockSums of(NDArray visible, int length, int size) {
        float[] mask =
                visible == null ? null : visible.toType(DataType.FLOAT32, false).toFloatArray();
        int rows = mask == null ? 1 : mask.length / length;
        BlockSums sums = new BlockSums(rows, length, size);
        for (int row = 0; row < rows; row++) {
            sums.find(row, mask);
        }
        return sums;
    }

    private void find(int row, float... mask) {
        int start = row * length;
        long full = NONE;
        for (int i = size - 1; i < length; i += size) {
            full += mask == null || mask[start + i] != 0 ? 1 : 0;
        }
        last[row] = NONE;
        for (int i = 0; i < length; i++) {
            boolean token = mask == null || mask[start + i] != 0;
            own[start + i] = token ? Math.min(i / size, full) : NONE;
            last[row] = Math.max(last[row], own[start + i]);
        }
    }

    /** The number of texts b, or 1 for all. */
    int rows() {
        return rows;
    }

    /** The number of global tokens g, those included that there are in longer texts only. */
    int count() {
        return length / size;
    }

    /**
     * Sums.
     *
     * @param hidden (b, n, e), zero at padding
     * @return (b, g, e)
     */
    NDArray sum(NDArray hidden) {
        Shape shape = hidden.getShape(); // b n e
        int blocks = (length + size - 1) / size;
        NDArray sums =
                Pieces.padded(hidden, (long) blocks * size)
                        .reshape(shape.get(0), blocks, size, shape.get(2))
                        .sum(new int[] {2});
        float[] merged = new float[rows * count() * blocks];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < length; i++) {
                long global = own[row * length + i];
                if (global != NONE) {
                    merged[(row * count() + (int) global) * blocks + i / size] = 1;
                }
            }
        }
        NDArray matrix = create(hidden, merged, new Shape(rows, count(), blocks));
        return matrix.broadcast(shape.get(0), count(), blocks).matMul(sums);
    }

    /** 1 at the global tokens that there are: (b or 1, g) in the type of the hidden states. */
    NDArray visible(NDArray like) {
        float[] mask = new float[rows * count()];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(mask, row * count(), row * count() + (int) last[row] + 1, 1);
        }
        return create(like, mask, new Shape(rows, count()));
    }

    /**
     * The distances from the blocks of some positions to the global tokens, each moved up by g, so
     * that none is negative.
     *
     * @param manager owns the result
     * @param start the first position
     * @param end the one after the last
     * @return (b or 1, c, g), INT64, from 0 to 2 * g
     */
    NDArray distances(NDManager manager, int start, int end) {
        int globals = count();
        long[] all = new long[rows * (end - start) * globals];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            for (int i = start; i < end; i++) {
                for (int global = 0; global < globals; global++) {
                    all[next++] = global - own[row * length + i] + globals;
                }
            }
        }
        return HostData.create(manager, all, new Shape(rows, end - start, globals));
    }

    private static NDArray create(NDArray like, float[] data, Shape shape) {
        return HostData.create(like.getManager(), data, shape).toType(like.getDataType(), false);
    }
}
