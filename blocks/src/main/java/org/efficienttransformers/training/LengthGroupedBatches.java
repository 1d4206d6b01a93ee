/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Deals texts into batches of about equal lengths, so that little is padding, in another random
 * order each epoch.
 *
 * <p>As transformers' {@code group_by_length}: texts are shuffled, sorted by length within portions
 * of some fifty batches, and the batches dealt in random order; the one with the longest text comes
 * first, so that memory that doesn't suffice shows at once. The order follows from seed and epoch
 * alone, on any machine.
 */
public final class LengthGroupedBatches {

    private static final int PORTION = 50;

    private final int[] lengths;
    private final int maxSize;
    private final long maxTokens;
    private final boolean equalLengths;
    private final long seed;

    private LengthGroupedBatches(Builder builder) {
        lengths = builder.lengths.clone();
        maxSize = builder.maxSize;
        maxTokens = builder.maxTokens;
        equalLengths = builder.equalLengths;
        seed = builder.seed;
        require(
                maxSize >= 1 && maxTokens >= 1,
                "A batch takes at most %s texts and %s tokens; allowed: 1 or more of each.",
                maxSize,
                maxTokens);
        for (int i = 0; i < lengths.length; i++) {
            require(
                    lengths[i] >= 1 && lengths[i] <= maxTokens,
                    "Text %s is %s tokens long; allowed: from 1 to the %s of a batch.",
                    i,
                    lengths[i],
                    maxTokens);
        }
    }

    /**
     * Deals all texts once.
     *
     * @param epoch the number of the epoch, counted from 0
     * @return batches, each the indices of its texts
     */
    public List<int[]> epoch(int epoch) {
        List<Integer> order =
                IntStream.range(0, lengths.length)
                        .boxed()
                        .collect(Collectors.toCollection(ArrayList::new));
        // Random, because its algorithm is part of its specification.
        Random random = new Random(Seeds.mix(seed, epoch));
        shuffle(order, random);
        List<int[]> batches = new ArrayList<>();
        int portion = (int) Math.min(lengths.length, (long) PORTION * maxSize);
        for (int start = 0; start < order.size(); start += portion) {
            List<Integer> sorted =
                    new ArrayList<>(order.subList(start, Math.min(order.size(), start + portion)));
            sorted.sort(Comparator.comparing(index -> -lengths[index]));
            cut(sorted, batches);
        }
        shuffle(batches, random);
        Collections.swap(batches, 0, longest(batches));
        return batches;
    }

    private void cut(List<Integer> sorted, List<int[]> batches) {
        List<Integer> batch = new ArrayList<>();
        for (int index : sorted) {
            if (!batch.isEmpty() && !fits(batch, index)) {
                batches.add(toArray(batch));
                batch.clear();
            }
            batch.add(index);
        }
        batches.add(toArray(batch));
    }

    /** The first text of a batch is its longest. */
    private boolean fits(List<Integer> batch, int index) {
        int longest = lengths[batch.get(0)];
        return batch.size() < maxSize
                && (batch.size() + 1L) * longest <= maxTokens
                && (!equalLengths || lengths[index] == longest);
    }

    private static int[] toArray(List<Integer> batch) {
        return batch.stream().mapToInt(Integer::intValue).toArray();
    }

    private int longest(List<int[]> batches) {
        return IntStream.range(0, batches.size())
                .boxed()
                .max(
                        Comparator.comparing(
                                batch ->
                                        Arrays.stream(batches.get(batch))
                                                .map(index -> lengths[index])
                                                .max()
                                                .getAsInt()))
                .orElseThrow();
    }

    /** Fisher and Yates, written out, since that of the JDK isn't specified. */
    private static void shuffle(List<?> list, Random random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link LengthGroupedBatches}. */
    public static final class Builder {

        private int[] lengths;
        private int maxSize = Integer.MAX_VALUE;
        private long maxTokens = Long.MAX_VALUE;
        private boolean equalLengths;
        private long seed;

        private Builder() {}

        /**
         * Sets the lengths of the texts.
         *
         * @param lengths their numbers of tokens, one or more texts
         * @return this builder
         */
        public Builder setLengths(int... lengths) {
            this.lengths = lengths;
            return this;
        }

        /**
         * Limits the number of texts of a batch. Default: no limit.
         *
         * @param maxSize the number, 1 or more
         * @return this builder
         */
        public Builder optMaxSize(int maxSize) {
            this.maxSize = maxSize;
            return this;
        }

        /**
         * Limits the number of tokens of a batch, padding to its longest text included, and so
         * memory. Default: no limit.
         *
         * @param maxTokens the number; no text may be longer
         * @return this builder
         */
        public Builder optMaxTokens(long maxTokens) {
            this.maxTokens = maxTokens;
            return this;
        }

        /**
         * Puts only texts of the same length together, for models whose {@code dependsOnPadding}.
         * Default: false.
         *
         * @param equalLengths true to do so
         * @return this builder
         */
        public Builder optEqualLengths(boolean equalLengths) {
            this.equalLengths = equalLengths;
            return this;
        }

        /**
         * Sets where the random order starts. Default: 0.
         *
         * @param seed any number
         * @return this builder
         */
        public Builder optSeed(long seed) {
            this.seed = seed;
            return this;
        }

        /** {@return the batches} */
        public LengthGroupedBatches build() {
            require(
                    lengths != null && lengths.length > 0,
                    "There are no texts to deal into batches; set the lengths of one or more.");
            return new LengthGroupedBatches(this);
        }
    }
}
