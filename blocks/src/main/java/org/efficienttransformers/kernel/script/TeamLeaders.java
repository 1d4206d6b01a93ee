/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads that make the calls which OpenMP computes with several threads.
 *
 * <p>OpenMP keeps a team of threads for each thread that has called it. As soon as the teams of a
 * process have more threads than it has processors, GNU's OpenMP lets them wait by sleeping rather
 * than spinning, even if all but one team are idle: a text of 16 tokens then takes up to twice as
 * long. In a server each thread that answers requests would have a team. So a few threads have the
 * teams for all of them, one where calls come one after the other, and go when they are idle.
 */
final class TeamLeaders {

    /** With a number, of a thread and of those who help it; Linux takes 15 letters. */
    static final String NAME = "et-compute-";

    private static final AtomicInteger made = new AtomicInteger();

    /** Those who are free, the last who was busy first: the others may go. */
    private final Deque<ExecutorService> free = new ConcurrentLinkedDeque<>();

    private final Duration idle;

    /**
     * Makes none yet.
     *
     * @param idle how long one waits for another call before it goes
     */
    TeamLeaders(Duration idle) {
        this.idle = idle;
    }

    private ExecutorService leader() {
        ThreadPoolExecutor leader =
                new ThreadPoolExecutor(
                        1,
                        1,
                        idle.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        TeamLeaders::thread);
        leader.allowCoreThreadTimeOut(true);
        return leader;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, NAME + made.incrementAndGet());
        thread.setDaemon(true);
        thread.setContextClassLoader(TeamLeaders.class.getClassLoader());
        return thread;
    }

    /**
     * Makes a call by one of the threads, and waits for it to end. Who is interrupted meanwhile
     * interrupts the call, which needn't end by that.
     */
    <T> T call(Supplier<T> call) {
        ExecutorService found = free.poll();
        ExecutorService leader = found == null ? leader() : found;
        Work<T> work = new Work<>(call);
        Future<T> result = leader.submit(work);
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    work.interrupt(); // The arrays of the call are in use until it ends.
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // Suppliers throw nothing else.
        } finally {
            free.push(leader);
            if (work.isInterrupted()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A call, which is interrupted where the one who waits for it is, and the other way round. */
    private static final class Work<T> implements Callable<T> {

        private final Supplier<T> call;
        private Thread thread;
        private boolean interrupted;

        Work(Supplier<T> call) {
            this.call = call;
        }

        @Override
        public T call() {
            begin();
            try {
                return call.get();
            } finally {
                end();
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        }

        private synchronized void end() {
            thread = null;
            interrupted |= Thread.interrupted();
        }

        synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        synchronized boolean isInterrupted() {
            return interrupted;
        }
    }
}
