/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats what failed transiently, as the {@link RetryPolicy} says. */
final class Retrier {

    private static final Logger logger = LoggerFactory.getLogger(Retrier.class);

    private final RetryPolicy policy;
    private final Sleeper sleeper;

    Retrier(RetryPolicy policy, Sleeper sleeper) {
        this.policy = policy;
        this.sleeper = sleeper;
    }

    /** A request that may be repeated. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** How time passes; tests don't wait. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    <T> T call(Call<T> call) throws IOException {
        for (int failures = 1; ; failures++) {
            try {
                return call.run();
            } catch (TransientException e) {
                pauseOrGiveUp(e, failures);
            }
        }
    }

    /**
     * Waits before the next repeat.
     *
     * @param failure the last failure
     * @param failures failures in a row so far, from 1
     * @throws HubException if these were all tries
     */
    void pauseOrGiveUp(TransientException failure, int failures) throws IOException {
        if (failures > Math.min(policy.maxRetries(), failure.maxRetries())) {
            throw failure.giveUp(failures);
        }
        double jitter = ThreadLocalRandom.current().nextDouble();
        Duration delay = policy.delay(failures, failure.retryAfter(), jitter);
        logger.info("{}; next try in {} ms.", failure.getMessage(), delay.toMillis());
        try {
            sleeper.sleep(delay);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Keeps the interrupt for the caller's own code, and ends the download. */
    static InterruptedIOException interrupted(Exception cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException e =
                new InterruptedIOException("The download was interrupted; start it again.");
        e.initCause(cause);
        return e;
    }
}
