/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import java.util.Arrays;

/** Positions sorted by bucket, those of one bucket as they stand, to which more can be added. */
public final class BucketOrder {

    /** Bucket and position of each, in one number: the higher and the lower half. */
    private long[] sorted;

    private int size;
    private int lastPlace;

    /**
     * Sorts.
     *
     * @param buckets the bucket of each position
     */
    BucketOrder(long... buckets) {
        sorted = new long[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            sorted[i] = entry(buckets[i], i);
        }
        Arrays.sort(sorted);
        size = buckets.length;
        lastPlace = find(buckets[size - 1], size - 1);
    }

    private BucketOrder(BucketOrder other) {
        sorted = other.sorted.clone();
        size = other.size;
        lastPlace = other.lastPlace;
    }

    /** The same, to go on from it in another way. */
    BucketOrder copy() {
        return new BucketOrder(this);
    }

    private static long entry(long bucket, int position) {
        return bucket << Integer.SIZE | position;
    }

    private int find(long bucket, int position) {
        return Arrays.binarySearch(sorted, 0, size, entry(bucket, position));
    }

    /** Adds the next position. */
    void add(long bucket) {
        int place = -find(bucket, size) - 1;
        if (size == sorted.length) {
            sorted = Arrays.copyOf(sorted, 2 * size);
        }
        System.arraycopy(sorted, place, sorted, place + 1, size - place);
        sorted[place] = entry(bucket, size);
        size++;
        lastPlace = place;
    }

    /** Where the last position stands. */
    int lastPlace() {
        return lastPlace;
    }

    /** The position that stands at a place. */
    int position(int place) {
        return (int) sorted[place];
    }
}
