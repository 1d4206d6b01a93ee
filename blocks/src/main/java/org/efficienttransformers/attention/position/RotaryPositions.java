/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.position;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.settings.Require;

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
 * @param scaling how angles differ from that for the sake of longer texts
 */
public record RotaryPositions(double theta, Pairing pairing, Scaling scaling) {

    /** Which two channels are turned together. */
    public enum Pairing {
        /** Channel c with c + d / 2, as in transformers. */
        HALF,
        /** Channel 2 c with 2 c + 1, as in the paper and in performer-pytorch. */
        NEIGHBOURS
    }

    /** How angles are changed so that a model reads longer texts than it was first trained with. */
    public sealed interface Scaling {}

    /**
     * All angles are divided by a number, so that positions lie closer together.
     *
     * @param factor above 0; 1 leaves the angles as they are
     */
    public record Linear(double factor) implements Scaling {

        /** Checks the factor. */
        public Linear {
            requireFactor(factor);
        }
    }

    /**
     * The base grows with a text that is longer than those of the training: for n tokens it is
     * {@code theta * (factor * n / trained - (factor - 1))^(d / (d - 2))}. What a text gives then
     * depends on the padding after it.
     *
     * @param factor above 0
     * @param trained the longest text of the training, from which on the base grows
     */
    public record Dynamic(double factor, int trained) implements Scaling {

        /** Checks the numbers. */
        public Dynamic {
            requireFactor(factor);
            Require.atLeast("The length that rotary positions were trained with", trained, 1);
        }
    }

    private static void requireFactor(double factor) {
        require(
                factor > 0 && Double.isFinite(factor),
                "The scaling factor of rotary positions is %s; allowed: above 0.",
                factor);
    }

    /** Checks the base. */
    public RotaryPositions {
        require(
                theta > 0 && Double.isFinite(theta),
                "The base of rotary positions is %s; allowed: above 0.",
                theta);
    }

    /**
     * Rotary positions that aren't scaled.
     *
     * @param theta the base of the angles, above 0
     * @param pairing which channels are turned together
     */
    public RotaryPositions(double theta, Pairing pairing) {
        this(theta, pairing, new Linear(1));
    }

    /**
     * {@return the methods of a program that turn queries and keys}
     *
     * @param rotary the positions, or null for none
     */
    public static List<String> resources(RotaryPositions rotary) {
        String kind = "none";
        if (rotary != null) {
            kind = rotary.pairing == Pairing.HALF ? "half" : "neighbours";
        }
        return List.of("program/rotary.py", "program/rotary_" + kind + ".py");
    }

    /**
     * {@return what stands for the names in them}
     *
     * @param rotary the positions, or null for none
     * @param headSize the size of a head, d
     */
    public static Map<String, ?> constants(RotaryPositions rotary, int headSize) {
        int pairs = headSize / 2;
        return Map.of(
                "ROTARY",
                rotary == null ? "False" : "True",
                "PAIRS",
                pairs,
                "LOGARITHM",
                rotary == null ? 0. : -Math.log(rotary.theta) / pairs);
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
        NDArray positions = manager.arange((float) start, (float) (start + length), 1f);
        return turning(positions.reshape(length, 1, 1), start + length, headSize);
    }

    /**
     * Prepares to turn vectors of given positions.
     *
     * @param positions (b, n, 1), whose manager owns the sines and cosines
     * @param length the length of the text that these are positions in
     * @param headSize the size of a head d, even
     * @return turns (b, n, h, d), into the same shape and type
     */
    public UnaryOperator<NDArray> rotation(NDArray positions, long length, int headSize) {
        NDArray numbers = positions.toType(DataType.FLOAT32, false);
        return turning(numbers.expandDims(3), length, headSize);
    }

    /**
     * Tells how long a text is by its positions.
     *
     * @param positions (b, n, 1), INT64
     * @return one more than the last; 0 if it makes no difference
     */
    public long length(NDArray positions) {
        return scaling instanceof Dynamic ? positions.max().getLong() + 1 : 0;
    }

    /** From positions, (..., n, 1, 1) in FLOAT32. */
    private UnaryOperator<NDArray> turning(NDArray positions, long length, int headSize) {
        int pairs = headSize / 2;
        NDArray exponents = positions.getManager().arange(0, pairs, 1, DataType.FLOAT64);
        NDArray frequencies =
                Scalars.mul(exponents, -Math.log(base(length, headSize)) / pairs)
                        .exp()
                        .toType(DataType.FLOAT32, false);
        if (scaling instanceof Linear linear && linear.factor != 1) {
            frequencies = Scalars.div(frequencies, linear.factor);
        }
        NDArray angles = positions.mul(frequencies); // ... n 1 d/2
        NDArray cosine = angles.cos();
        NDArray sine = angles.sin();
        return x -> turn(x, cosine, sine);
    }

    private double base(long length, int headSize) {
        if (!(scaling instanceof Dynamic dynamic) || length <= dynamic.trained) {
            return theta;
        }
        double growth = dynamic.factor * length / dynamic.trained - (dynamic.factor - 1);
        return theta * Math.pow(growth, headSize / (headSize - 2.0));
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
