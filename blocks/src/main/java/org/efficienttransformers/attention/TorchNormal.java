/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

/**
 * The numbers that {@code torch.manual_seed(seed); torch.randn(count)} gives on a CPU.
 *
 * <p>Checkpoints with a {@code hash_seed} count on them. Drawing them here rather than from the
 * engine leaves its generator, which all threads share, as it is, and gives the same on a GPU.
 * PyTorch draws 24-bit uniform numbers from a Mersenne Twister (<a
 * href="https://doi.org/10.1145/272991.272995">Matsumoto and Nishimura, 1998</a>), and makes normal
 * ones of each 16 by the transform of Box and Muller. It does so for 16 numbers or more; of fewer,
 * these are the first of 16, and not PyTorch's.
 */
final class TorchNormal {

    private static final int GROUP = 16;

    private TorchNormal() {}

    /**
     * Draws the numbers.
     *
     * @param seed the seed
     * @param count how many, 1 or more
     * @return standard normal numbers
     */
    static float[] numbers(int seed, int count) {
        MersenneTwister twister = new MersenneTwister(seed);
        float[] numbers = new float[Math.max(count, GROUP)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = twister.uniform();
        }
        for (int start = 0; start + GROUP <= numbers.length; start += GROUP) {
            transform(numbers, start);
        }
        if (numbers.length % GROUP != 0) {
            // The last 16 are drawn anew, over those already made of some of them.
            int start = numbers.length - GROUP;
            for (int i = start; i < numbers.length; i++) {
                numbers[i] = twister.uniform();
            }
            transform(numbers, start);
        }
        return count == numbers.length ? numbers : java.util.Arrays.copyOf(numbers, count);
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

    /** MT19937. */
    private static final class MersenneTwister {

        private static final int SIZE = 624;
        private static final int SHIFT = 397;

        private final int[] state = new int[SIZE];
        private int next = SIZE;

        MersenneTwister(int seed) {
            state[0] = seed;
            for (int i = 1; i < SIZE; i++) {
                state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
            }
        }

        /** A number from 0 to below 1, of 24 bits. */
        float uniform() {
            return (draw() & 0xFFFFFF) * 0x1p-24f;
        }

        private int draw() {
            if (next == SIZE) {
                twist();
            }
            int y = state[next++];
            y ^= y >>> 11;
            y ^= (y << 7) & 0x9d2c5680;
            y ^= (y << 15) & 0xefc60000;
            return y ^ (y >>> 18);
        }

        private void twist() {
            for (int i = 0; i < SIZE; i++) {
                int mixed =
                        (state[i] & Integer.MIN_VALUE)
                                | (state[(i + 1) % SIZE] & Integer.MAX_VALUE);
                int odd = (mixed & 1) == 0 ? 0 : 0x9908b0df;
                state[i] = state[(i + SHIFT) % SIZE] ^ (mixed >>> 1) ^ odd;
            }
            next = 0;
        }
    }
}
