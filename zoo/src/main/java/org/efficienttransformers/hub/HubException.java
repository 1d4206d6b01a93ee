/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.IOException;
import java.util.Locale;

/**
 * A model could not be taken from the hub or its cache. The message is one sentence that names the
 * repository, the file and what to do; it never holds the token.
 */
public final class HubException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean copyEnough;

    HubException(String message) {
        this(message, null, false);
    }

    /** Says it in a sentence as {@link String#format} takes it. */
    HubException(String format, Object... arguments) {
        this(String.format(Locale.ROOT, format, arguments));
    }

    HubException(Throwable cause, String format, Object... arguments) {
        this(String.format(Locale.ROOT, format, arguments), cause, false);
    }

    HubException(String message, Throwable cause, boolean copyEnough) {
        super(message, cause);
        this.copyEnough = copyEnough;
    }

    /**
     * {@return whether a copy in the cache may stand in: when the hub gave no usable answer (no
     * connection, time-outs, HTTP 429 or 5xx up to the last retry), or the cache can't be written}
     */
    boolean isCopyEnough() {
        return copyEnough;
    }
}
