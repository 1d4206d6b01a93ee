/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.math.BigInteger;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * How sequences are filled up.
 *
 * @param id the id of padding
 * @param multiple what the length of a batch to train on must be a multiple of: Reformers are
 *     trained on whole chunks, or with axial positions on the longest length
 */
record Padding(int id, int multiple) {

    private static final int CHUNK = 64;

    /** Checks the numbers. */
    Padding {
        if (id < 0 || multiple < 1) {
            throw new BadInputException(
                    "The id of padding is %s and the multiple %s.", id, multiple);
        }
    }

    /** What a model needs. */
    static Padding of(PretrainedConfig config, int id, int maxLength) {
        if (!config.modelType().equals("reformer")) {
            return new Padding(id, 1);
        }
        if (config.bool("axial_pos_embds", true)) {
            return new Padding(id, maxLength);
        }
        BigInteger local = BigInteger.valueOf(config.integer("local_attn_chunk_length", CHUNK));
        BigInteger lsh = BigInteger.valueOf(config.integer("lsh_attn_chunk_length", CHUNK));
        return new Padding(id, local.multiply(lsh).divide(local.gcd(lsh)).intValueExact());
    }

    /** The length to fill up to. */
    int length(int longest) {
        return (longest + multiple - 1) / multiple * multiple;
    }
}
