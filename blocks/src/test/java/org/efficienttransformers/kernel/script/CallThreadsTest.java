/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.efficienttransformers.model.FreshProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How many threads a call has. */
@Tag("cpu") // On GPUs a call has no threads to share.
class CallThreadsTest {

    private static final int THREADS = 4;

    @Test
    void oneCallOnAQuietMachineHasAll() {
        assertThat(CallThreads.count(8, 1, 512, 0)).isEqualTo(8);
        assertThat(CallThreads.count(8, 1, 4096, 0)).isEqualTo(8);
        assertThat(CallThreads.count(1, 1, 16, 0)).isEqualTo(1);
    }

    @Test
    void theShortestHaveFew() {
        assertThat(CallThreads.count(8, 1, 3, 0)).isEqualTo(1);
        assertThat(CallThreads.count(8, 1, 15, 0)).isEqualTo(1);
        assertThat(CallThreads.count(8, 1, 16, 0)).isEqualTo(2);
        assertThat(CallThreads.count(8, 1, 63, 0)).isEqualTo(7);
    }

    @Test
    void callsAtOnceShareThem() {
        assertThat(CallThreads.count(8, 2, 4096, 0)).isEqualTo(4);
        assertThat(CallThreads.count(8, 3, 512, 0)).isEqualTo(2);
        assertThat(CallThreads.count(2, 8, 512, 0)).isEqualTo(1);
    }

    @Test
    void shortOnesLeaveBusyProcessorsToOthers() {
        assertThat(CallThreads.count(2, 1, 512, 0.9)).isEqualTo(1);
        assertThat(CallThreads.count(2, 1, 512, 0.1)).isEqualTo(2);
        assertThat(CallThreads.count(8, 1, 512, 0.5)).isEqualTo(4);
        assertThat(CallThreads.count(8, 1, 512, 1)).isEqualTo(1);
        assertThat(CallThreads.count(8, 1, 4096, 0.9)).isEqualTo(8);
    }

    /** The thread that computes records for gradients where the one that asks does, else not. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void recordsWhereTheCallerDoes() throws IOException, InterruptedException {
        assertThat(FreshProcess.number(Recording.class)).isEqualTo(2);
    }

    /** Prints in how many calls operators are recorded, by another thread: in two of three. */
    static final class Recording {

        private Recording() {}

        public static void main(String[] args) {
            System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(THREADS));
            AtomicInteger recorded = new AtomicInteger();
            try (NDManager manager = NDManager.newBaseManager()) {
                Thread caller = Thread.currentThread();
                for (boolean wanted : new boolean[] {true, false, true}) {
                    JniUtils.setGradMode(wanted);
                    CallThreads.call(
                            manager,
                            4096,
                            () -> {
                                assertThat(Thread.currentThread()).isNotSameAs(caller);
                                return JniUtils.isGradMode() ? recorded.incrementAndGet() : 0;
                            });
                }
            }
            System.out.println(recorded);
        }
    }

    /**
     * Of two calls at once the second has half of the threads, and afterwards each thread has all:
     * as PyTorch itself says, in a process that has four, since this one may have but one.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void threadsAreSetForTheCallAlone() throws IOException, InterruptedException {
        assertThat(FreshProcess.number(TwoCalls.class)).isEqualTo(THREADS / 2);
    }

    /** Prints the fewest threads that one of two calls at once has. */
    static final class TwoCalls {

        private TwoCalls() {}

        public static void main(String[] args) throws Exception {
            System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(THREADS));
            try (NDManager manager = NDManager.newBaseManager()) {
                assertThat(threads()).isEqualTo(THREADS);
                assertThat(CallThreads.call(manager, 1, CallThreadsTest::threads)).isEqualTo(1);
                assertThat(threads()).isEqualTo(THREADS);
                CountDownLatch together = new CountDownLatch(2);
                ExecutorService executor = Executors.newFixedThreadPool(2);
                try {
                    List<Future<int[]>> calls = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        calls.add(executor.submit(() -> measure(manager, together)));
                    }
                    int fewest = THREADS;
                    for (Future<int[]> call : calls) {
                        fewest = Math.min(fewest, call.get()[0]);
                        assertThat(call.get()[1]).isEqualTo(THREADS);
                    }
                    System.out.println(fewest);
                } finally {
                    executor.shutdown();
                }
            }
        }
    }

    private static int[] measure(NDManager manager, CountDownLatch together) {
        int during =
                CallThreads.call(
                        manager,
                        4096,
                        () -> {
                            together.countDown();
                            try {
                                together.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return threads();
                        });
        return new int[] {during, threads()};
    }

    private static int threads() {
        try {
            MethodHandle handle =
                    EngineMethods.find(
                            Engine.getInstance(),
                            "JniUtils",
                            "getNumThreads",
                            MethodType.methodType(int.class));
            return (int) handle.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
