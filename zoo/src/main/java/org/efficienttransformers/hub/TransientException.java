/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.IOException;
import java.time.Duration;

/** A failure that may pass by itself, so that the request is worth repeating. */
final class TransientException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String advice;
    private final transient Duration retryAfter;
    private final int maxRetries;

    /**
     * Creates the failure.
     *
     * @param what what was found, without full stop
     * @param advice what to do when it doesn't pass, without full stop
     * @param retryAfter the wait that the server asks for, or null
     * @param cause the exception beneath, or null
     */
    TransientException(String what, String advice, Duration retryAfter, Throwable cause) {
        this(what, advice, retryAfter, Integer.MAX_VALUE, cause);
    }

    /**
     * Creates a failure that hardly ever passes by itself.
     *
     * @param maxRetries the most repeats that it is worth
     */
    TransientException(
            String what, String advice, Duration retryAfter, int maxRetries, Throwable cause) {
        super(what, cause);
        this.maxRetries = maxRetries;
        this.advice = advice;
        this.retryAfter = retryAfter;
    }

    int maxRetries() {
        return maxRetries;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    HubException giveUp(int tries) {
        String count = tries == 1 ? "" : " (" + tries + " tries in a row)";
        return new HubException(getMessage() + count + "; " + advice + ".", getCause(), true);
    }
}
