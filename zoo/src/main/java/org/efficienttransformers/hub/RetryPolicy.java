/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.efficienttransformers.settings.Require.require;

import java.time.Duration;

/**
 * When to ask again after a lost connection, a time-out, HTTP 408, 429 or 5xx: exponential backoff
 * with jitter, or the wait that the server asks for.
 *
 * @param maxRetries repeats after the first try; for the body of a file, repeats in a row that
 *     brought next to nothing
 * @param firstDelay the wait before the first repeat; doubled for each further one
 * @param maxDelay the longest wait that doubling leads to
 * @param maxRetryAfter the longest wait that a server's {@code Retry-After} is granted
 */
public record RetryPolicy(
        int maxRetries, Duration firstDelay, Duration maxDelay, Duration maxRetryAfter) {

    /** Five repeats after about 1, 2, 4, 8 and 8 seconds; a server may ask for up to a minute. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(
                    5, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(60));

    private static final int MAX_RETRIES = 100;
    private static final int MAX_DOUBLINGS = 30;

    /** Checks the values. */
    public RetryPolicy {
        require(
                maxRetries >= 0 && maxRetries <= MAX_RETRIES,
                "maxRetries is %s; allowed: 0 to %s.",
                maxRetries,
                MAX_RETRIES);
        require(
                !firstDelay.isNegative() && !maxDelay.isNegative() && !maxRetryAfter.isNegative(),
                "The delays are %s, %s and %s; none may be negative.",
                firstDelay,
                maxDelay,
                maxRetryAfter);
    }

    /**
     * Returns the wait before a repeat.
     *
     * @param failures failures in a row so far, from 1
     * @param retryAfter the wait that the server asks for, or null
     * @param jitter a random number in [0, 1), so that clients which failed together don't return
     *     together
     * @return half to all of the doubled delay, or what the server asks for; at most the bounds
     */
    Duration delay(int failures, Duration retryAfter, double jitter) {
        if (retryAfter != null) {
            return retryAfter.compareTo(maxRetryAfter) < 0 ? retryAfter : maxRetryAfter;
        }
        Duration doubled = firstDelay.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        Duration bounded = doubled.compareTo(maxDelay) < 0 ? doubled : maxDelay;
        return Duration.ofNanos((long) (bounded.toNanos() * (0.5 + jitter / 2)));
    }

    /** Returns the same waits, for a single try. */
    RetryPolicy withoutRetries() {
        return new RetryPolicy(0, firstDelay, maxDelay, maxRetryAfter);
    }
}
