/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a training end in good order when the process is told to (Ctrl-C, or SIGTERM): the loop sees
 * it after its step, saves, and closes this; only then does the process end.
 *
 * <pre>
 *   try (Interruption interruption = Interruption.open()) {
 *       while (loop.steps() &lt; steps &amp;&amp; !interruption.isRequested()) {
 *           loop.step(batches);
 *       }
 *       save(loop.state());
 *   }
 * </pre>
 *
 * <p>If it isn't closed within a minute, the process ends all the same. Don't call {@code
 * System.exit} before it is closed.
 */
public final class Interruption implements AutoCloseable {

    private static final long SECONDS = 60;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /**
     * Starts to listen.
     *
     * @return to be asked and closed by the training
     */
    public static Interruption open() {
        Interruption interruption = new Interruption();
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            // The process has begun to end already, and can't be held up any more.
            interruption.requested = true;
        }
        return interruption;
    }

    /** Called as the process ends; holds it up until the training has saved. */
    private void request() {
        requested = true;
        try {
            closed.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return whether the process was told to end} */
    public boolean isRequested() {
        return requested;
    }

    /** Lets the process end. */
    @Override
    public void close() {
        closed.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process has begun to end since: the hook runs, and needn't wait.
                requested = true;
            }
        }
    }
}
