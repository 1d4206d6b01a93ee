/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.efficienttransformers.model.FreshProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The threads that make calls for others. */
@Tag("cpu") // On GPUs nobody needs them.
class TeamLeadersTest {

    private static final int THREADS = 4;

    private final TeamLeaders leaders = new TeamLeaders(Duration.ofMinutes(1));

    @Test
    void callsOneAfterTheOtherAreMadeByOneThread() throws InterruptedException {
        List<Thread> seen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            join(() -> seen.add(leaders.call(Thread::currentThread)));
        }
        assertThat(seen)
                .hasSize(20)
                .containsOnly(seen.get(0))
                .doesNotContain(Thread.currentThread());
        assertThat(seen.get(0).isDaemon()).isTrue();
    }

    @Test
    void callsAtOnceAreMadeAtOnce() {
        CountDownLatch both = new CountDownLatch(2);
        CompletableFuture<Thread> other =
                CompletableFuture.supplyAsync(
                        () -> leaders.call(() -> meet(both)), TeamLeadersTest::start);
        assertThat(leaders.call(() -> meet(both))).isNotSameAs(other.join());
    }

    @Test
    void failuresReachTheCaller() {
        IllegalStateException exception = new IllegalStateException();
        StackOverflowError error = new StackOverflowError();
        assertThatThrownBy(() -> leaders.call(() -> fail(exception))).isSameAs(exception);
        assertThatThrownBy(() -> leaders.call(() -> fail(error))).isSameAs(error);
        assertThat(leaders.<Integer>call(() -> 1)).isEqualTo(1);
    }

    /** What the call computes with is the caller's, and freed when the caller goes on. */
    @Test
    void aCallerThatIsInterruptedWaitsForTheEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        List<Object> seen = new ArrayList<>();
        Thread caller =
                start(
                        () -> {
                            leaders.call(
                                    () -> {
                                        begun.countDown();
                                        while (end.getCount() > 0) {
                                            Thread.onSpinWait(); // as native code does
                                        }
                                        return seen.add("ended");
                                    });
                            seen.add(Thread.currentThread().isInterrupted());
                        });
        await(begun);
        caller.interrupt();
        caller.join(100);
        assertThat(caller.isAlive()).isTrue();
        end.countDown();
        caller.join();
        assertThat(seen).containsExactly("ended", true);
    }

    /** Generation ends when it is interrupted, and its caller is, not the thread that computes. */
    @Test
    void aCallHearsOfAnInterruption() throws InterruptedException {
        List<Object> seen = new ArrayList<>();
        join(
                () -> {
                    Thread.currentThread().interrupt();
                    seen.add(leaders.call(() -> sleep(60_000)));
                    seen.add(Thread.currentThread().isInterrupted());
                });
        assertThat(seen).containsExactly("interrupted", true);
        assertThat(leaders.call(() -> sleep(1))).isEqualTo("slept");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** One who listens to a generation may interrupt it by its own thread. */
    @Test
    void aCallThatInterruptsItselfInterruptsTheCaller() throws InterruptedException {
        List<Boolean> seen = new ArrayList<>();
        join(
                () -> {
                    leaders.call(
                            () -> {
                                Thread.currentThread().interrupt();
                                return 1;
                            });
                    seen.add(Thread.currentThread().isInterrupted());
                });
        assertThat(seen).containsExactly(true);
    }

    @Test
    void idleOnesGo() throws InterruptedException {
        TeamLeaders hasty = new TeamLeaders(Duration.ofMillis(1));
        Thread first = hasty.call(Thread::currentThread);
        first.join(60_000);
        assertThat(first.isAlive()).isFalse();
        assertThat(hasty.call(Thread::currentThread)).isNotSameAs(first);
    }

    /**
     * However many threads ask, PyTorch has started as many as compute a call, and none of those
     * that one has which computed by itself and was released.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyTheyHaveTeams() throws IOException, InterruptedException {
        assertThat(FreshProcess.number(ManyAsk.class)).isEqualTo(THREADS);
    }

    /** Prints how many threads there are that make calls, or help to. */
    static final class ManyAsk {

        private ManyAsk() {}

        public static void main(String[] args) throws InterruptedException {
            System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(THREADS));
            try (NDManager manager = NDManager.newBaseManager()) {
                String own = "java";
                long before = threads(own);
                compute(manager);
                assertThat(threads(own)).isEqualTo(before + THREADS - 1);
                CallThreads.release(manager);
                for (int i = 0; i < 5; i++) {
                    join(() -> CallThreads.call(manager, 4096, () -> compute(manager)));
                }
                assertThat(threads(own)).isEqualTo(before);
                System.out.println(threads(TeamLeaders.NAME + 1));
            }
        }

        private static float compute(NDManager manager) {
            return manager.ones(new Shape(1024, 1024)).sum().getFloat();
        }

        private static long threads(String name) {
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                return tasks.filter(task -> name.equals(name(task))).count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String name(Path task) {
            try {
                return Files.readString(task.resolve("comm")).strip();
            } catch (IOException e) {
                return null; // It has ended.
            }
        }
    }

    private static Thread meet(CountDownLatch both) {
        both.countDown();
        await(both);
        return Thread.currentThread();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sleep(long millis) {
        try {
            Thread.sleep(millis);
            return "slept";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Object fail(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    private static void join(Runnable work) throws InterruptedException {
        start(work).join();
    }
}
