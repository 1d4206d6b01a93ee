/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.faults;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Of some test classes runs only those cases, or methods, whose name has one of some words in it.
 * JUnit finds it by its service file where {@link FaultProbe} asks for that.
 */
public final class NamedCases implements ExecutionCondition {

    /** With the name of a class after it, the parameter that holds the words for its cases. */
    static final String PARAMETER = "faults.cases.";

    /** For JUnit. */
    public NamedCases() {}

    /** {@inheritDoc} */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> words =
                context.getTestClass()
                        .flatMap(
                                test ->
                                        context.getConfigurationParameter(
                                                PARAMETER + test.getName()));
        boolean runs =
                words.isEmpty()
                        || !isCase(context)
                        || Stream.of(words.get().split(" "))
                                .anyMatch(context.getDisplayName()::contains);
        return runs
                ? ConditionEvaluationResult.enabled("It is meant.")
                : ConditionEvaluationResult.disabled("Only " + words.get() + " are meant.");
    }

    private static boolean isCase(ExtensionContext context) {
        String id = context.getUniqueId();
        String last = id.substring(id.lastIndexOf('/') + 1);
        return last.startsWith("[method:") || last.startsWith("[test-template-invocation:");
    }
}
