/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import java.util.Arrays;
import java.util.Collection;
import org.efficienttransformers.attention.blocksparse.RandomBlocks;

/**
 * What each query of a mechanism sees, as plain data with a reason for each cell.
 *
 * <p>Written from the definitions in the papers, cell by cell and without regard to speed, so that
 * it is independent of the kernels: tests compare them with dense attention under this pattern, and
 * pictures are drawn from it.
 */
public final class AttentionPattern {

    /** Why a query sees a key, or doesn't. */
    public enum Reason {
        /** It doesn't: the mechanism leaves the key out. */
        HIDDEN,
        /** It doesn't: the key lies in the future of a causal mechanism. */
        CAUSAL,
        /** The key is within the query's window, or the mechanism sees everything. */
        LOCAL,
        /** The query or the key is global. */
        GLOBAL,
        /** The key's block was drawn at random for the query's. */
        RANDOM,
        /** Both fell into the same bucket of a hash. */
        HASHED,
        /** The key has its part in a summary of all keys, which the query sees in their place. */
        SUMMARY
    }

    private final Reason[][] cells;

    private AttentionPattern(int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length is " + length + "; allowed: 1 or more.");
        }
        cells = new Reason[length][length];
        for (Reason[] row : cells) {
            Arrays.fill(row, Reason.HIDDEN);
        }
    }

    /**
     * Full attention.
     *
     * @param length the number of positions
     * @param causal true if a query sees itself and earlier keys only
     * @return the pattern
     */
    public static AttentionPattern full(int length, boolean causal) {
        AttentionPattern pattern = new AttentionPattern(length);
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                pattern.see(query, key, causal, Reason.LOCAL);
            }
        }
        return pattern;
    }

    /**
     * Longformer's attention, for one head.
     *
     * @param length the number of positions
     * @param window the attention window, even: half of it on each side
     * @param dilation the step between the keys of a window, 1 for none
     * @param causal true if a query sees itself and earlier keys only
     * @param globals the positions of global tokens
     * @return the pattern
     */
    public static AttentionPattern slidingWindow(
            int length, int window, int dilation, boolean causal, Collection<Integer> globals) {
        AttentionPattern pattern = new AttentionPattern(length);
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                int distance = Math.abs(query - key);
                if (globals.contains(query) || globals.contains(key)) {
                    pattern.see(query, key, causal, Reason.GLOBAL);
                } else if (distance % dilation == 0 && distance / dilation <= window / 2) {
                    pattern.see(query, key, causal, Reason.LOCAL);
                }
            }
        }
        return pattern;
    }

    /**
     * The attention of Linformer and of Performer, which have no key that a query doesn't see, but
     * none that it sees by itself either: keys are summed up, as mixtures or by their features.
     *
     * @param length the number of positions
     * @param causal true if a query sees itself and earlier keys only
     * @return the pattern
     */
    public static AttentionPattern summary(int length, boolean causal) {
        AttentionPattern pattern = new AttentionPattern(length);
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                pattern.see(query, key, causal, Reason.SUMMARY);
            }
        }
        return pattern;
    }

    /**
     * BigBird's attention (internal transformer construction), for one head: blocks of positions
     * see their neighbours, some blocks at random, and the first and the last, which see all.
     *
     * @param length the number of positions; the last block may be a part of one
     * @param blockSize the number of positions in a block
     * @param random {@code [block row - 1][i]}, the random blocks of each row but the first and the
     *     last, as a {@link RandomBlocks} chooses them for a head
     * @return the pattern
     * @throws IllegalArgumentException if the random blocks are not those of such a sequence
     */
    public static AttentionPattern blockSparse(int length, int blockSize, int[][] random) {
        if (blockSize < 1) {
            throw new IllegalArgumentException(
                    "blockSize is " + blockSize + "; allowed: 1 or more.");
        }
        AttentionPattern pattern = new AttentionPattern(length);
        int blocks = (length + blockSize - 1) / blockSize;
        int last = blocks - 1;
        if (random.length != Math.max(blocks - 2, 0)) {
            throw new IllegalArgumentException(
                    "There are random blocks for "
                            + random.length
                            + " rows; "
                            + blocks
                            + " blocks have "
                            + Math.max(blocks - 2, 0)
                            + " rows that need them.");
        }
        for (int query = 0; query < length; query++) {
            int row = query / blockSize;
            for (int key = 0; key < length; key++) {
                int block = key / blockSize;
                if (row == 0 || row == last || block == 0 || block == last) {
                    pattern.see(query, key, false, Reason.GLOBAL);
                } else if (Math.abs(row - block) <= 1) {
                    pattern.see(query, key, false, Reason.LOCAL);
                } else if (Arrays.stream(random[row - 1]).anyMatch(drawn -> drawn == block)) {
                    pattern.see(query, key, false, Reason.RANDOM);
                }
            }
        }
        return pattern;
    }

    /**
     * Reformer's local attention.
     *
     * @param length the number of positions
     * @param chunk the chunk length
     * @param before how many chunks before its own a query sees; the first follows upon the last
     * @param after how many chunks after its own a query sees
     * @param causal true if a query sees itself and earlier keys only
     * @return the pattern
     */
    public static AttentionPattern local(
            int length, int chunk, int before, int after, boolean causal) {
        AttentionPattern pattern = new AttentionPattern(length);
        int count = (length + chunk - 1) / chunk;
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                if (meet(query / chunk, key / chunk, count, before, after)) {
                    pattern.see(query, key, causal, Reason.LOCAL);
                }
            }
        }
        return pattern;
    }

    /**
     * Reformer's attention by hashing, for one head and one round: sorted by bucket, positions are
     * cut into chunks, and a query sees its own chunk and its neighbours, itself excepted.
     *
     * @param buckets the bucket of each position
     * @param chunk the chunk length
     * @param before how many chunks before its own a query sees; the first follows upon the last
     * @param after how many chunks after its own a query sees
     * @param causal true if a query sees earlier keys only
     * @return the pattern
     */
    public static AttentionPattern hashed(
            int[] buckets, int chunk, int before, int after, boolean causal) {
        int length = buckets.length;
        AttentionPattern pattern = new AttentionPattern(length);
        int count = (length + chunk - 1) / chunk;
        for (int query = 0; query < length; query++) {
            boolean alone = true;
            for (int key = 0; key < length; key++) {
                int mine = place(buckets, query) / chunk;
                int theirs = place(buckets, key) / chunk;
                if (key != query && meet(mine, theirs, count, before, after)) {
                    pattern.see(query, key, causal, Reason.HASHED);
                    alone &= !pattern.sees(query, key);
                }
            }
            if (alone) {
                pattern.see(query, query, causal, Reason.LOCAL);
            }
        }
        return pattern;
    }

    /** Where a position stands when sorted by bucket, those of one bucket as they were. */
    private static int place(int[] buckets, int position) {
        int place = 0;
        for (int other = 0; other < buckets.length; other++) {
            boolean first = buckets[other] < buckets[position];
            if (first || (buckets[other] == buckets[position] && other < position)) {
                place++;
            }
        }
        return place;
    }

    private static boolean meet(int query, int key, int count, int before, int after) {
        for (int step = -before; step <= after; step++) {
            if (Math.floorMod(query + step, count) == key) {
                return true;
            }
        }
        return false;
    }

    private void see(int query, int key, boolean causal, Reason reason) {
        cells[query][key] = causal && key > query ? Reason.CAUSAL : reason;
    }

    /**
     * Returns the number of positions.
     *
     * @return the length n
     */
    public int length() {
        return cells.length;
    }

    /**
     * Tells why a query sees a key, or doesn't.
     *
     * @param query the position of the query, from 0
     * @param key the position of the key, from 0
     * @return the reason
     */
    public Reason reason(int query, int key) {
        return cells[query][key];
    }

    /**
     * Tells whether a query sees a key.
     *
     * @param query the position of the query, from 0
     * @param key the position of the key, from 0
     * @return true if it does
     */
    public boolean sees(int query, int key) {
        return cells[query][key] != Reason.HIDDEN && cells[query][key] != Reason.CAUSAL;
    }
}
