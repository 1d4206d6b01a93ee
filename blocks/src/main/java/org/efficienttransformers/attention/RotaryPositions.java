/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import org.efficienttransformers.kernel.Scalars;

/**
 * Rotary position embeddings (RoFormer, <a href="https://arxiv.org/abs/2104.09864">paper</a>):
 * pairs of channels of queries and keys are turned by an angle in proportion to their position, so
 * that a product of the two knows their distance. Pair i of d / 2 turns by {@code theta^(-2i / d)}
 * from one position to the next.
 *
 * <p>Angles, sines and the rotation are computed in FLOAT32, whatever the type of the vectors.
 *
 * @param theta the base of the angles, above 0, such as 10000
 * @param pairing which channels are turned together
 */
public record RotaryPositions(double theta, Pairing pairing) {

    /** Which two channels are turned together. */
    public enum Pairing {
        /** Channel c with c + d / 2, as in transformers. */
        HALF,
        /** Channel 2 c with 2 c + 1, as in the paper and in performer-pytorch. */
        NEIGHBOURS
    }

    /** Checks the base. */
    public RotaryPositions {
        require(
                theta > 0 && Double.isFinite(theta),
                "The base of rotary positions is %s; allowed: above 0.",
                theta);
    }

    /**
     * Prepares to turn vectors of consecutive positions: sines and cosines are computed once, and
     * serve all heads, queries and keys.
     *
     * @param manager owns the sines and cosines, and gives their device
     * @param start the position of the first
     * @param length how many positions n
     * @param headSize the size of a head d, even
     * @return turns (b, n, h, d), into the same shape and type
     */
    public UnaryOperator<NDArray> rotation(
            NDManager manager, long start, long length, int headSize) {
        int pairs = headSize / 2;
        NDArray exponents = manager.arange(0, pairs, 1, DataType.FLOAT64);
        NDArray frequencies =
                Scalars.mul(exponents, -Math.log(theta) / pairs)
                        .exp()
                        .toType(DataType.FLOAT32, false);
        NDArray angles =
                manager.arange((float) start, (float) (start + length), 1f)
                        .reshape(length, 1, 1)
                        .mul(frequencies); // n 1 d/2
        NDArray cosine = angles.cos();
        NDArray sine = angles.sin();
        return x -> turn(x, cosine, sine);
    }

    private NDArray turn(NDArray x, NDArray cosine, NDArray sine) {
        Shape shape = x.getShape(); // b n h d
        long half = shape.get(3) / 2;
        boolean halves = pairing == Pairing.HALF;
        NDArray paired = halves ? x : x.reshape(shape.get(0), shape.get(1), shape.get(2), half, 2);
        NDArray first = paired.get(halves ? new NDIndex("..., :{}", half) : new NDIndex("..., 0"));
        NDArray second = paired.get(halves ? new NDIndex("..., {}:", half) : new NDIndex("..., 1"));
        NDList turned =
                new NDList(
                        first.mul(cosine).sub(second.mul(sine)),
                        second.mul(cosine).add(first.mul(sine))); // b n h d/2
        NDArray whole =
                halves ? NDArrays.concat(turned, 3) : NDArrays.stack(turned, 4).reshape(shape);
        // Not toType, which cuts the graph.
        return whole.getDataType() == x.getDataType() ? whole : x.zerosLike().addi(whole);
    }
}
