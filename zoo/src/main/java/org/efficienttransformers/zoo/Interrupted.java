/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/** Says what has happened where channels of files only close. */
final class Interrupted {

    private Interrupted() {}

    static InterruptedIOException whileLoading(String model, ClosedByInterruptException cause) {
        InterruptedIOException e =
                new InterruptedIOException(
                        "Loading "
                                + model
                                + " was interrupted; load it again, in a thread that isn't.");
        e.initCause(cause);
        return e;
    }
}
