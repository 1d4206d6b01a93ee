/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.random;

/**
 * The random numbers of {@code numpy.random.RandomState(seed)} and of PyTorch's CPU generator:
 * MT19937, seeded by one number.
 *
 * <p>The generator is that of Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally
 * equidistributed uniform pseudo-random number generator" (1998), with their initialisation of
 * 2002; permutations are shuffled as numpy does.
 */
public final class MersenneTwister {

    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int MATRIX = 0x9908b0df;
    private static final int INITIALIZER = 1812433253;

    private final int[] state = new int[SIZE];
    private int index = SIZE;

    public MersenneTwister(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = INITIALIZER * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** The next 32 bits. */
    int next() {
        if (index == SIZE) {
            twist();
        }
        int y = state[index++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int joined = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
            int twisted = (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : MATRIX);
            state[i] = state[(i + SHIFT) % SIZE] ^ twisted;
        }
        index = 0;
    }

    /**
     * Shuffles a copy, as {@code RandomState.permutation} does: from the end, each element changes
     * places with one before it or with itself.
     */
    public int[] permutation(int... values) {
        int[] shuffled = values.clone();
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = upTo(i);
            int other = shuffled[j];
            shuffled[j] = shuffled[i];
            shuffled[i] = other;
        }
        return shuffled;
    }

    /** A number from 0 to max, of which all are equally likely: draws until one fits. */
    private int upTo(int max) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(max);
        int value = next() & mask;
        while (value > max) {
            value = next() & mask;
        }
        return value;
    }
}
