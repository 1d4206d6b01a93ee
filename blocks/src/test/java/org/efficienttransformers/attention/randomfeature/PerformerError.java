/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Locale;
import java.util.Map;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;

/**
 * Prints how far Performer's attention is from full attention, by the number of features.
 *
 * <p>Queries and keys of 64 numbers are normal with a given standard deviation, values with 1. The
 * error is the root mean square difference of the contexts, in units of the values' deviation.
 *
 * <pre>
 *   mvn -q -pl blocks test-compile exec:java -Dexec.skip=false -Dexec.classpathScope=test \
 *       -Dexec.mainClass=org.efficienttransformers.attention.randomfeature.PerformerError
 * </pre>
 */
public final class PerformerError {

    /** The numbers of features of the curve. */
    static final int[] FEATURES = {16, 32, 64, 128, 256, 512, 1024};

    private static final int LENGTH = 256;
    private static final int HEADS = 2;
    private static final int HIDDEN = 128;

    private PerformerError() {}

    /**
     * Prints the curve as CSV.
     *
     * @param args none
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        System.out.println("deviation,features,orthogonal,error");
        for (double deviation : new double[] {0.25, 0.5, 1}) {
            for (int features : FEATURES) {
                for (boolean orthogonal : new boolean[] {true, false}) {
                    System.out.printf(
                            Locale.ROOT,
                            "%s,%d,%s,%.5f%n",
                            deviation,
                            features,
                            orthogonal,
                            error(deviation, features, orthogonal, 20));
                }
            }
        }
    }

    /**
     * Measures the error.
     *
     * @param deviation the standard deviation of queries and keys
     * @param features r
     * @param orthogonal whether the directions are
     * @param draws the number of draws that the mean is taken over
     * @return the root mean square error of the context
     */
    static double error(double deviation, int features, boolean orthogonal, int draws) {
        double sum = 0;
        for (int seed = 0; seed < draws; seed++) {
            try (NDManager manager = NDManager.newBaseManager()) {
                Engine.getInstance().setRandomSeed(31 + seed);
                NDArray hidden =
                        manager.randomNormal(
                                0, 1, new Shape(1, LENGTH, 3 * HIDDEN), DataType.FLOAT32);
                AttentionSizes sizes = AttentionSizes.of(3 * HIDDEN, 3 * HEADS, LENGTH, 1);
                NDArray exact = context(new FullAttention(sizes), hidden, deviation);
                NDArray estimate =
                        context(
                                new RandomFeatureAttention(
                                        sizes,
                                        features,
                                        new FeatureMap(FeatureMap.Function.SOFTMAX, 0),
                                        new OrthogonalFeatures(orthogonal, false, seed),
                                        0),
                                hidden,
                                deviation);
                sum += exact.sub(estimate).square().mean().getFloat();
            }
        }
        return Math.sqrt(sum / draws);
    }

    /**
     * Runs a mechanism with queries, keys and values that are thirds of the hidden states, so that
     * they are independent: the context of the first third of the heads.
     */
    private static NDArray context(SelfAttention block, NDArray hidden, double deviation) {
        NDManager manager = hidden.getManager();
        block.initialize(manager, DataType.FLOAT32, hidden.getShape());
        Map<String, Parameter> parameters = StateDict.of(block);
        String[] names = {"query", "key", "value"};
        for (int third = 0; third < names.length; third++) {
            NDArray weight = manager.zeros(new Shape(3 * HIDDEN, 3 * HIDDEN));
            NDArray part = Scalars.mul(manager.eye(HIDDEN), third < 2 ? deviation : 1);
            weight.set(
                    new ai.djl.ndarray.index.NDIndex(
                            ":{}, {}:{}", HIDDEN, third * HIDDEN, (third + 1) * HIDDEN),
                    part);
            weight.copyTo(parameters.get(names[third] + ".weight").getArray());
        }
        return block.forward(new ParameterStore(manager, false), new NDList(hidden), false)
                .singletonOrThrow()
                .get(":, :, :" + HIDDEN);
    }
}
