/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

/** The first block, as often as random ones are asked for. */
record FirstBlock() implements RandomBlocks {

    /** {@inheritDoc} */
    @Override
    public int[][][] choose(int heads, int blocks, int blockSize, int count) {
        return new int[heads][blocks - 2][count];
    }
}
