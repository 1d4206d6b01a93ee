/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.training.LengthGroupedBatches;

/**
 * Which examples each step takes, epoch after epoch.
 *
 * @param steps the steps
 * @param epochEnds for each epoch the number of steps at its end
 */
record BatchPlan(List<Step> steps, List<Integer> epochEnds) {

    /**
     * A step.
     *
     * @param epoch the number of its epoch, counted from 0
     * @param batches its batches, each the indices of its examples
     */
    record Step(int epoch, List<int[]> batches) {}

    static BatchPlan of(int[] lengths, TrainingOptions options) {
        LengthGroupedBatches batches =
                LengthGroupedBatches.builder()
                        .setLengths(lengths)
                        .optMaxSize(options.batchSize())
                        .optMaxTokens(options.batchTokens())
                        .optSeed(options.seed())
                        .build();
        List<Step> steps = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            List<int[]> all = batches.epoch(epoch);
            for (int i = 0; i < all.size(); i += options.accumulate()) {
                int end = Math.min(all.size(), i + options.accumulate());
                steps.add(new Step(epoch, List.copyOf(all.subList(i, end))));
            }
            ends.add(steps.size());
        }
        return new BatchPlan(steps, ends);
    }
}
