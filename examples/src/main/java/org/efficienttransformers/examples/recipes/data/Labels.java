/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.efficienttransformers.examples.cli.BadInputException;

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
     * @throws BadInputException if there is only one, or one that has a single example: the model
     *     couldn't learn it and be tested on it
     */
    public static Labels of(List<LabelledText> examples) {
        Map<String, Long> counts =
                examples.stream()
                        .collect(
                                Collectors.groupingBy(
                                        LabelledText::label, TreeMap::new, Collectors.counting()));
        for (LabelledText example : examples) {
            if (counts.get(example.label()) == 1) {
                throw new BadInputException(
                        "The label '%s' has one example, %s; each needs two or more:"
                                + " add some, or leave it out.",
                        example.label(), example.where());
            }
        }
        if (counts.size() < 2) {
            throw new BadInputException(
                    "All %s examples have the label '%s'; there must be two labels" + " or more.",
                    examples.size(), String.join("", counts.keySet()));
        }
        return new Labels(new ArrayList<>(counts.keySet()));
    }

    /**
     * Returns the index of an example's label.
     *
     * @param example the example
     * @return the index
     * @throws BadInputException if the label isn't known
     */
    public int index(LabelledText example) {
        int index = names.indexOf(example.label());
        if (index < 0) {
            throw new BadInputException(
                    "The label '%s' of %s is unknown; the training data has %s.",
                    example.label(), example.where(), String.join(", ", names));
        }
        return index;
    }
}
