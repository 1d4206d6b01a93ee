/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.efficienttransformers.attention.lsh.Chunks;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.ReformerConfig;
import org.efficienttransformers.training.TrainingBatch;

/** What pieces of the documentation begin with. */
public final class Given {

    private Given() {}

    /**
     * Returns the sizes of a small causal Reformer.
     *
     * @param length the longest text
     * @return the sizes
     */
    public static ReformerConfig reformer(int length) {
        ReformerConfig.Look look = new ReformerConfig.Look(new Chunks(8, 1, 0), 0);
        return new ReformerConfig(
                20,
                16,
                2,
                8,
                List.of(ReformerConfig.Layer.LOCAL, ReformerConfig.Layer.LSH),
                look,
                look,
                new ReformerConfig.Hashes(2, List.of(), 0),
                true,
                32,
                0,
                Activation.RELU,
                0,
                0,
                length,
                null,
                1e-12f,
                0);
    }

    /**
     * Returns the batches of a step.
     *
     * @param step the number of the step
     * @param scope owns them
     * @return one batch of two texts of two classes
     */
    public static List<TrainingBatch> batches(long step, NDManager scope) {
        NDArray ids = scope.full(new Shape(2, 8), 3 + (int) step, DataType.INT64);
        ids.setName("input_ids");
        return List.of(
                new TrainingBatch(new NDList(ids), new NDList(scope.create(new long[] {0, 1}))));
    }
}
