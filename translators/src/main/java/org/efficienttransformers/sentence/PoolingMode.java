/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the hidden states of a text become one vector, in the order in which sentence-transformers
 * joins the vectors of several modes.
 */
public enum PoolingMode {
    /** The state of the first token. */
    CLS("pooling_mode_cls_token") {
        @Override
        float[] pool(NDArray states, int from) {
            try (NDArray first = states.get(0)) {
                return first.toFloatArray();
            }
        }
    },

    /** The largest value over all tokens, in each dimension. */
    MAX("pooling_mode_max_tokens") {
        @Override
        float[] pool(NDArray states, int from) {
            try (NDArray largest = states.max(TOKENS)) {
                return largest.toFloatArray();
            }
        }
    },

    /** The mean over all tokens, those that mark beginning and end included. */
    MEAN("pooling_mode_mean_tokens") {
        @Override
        float[] pool(NDArray states, int from) {
            try (NDArray mean = states.mean(TOKENS)) {
                return mean.toFloatArray();
            }
        }
    },

    /** The sum over all tokens, divided by the square root of their number. */
    MEAN_SQRT_LEN_TOKENS("pooling_mode_mean_sqrt_len_tokens") {
        @Override
        float[] pool(NDArray states, int from) {
            try (NDArray sum = states.sum(TOKENS)) {
                float[] vector = sum.toFloatArray();
                double root = Math.sqrt((double) states.getShape().get(0));
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = (float) (vector[i] / root);
                }
                return vector;
            }
        }
    },

    /** The mean over all tokens, each weighted by its place in the sequence, from 1 on. */
    WEIGHTEDMEAN("pooling_mode_weightedmean_tokens") {
        @Override
        float[] pool(NDArray states, int from) {
            float[][] weights = new float[1][Math.toIntExact(states.getShape().get(0))];
            double sum = 0;
            for (int i = 0; i < weights[0].length; i++) {
                sum += from + i + 1;
            }
            for (int i = 0; i < weights[0].length; i++) {
                weights[0][i] = (float) ((from + i + 1) / sum);
            }
            try (NDArray row = states.getManager().create(weights); // 1 n
                    NDArray mean = row.matMul(states)) {
                return mean.toFloatArray();
            }
        }
    },

    /** The state of the last token. */
    LASTTOKEN("pooling_mode_lasttoken") {
        @Override
        float[] pool(NDArray states, int from) {
            try (NDArray last = states.get(states.getShape().get(0) - 1)) {
                return last.toFloatArray();
            }
        }
    };

    private static final int[] TOKENS = {0};

    private final String legacyKey;

    PoolingMode(String legacyKey) {
        this.legacyKey = legacyKey;
    }

    /**
     * Makes the vector.
     *
     * @param states the states of the tokens that count, (n, e), float32, n of 1 or more
     * @param from the place of the first of them in the sequence, from 0
     * @return e numbers
     */
    abstract float[] pool(NDArray states, int from);

    /**
     * The key that says true or false of this mode in a 1_Pooling/config.json of version 2 to 5.
     */
    String legacyKey() {
        return legacyKey;
    }

    /** The name in {@code pooling_mode}, and in the argument {@code pooling}. */
    String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Lists the names that the argument {@code pooling} takes.
     *
     * @return such as {@code cls, max}
     */
    public static String names() {
        return Arrays.stream(values())
                .map(PoolingMode::configName)
                .collect(Collectors.joining(", "));
    }

    /** The mode of a name, or null if there is none. */
    static PoolingMode of(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.configName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
