/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.random;

import java.util.Arrays;

/**
 * The numbers that {@code torch.manual_seed(seed); torch.randn(count)} gives on a CPU.
 *
 * <p>Checkpoints with a {@code hash_seed} count on them. Drawing them here rather than from the
 * engine leaves its generator, which all threads share, as it is, and gives the same on a GPU.
 * PyTorch draws 24-bit uniform numbers from a {@link MersenneTwister}, and makes normal ones of
 * each 16 by the transform of Box and Muller. It does so for 16 numbers or more; of fewer, these
 * are the first of 16, and not PyTorch's.
 */
public final class TorchNormal {

    private static final int GROUP = 16;

    private TorchNormal() {}

    /**
     * Draws the numbers.
     *
     * @param seed the seed
     * @param count how many, 1 or more
     * @return standard normal numbers
     */
    public static float[] numbers(int seed, int count) {
        MersenneTwister twister = new MersenneTwister(seed);
        float[] numbers = new float[Math.max(count, GROUP)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = uniform(twister);
        }
        for (int start = 0; start + GROUP <= numbers.length; start += GROUP) {
            transform(numbers, start);
        }
        if (numbers.length % GROUP != 0) {
            // The last 16 are drawn again, over those already made of some of them.
            int start = numbers.length - GROUP;
            for (int i = start; i < numbers.length; i++) {
                numbers[i] = uniform(twister);
            }
            transform(numbers, start);
        }
        return count == numbers.length ? numbers : Arrays.copyOf(numbers, count);
    }

    /** A number from 0 to below 1, of 24 bits. */
    private static float uniform(MersenneTwister twister) {
        return (twister.next() & 0xFFFFFF) * 0x1p-24f;
    }

    private static void transform(float[] numbers, int start) {
        int half = GROUP / 2;
        for (int i = start; i < start + half; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - (double) numbers[i]));
            double angle = 2 * Math.PI * numbers[i + half];
            numbers[i] = (float) (radius * Math.cos(angle));
            numbers[i + half] = (float) (radius * Math.sin(angle));
        }
    }
}
