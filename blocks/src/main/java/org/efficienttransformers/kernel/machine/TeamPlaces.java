/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a thread that has a team and those who help it on different processors during a call.
 *
 * <p>When a team is woken after some milliseconds without work, Linux at times puts both on one
 * processor, and leaves them there for longer than a short text takes. Then each of them spins
 * while the other is to compute, and a short text takes up to twice as long. Longer calls outlast
 * it.
 *
 * <p>Helpers are threads of OpenMP, which Java doesn't know of. The thread itself is bound for the
 * call alone; a thread that Java started meanwhile would stay bound, so that nothing of a user's
 * may run in the call.
 */
public final class TeamPlaces {

    private static final Logger logger = LoggerFactory.getLogger(TeamPlaces.class);

    private static final Path TASKS = Path.of("/proc/self/task");

    /** How often helpers are looked for at most, ns. */
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

    /** Bytes of a set of processors, of 8,192 at most. */
    private static final int SET = 1024;

    private static final NativeLong SET_SIZE = new NativeLong(SET, true);

    private final Function processor = Function.getFunction("c", "sched_getcpu");
    private final Function read = Function.getFunction("c", "sched_getaffinity");
    private final Function bind = Function.getFunction("c", "sched_setaffinity");
    private final Memory all = new Memory(SET);
    private final Memory some = new Memory(SET);
    private List<Integer> helpers = List.of();
    private int threads;
    private long looked = System.nanoTime() - LOOK;
    private int left = -1;

    /** For one thread, which alone may use it; C's functions of Linux are needed. */
    public TeamPlaces() {}

    /**
     * Calls.
     *
     * @param <T> what the call gives
     * @param wanted the threads of the team, the one that calls this included
     * @param call the call
     * @return what it gave
     */
    public <T> T apart(int wanted, Supplier<T> call) {
        if (wanted != threads) {
            // The team will be another: helpers come and go.
            threads = wanted;
            helpers = List.of();
        } else if (helpers.isEmpty() && System.nanoTime() - looked > LOOK) {
            looked = System.nanoTime();
            helpers = find();
            left = -1;
        }
        if (helpers.isEmpty()) {
            return call.get();
        }
        int own = processor.invokeInt(new Object[0]);
        if (read.invokeInt(new Object[] {0, SET_SIZE, all}) < 0 || !divide(own)) {
            return call.get();
        }
        try {
            return call.get();
        } finally {
            bind(0, all);
        }
    }

    /** Binds this thread to its processor, and helpers to others, if there are any. */
    private boolean divide(int own) {
        long at = own / Byte.SIZE;
        byte one = (byte) (1 << own % Byte.SIZE);
        some.write(0, all.getByteArray(0, SET), 0, SET);
        some.setByte(at, (byte) (all.getByte(at) & ~one));
        if (isEmpty()) {
            return false;
        }
        if (own != left) {
            left = own;
            helpers.forEach(helper -> bind(helper, some));
        }
        some.clear();
        some.setByte(at, one);
        bind(0, some);
        return true;
    }

    private void bind(int thread, Memory set) {
        bind.invokeInt(new Object[] {thread, SET_SIZE, set});
    }

    /** They have the name of the thread that started them. */
    private static List<Integer> find() {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            Path own = Path.of("/proc/thread-self").toRealPath().getFileName();
            String name = name(TASKS.resolve(own));
            return tasks.filter(task -> !task.endsWith(own) && name.equals(name(task)))
                    .map(task -> Integer.valueOf(task.getFileName().toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            logger.debug("The threads of a team aren't to be found.", e);
            return List.of();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return ""; // It has ended.
        }
    }

    private boolean isEmpty() {
        for (byte processors : some.getByteArray(0, SET)) {
            if (processors != 0) {
                return false;
            }
        }
        return true;
    }
}
