/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.settings;

import java.util.Locale;

/** Checks of what a caller gives, each with the sentence that says what is wrong and what to do. */
public final class Require {

    private Require() {}

    /**
     * Refuses an argument unless a condition holds.
     *
     * @param condition what must hold
     * @param message what is wrong, as {@link String#format} takes it, in one sentence: what was
     *     found, what is allowed
     * @param arguments what stands for the placeholders in the message
     * @throws IllegalArgumentException with that message, if the condition doesn't hold
     */
    public static void require(boolean condition, String message, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
        }
    }

    /**
     * Refuses a call that an object isn't in the state for.
     *
     * @param condition what must hold
     * @param message what is wrong, as {@link String#format} takes it, in one sentence
     * @param arguments what stands for the placeholders in the message
     * @throws IllegalStateException with that message, if the condition doesn't hold
     */
    public static void requireState(boolean condition, String message, Object... arguments) {
        if (!condition) {
            throw new IllegalStateException(String.format(Locale.ROOT, message, arguments));
        }
    }

    /**
     * Refuses a number below the least that is allowed.
     *
     * @param name what it is called
     * @param value the number
     * @param least the least that is allowed
     * @return the number
     * @throws IllegalArgumentException if it is less
     */
    public static int atLeast(String name, int value, int least) {
        require(value >= least, "%s is %d; allowed: %d or more.", name, value, least);
        return value;
    }

    /**
     * Refuses what isn't a rate of dropout.
     *
     * @param name what it is called
     * @param value the rate
     * @return the rate
     * @throws IllegalArgumentException if it is below 0, 1 or more, or not a number
     */
    public static float rate(String name, float value) {
        require(value >= 0 && value < 1, "%s is %s; allowed: from 0 to below 1.", name, value);
        return value;
    }
}
