/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import org.efficienttransformers.settings.Require;

/**
 * What each query of a mechanism sees, as plain data with a reason for each cell.
 *
 * <p>Each mechanism's {@link AttentionKind} writes its own from the definition in the paper, cell
 * by cell and without regard to speed, so that it is independent of the kernels: tests compare them
 * with dense attention under this pattern, and pictures are drawn from it.
 */
public final class AttentionPattern {

    /** Why a query sees a key, or doesn't. */
    public enum Reason {
        /** It doesn't: the mechanism leaves the key out. */
        HIDDEN,
        /** It doesn't: the key lies in the future of a causal mechanism. */
        CAUSAL,
        /** The mechanism sees everything. */
        SEEN,
        /** The key is within the query's window. */
        LOCAL,
        /** The query or the key is global. */
        GLOBAL,
        /** The key's block was drawn at random for the query's. */
        RANDOM,
        /** Both fell into the same bucket of a hash. */
        HASHED,
        /** The key is within reach of the query's convolution, and seen besides. */
        CONVOLVED,
        /** The key is a whole number of strides away, or one of those that stand for a block. */
        STRIDED,
        /** The key lies in a segment before, which is remembered. */
        MEMORY,
        /** The key has its part in a summary of all keys, which the query sees in their place. */
        SUMMARY
    }

    private final Reason[][] cells;

    /** What a mechanism says of a query and a key, whether or not it is causal. */
    @FunctionalInterface
    public interface Definition {

        /**
         * Tells why a query sees a key, or that it doesn't.
         *
         * @param query the position of the query, from 0
         * @param key the position of the key, from 0
         * @return the reason; {@link Reason#HIDDEN} if the mechanism leaves the key out
         */
        Reason reason(int query, int key);
    }

    private AttentionPattern(Reason[][] cells) {
        this.cells = cells;
    }

    /**
     * Makes the pattern of a definition.
     *
     * @param length the number of positions
     * @param causal true if a query sees itself and earlier keys only, whatever the definition says
     * @param definition of the mechanism
     * @return the pattern
     */
    public static AttentionPattern of(int length, boolean causal, Definition definition) {
        Reason[][] cells = new Reason[Require.atLeast("length", length, 1)][length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                Reason reason = definition.reason(query, key);
                boolean future = causal && key > query && reason != Reason.HIDDEN;
                cells[query][key] = future ? Reason.CAUSAL : reason;
            }
        }
        return new AttentionPattern(cells);
    }

    /** {@return the number of positions n} */
    public int length() {
        return cells.length;
    }

    /**
     * {@return why a query sees a key, or doesn't}
     *
     * @param query the position of the query, from 0
     * @param key the position of the key, from 0
     */
    public Reason reason(int query, int key) {
        return cells[query][key];
    }

    /**
     * {@return whether a query sees a key}
     *
     * @param query the position of the query, from 0
     * @param key the position of the key, from 0
     */
    public boolean sees(int query, int key) {
        return cells[query][key] != Reason.HIDDEN && cells[query][key] != Reason.CAUSAL;
    }
}
