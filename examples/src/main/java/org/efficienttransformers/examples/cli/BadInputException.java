/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.util.Locale;

/** Input that the user can put right: the message is all there is to show. */
public class BadInputException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message one sentence: what was found, what is allowed, what to do
     */
    public BadInputException(String message) {
        super(message);
    }

    /**
     * Says what is wrong.
     *
     * @param format the sentence, as {@link String#format} takes it
     * @param arguments what to put in
     */
    public BadInputException(String format, Object... arguments) {
        super(String.format(Locale.ROOT, format, arguments));
    }

    /**
     * Says what is wrong, and why.
     *
     * @param message one sentence: what was found, what is allowed, what to do
     * @param cause what led to it
     */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Says what is wrong, and why.
     *
     * @param cause what led to it
     * @param format the sentence, as {@link String#format} takes it
     * @param arguments what to put in
     */
    public BadInputException(Throwable cause, String format, Object... arguments) {
        super(String.format(Locale.ROOT, format, arguments), cause);
    }
}
