/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.HeadPart.Step;

/**
 * The vector of a text that some heads of transformers begin with ({@code SequenceSummary}), by the
 * keys {@code summary_*} of config.json.
 *
 * @param rows which hidden state
 * @param steps what is made of it
 */
public record SequenceSummary(Rows rows, List<Step> steps) {

    /** Copies the steps. */
    public SequenceSummary {
        steps = List.copyOf(steps);
    }

    /**
     * Reads the keys.
     *
     * @param config the configuration
     * @param hiddenSize the size of the hidden states
     * @param projects what {@code summary_use_proj} is by default
     * @param activation what {@code summary_activation} is by default; null for none
     * @param lastDropout what {@code summary_last_dropout} is by default
     * @return the summary
     * @throws IllegalArgumentException if it is of a type that isn't supported
     */
    public static SequenceSummary of(
            PretrainedConfig config,
            int hiddenSize,
            boolean projects,
            String activation,
            double lastDropout) {
        // Where no position of a class token is given, as never here, cls_index is the last one.
        String type = config.word("summary_type", "last", "first", "cls_index");
        List<Step> steps = new ArrayList<>();
        steps.add(new HeadPart.Drop((float) config.number("summary_first_dropout", 0)));
        if (config.bool("summary_use_proj", projects)) {
            boolean toLabels = config.bool("summary_proj_to_labels", false);
            int units = toLabels ? config.labels().size() : hiddenSize;
            steps.add(HeadPart.linear("sequence_summary.summary", units));
        }
        String name = config.string("summary_activation", activation == null ? "" : activation);
        if (!name.isEmpty()) {
            steps.add(new HeadPart.Activate(Activation.of(name)));
        }
        steps.add(new HeadPart.Drop((float) config.number("summary_last_dropout", lastDropout)));
        return new SequenceSummary(type.equals("first") ? Rows.FIRST : Rows.LAST, steps);
    }

    /**
     * {@return the steps of a head that goes on from here}
     *
     * @param more what follows
     */
    public Step[] and(Step... more) {
        List<Step> all = new ArrayList<>(steps);
        all.addAll(List.of(more));
        return all.toArray(Step[]::new);
    }
}
