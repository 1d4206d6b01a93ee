/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.Scalars;

/**
 * Where the global tokens of a batch stand.
 *
 * <p>Sequences may have different numbers of them: g is the largest, and the slots that a sequence
 * doesn't fill are at position n, past its end.
 */
public final class GlobalTokens {

    private final NDArray position;
    private final NDArray placement;

    private GlobalTokens(NDArray position, NDArray placement) {
        this.position = position;
        this.placement = placement;
    }

    /**
     * Finds the global tokens. Padding is never global.
     *
     * @param global 1 at global tokens, (b, n); null for none
     * @param visible 1 at tokens, (b, n); null if there is no padding
     * @return the tokens, or null if there are none
     */
    public static GlobalTokens of(NDArray global, NDArray visible) {
        NDArray position = positions(global, visible);
        if (position == null) {
            return null;
        }
        NDArray all = global.getManager().arange(0, (int) global.size(1), 1, DataType.INT64);
        NDArray placement = position.expandDims(2).eq(all.reshape(1, 1, -1));
        return new GlobalTokens(position, placement.toType(global.getDataType(), false));
    }

    /**
     * Finds where the global tokens stand.
     *
     * @param global 1 at global tokens, (b, n); null for none
     * @param visible 1 at tokens, (b, n); null if there is no padding
     * @return (b, g), INT64, n where a slot is empty; null if there are none
     */
    public static NDArray positions(NDArray global, NDArray visible) {
        if (global == null) {
            return null;
        }
        NDArray mask = visible == null ? global : global.mul(visible);
        int batch = Math.toIntExact(mask.size(0));
        return positions(global.getManager(), HostArrays.booleans(mask.neq(0)), batch);
    }

    /**
     * Finds where the global tokens stand.
     *
     * @param manager owns the result, and gives its device
     * @param isGlobal true at global tokens, row by row
     * @param batch the number of rows b
     * @return as above
     */
    public static NDArray positions(NDManager manager, boolean[] isGlobal, int batch) {
        int length = isGlobal.length / batch;
        int slots = 0;
        for (int b = 0; b < batch; b++) {
            int count = 0;
            for (int i = 0; i < length; i++) {
                count += isGlobal[b * length + i] ? 1 : 0;
            }
            slots = Math.max(slots, count);
        }
        if (slots == 0) {
            return null;
        }
        long[] positions = new long[batch * slots];
        for (int b = 0; b < batch; b++) {
            int slot = 0;
            for (int i = 0; i < length; i++) {
                if (isGlobal[b * length + i]) {
                    positions[b * slots + slot++] = i;
                }
            }
            for (; slot < slots; slot++) {
                positions[b * slots + slot] = length;
            }
        }
        return HostData.create(manager, positions, new Shape(batch, slots));
    }

    /** {@return their positions, (b, g), INT64, n where a slot is empty} */
    public NDArray position() {
        return position;
    }

    /**
     * Picks the global tokens out of a sequence. A product with a matrix of ones and zeros is
     * exact, and differentiable on every engine.
     *
     * @param sequence (b, n, x)
     * @return (b, g, x), zeros in empty slots
     */
    NDArray pick(NDArray sequence) {
        return placement.matMul(sequence);
    }

    /** {@return the matrix that picks them, (b, g, n): 1 where a slot's token stands} */
    NDArray placement() {
        return placement;
    }

    /** {@return the mask of the other tokens, (b, n): 0 at global tokens, 1 elsewhere} */
    NDArray others() {
        return Scalars.add(placement.sum(new int[] {1}).neg(), 1);
    }
}
