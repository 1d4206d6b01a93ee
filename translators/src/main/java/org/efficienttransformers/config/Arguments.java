/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a Criteria, or those of a serving.properties, read by name. A value that isn't
 * allowed is an error that says what is.
 */
public final class Arguments {

    private final Map<String, ?> values;

    /**
     * Wraps the arguments.
     *
     * @param values texts, numbers or booleans, by name
     */
    public Arguments(Map<String, ?> values) {
        this.values = values;
    }

    /**
     * Returns what is given.
     *
     * @return the names
     */
    public Set<String> names() {
        return values.keySet();
    }

    /**
     * Returns a text.
     *
     * @param name the argument
     * @param defaultValue the value where it isn't given
     * @return its value as it stands
     */
    public String text(String name, String defaultValue) {
        Object value = values.get(name);
        return value == null ? defaultValue : value.toString();
    }

    /**
     * Returns a whole number.
     *
     * @param name the argument
     * @param least the least value allowed
     * @param defaultValue the value where it isn't given
     * @return its value
     */
    public int integer(String name, int least, int defaultValue) {
        Object value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        try {
            // JSON's numbers arrive as Double.
            double number = Double.parseDouble(value.toString());
            if (number >= least && number == Math.rint(number) && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for any other value that isn't allowed.
        }
        throw wrong(name, "a whole number of " + least + " or more");
    }

    /**
     * Returns a number with a fraction.
     *
     * @param name the argument
     * @param defaultValue the value where it isn't given
     * @return its value, whose range the caller checks
     */
    public double number(String name, double defaultValue) {
        Object value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        try {
            return Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            throw (IllegalArgumentException) wrong(name, "a number").initCause(e);
        }
    }

    /**
     * Returns a truth value.
     *
     * @param name the argument
     * @return its value, false where it isn't given
     */
    public boolean bool(String name) {
        return choice(name, "false", "true", "false").equals("true");
    }

    /**
     * Returns one of some words.
     *
     * @param name the argument
     * @param defaultValue the value where it isn't given; may be null
     * @param allowed the words, in lower case
     * @return its value, in lower case
     */
    public String choice(String name, String defaultValue, String... allowed) {
        Object value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        String word = value.toString().toLowerCase(Locale.ROOT);
        List<String> words = Arrays.asList(allowed);
        if (!words.contains(word)) {
            throw wrong(name, String.join(", ", words));
        }
        return word;
    }

    private IllegalArgumentException wrong(String name, String allowed) {
        return new IllegalArgumentException(
                name + " is '" + values.get(name) + "'; allowed: " + allowed + ".");
    }
}
