/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.require;

/**
 * The keys that a query of chunked attention sees: those of its own chunk, and of some chunks
 * before and after it. The first chunk follows upon the last: it looks back at that one.
 *
 * @param length the number of positions in a chunk, c
 * @param before how many chunks before its own a query sees
 * @param after how many chunks after its own a query sees
 */
public record Chunks(int length, int before, int after) {

    /** Checks the numbers. */
    public Chunks {
        atLeast("The chunk length", length, 1);
        require(
                before >= 0 && after >= 0,
                "The numbers of chunks before and after are %s and %s; allowed: 0 or more.",
                before,
                after);
    }

    /**
     * Returns how many chunks a query sees.
     *
     * @return its own and those before and after
     */
    public int seen() {
        return before + 1 + after;
    }

    /**
     * Returns the smallest length of whole chunks that a text fits into.
     *
     * @param tokens the length of the text
     * @return a multiple of the chunk length
     */
    public long pad(long tokens) {
        return Math.floorDiv(tokens + length - 1, length) * length;
    }
}
