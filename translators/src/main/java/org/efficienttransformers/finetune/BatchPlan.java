/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.settings.Settings;
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

    static BatchPlan of(int[] lengths, Settings settings) {
        LengthGroupedBatches batches =
                LengthGroupedBatches.builder()
                        .setLengths(lengths)
                        .optMaxSize(settings.get(FineTuningSettings.BATCH_SIZE))
                        .optMaxTokens(settings.get(FineTuningSettings.BATCH_TOKENS))
                        .optSeed(settings.get(FineTuningSettings.SEED))
                        .build();
        int accumulate = settings.get(FineTuningSettings.ACCUMULATE);
        List<Step> steps = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (int epoch = 0; epoch < settings.get(FineTuningSettings.EPOCHS); epoch++) {
            List<int[]> all = batches.epoch(epoch);
            for (int i = 0; i < all.size(); i += accumulate) {
                int end = Math.min(all.size(), i + accumulate);
                steps.add(new Step(epoch, List.copyOf(all.subList(i, end))));
            }
            ends.add(steps.size());
        }
        return new BatchPlan(steps, ends);
    }
}
