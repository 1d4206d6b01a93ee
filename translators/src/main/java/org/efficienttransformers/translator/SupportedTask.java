/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import java.util.List;
import java.util.Objects;
import org.efficienttransformers.description.Head;

/**
 * What a model with a head can be asked for.
 *
 * @param name what it is called, such as {@code fill-mask}
 * @param input the class of its input
 * @param output the class of its answer
 */
public record SupportedTask(String name, Class<?> input, Class<?> output) {

    /** Checks that nothing is missing. */
    public SupportedTask {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
    }

    /**
     * Lists the tasks of a head.
     *
     * @param head the head
     * @return its tasks, what it was trained for first
     */
    public static List<SupportedTask> of(Head head) {
        return TaskType.ALL.stream()
                .filter(task -> task.heads().contains(head))
                .map(task -> new SupportedTask(task.name(), task.input(), task.output()))
                .toList();
    }

    /**
     * {@return the types, as a user would write them, such as {@code String -> Classifications}}
     */
    public String types() {
        return input.getSimpleName() + " -> " + output.getSimpleName();
    }
}
