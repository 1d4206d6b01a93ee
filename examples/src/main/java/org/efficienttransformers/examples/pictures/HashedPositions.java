/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.pictures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Random;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.attention.lsh.LshAttention;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.plot.AttentionPlot;
import org.efficienttransformers.plot.Picture;

/**
 * Positions of a made-up text as {@link LshAttention} hashes them: a few words that occur again and
 * again, whose vectors differ a little from place to place.
 */
public final class HashedPositions {

    static final int LENGTH = 64;
    static final int CHUNK = 8;

    private static final int WORDS = 12;
    private static final int SIZE = 16;
    private static final int BUCKETS = 8;
    private static final double NOISE = 0.2;
    private static final int SEED = 7;

    private HashedPositions() {}

    /**
     * Draws how they are sorted into chunks.
     *
     * @return the picture
     */
    public static Picture picture() {
        return AttentionPlot.buckets(
                "LSH attention: 64 positions, 8 buckets, sorted and cut into chunks of 8",
                buckets(),
                CHUNK);
    }

    /** The bucket of each position. */
    static int[] buckets() {
        LshAttention attention =
                new LshAttention(
                        AttentionSizes.of(SIZE, 1, LENGTH, 1),
                        new Chunks(CHUNK, 1, 0),
                        1,
                        List.of(BUCKETS),
                        SEED);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = manager.create(vectors(), new Shape(1, LENGTH, SIZE));
            attention.initialize(manager, DataType.FLOAT32, hidden.getShape());
            // The states are the vectors that are hashed.
            NDArray weight = StateDict.of(attention).get("query_key.weight").getArray();
            manager.eye(SIZE).copyTo(weight);
            NDArray buckets = attention.buckets(new ParameterStore(manager, false), hidden);
            return buckets.toType(DataType.INT32, false).toIntArray();
        }
    }

    private static float[] vectors() {
        // Random, because its algorithm is part of its specification.
        Random random = new Random(SEED);
        double[][] words = new double[WORDS][SIZE];
        for (double[] word : words) {
            for (int i = 0; i < SIZE; i++) {
                word[i] = random.nextGaussian();
            }
        }
        float[] vectors = new float[LENGTH * SIZE];
        for (int position = 0; position < LENGTH; position++) {
            double[] word = words[random.nextInt(WORDS)];
            for (int i = 0; i < SIZE; i++) {
                vectors[position * SIZE + i] = (float) (word[i] + NOISE * random.nextGaussian());
            }
        }
        return vectors;
    }
}
