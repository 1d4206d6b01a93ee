/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.lang.reflect.AnnotatedElement;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Holds the values of options to their {@link Range}. */
final class Ranges {

    private Ranges() {}

    /** Checks all options of the commands that were named. */
    static void check(ParseResult parsed) {
        for (CommandLine line : parsed.asCommandLineList()) {
            for (OptionSpec option : line.getCommandSpec().options()) {
                try {
                    check(option);
                } catch (BadInputException e) {
                    throw new ExecutionException(line, e.getMessage(), e);
                }
            }
        }
    }

    private static void check(OptionSpec option) {
        if (!(option.userObject() instanceof AnnotatedElement field)) {
            return;
        }
        Range range = field.getAnnotation(Range.class);
        Object value = option.getValue();
        if (range == null || value == null) {
            return;
        }
        Collection<?> all = value instanceof Collection<?> several ? several : List.of(value);
        for (Object each : all) {
            int number = ((Number) each).intValue();
            if (number < range.min() || number > range.max() || number % range.multipleOf() != 0) {
                throw new BadInputException(
                        "%s is %s; allowed: %s.", option.longestName(), value, allowed(range));
            }
        }
    }

    private static String allowed(Range range) {
        if (range.multipleOf() == 2) {
            return "an even number of " + range.min() + " or more";
        }
        if (range.multipleOf() > 1) {
            return "a multiple of " + range.multipleOf();
        }
        return range.max() == Integer.MAX_VALUE
                ? range.min() + " or more"
                : range.min() + " to " + range.max();
    }
}
