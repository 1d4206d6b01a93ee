/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.efficienttransformers.finetune.LabelledText;

/**
 * The labels of a task, by the index that the model gives them.
 *
 * @param names the labels, in alphabetical order
 */
public record Labels(List<String> names) {

    /** Copies the list. */
    public Labels {
        names = List.copyOf(names);
    }

    /**
     * Collects the labels of training data.
     *
     * @param examples the examples
     * @return their labels, two or more
     * @throws IllegalArgumentException if there is only one, or one that has a single example: the
     *     model couldn't learn it and be tested on it
     */
    public static Labels of(List<LabelledText> examples) {
        Map<String, Long> counts =
                examples.stream()
                        .collect(
                                Collectors.groupingBy(
                                        LabelledText::label, TreeMap::new, Collectors.counting()));
        for (LabelledText example : examples) {
            require(
                    counts.get(example.label()) > 1,
                    "The label '%s' has one example, %s; each needs two or more: add some, or leave"
                            + " it out.",
                    example.label(),
                    example.where());
        }
        require(
                counts.size() > 1,
                "All %s examples have the label '%s'; there must be two labels or more.",
                examples.size(),
                String.join("", counts.keySet()));
        return new Labels(new ArrayList<>(counts.keySet()));
    }

    /**
     * {@return the index of an example's label}
     *
     * @param example the example
     * @throws IllegalArgumentException if the label isn't known
     */
    public int index(LabelledText example) {
        int index = names.indexOf(example.label());
        require(
                index >= 0,
                "The label '%s' of %s is unknown; the training data has %s.",
                example.label(),
                example.where(),
                String.join(", ", names));
        return index;
    }
}
