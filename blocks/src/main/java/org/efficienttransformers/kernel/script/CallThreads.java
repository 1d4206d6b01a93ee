/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.efficienttransformers.kernel.machine.OtherProcesses;
import org.efficienttransformers.kernel.machine.TeamPlaces;

/**
 * The threads that PyTorch computes a call with on a CPU: as many as there are processors for it,
 * and no more than the user allows.
 *
 * <p>A call by several threads consists of some hundred small parts, after each of which they wait
 * for the last of them. Where other calls or other processes have the processors, that one isn't
 * even running: a text of 16 tokens then takes a hundred times as long as by one thread. So calls
 * at the same time share the threads, the shortest have few, and short ones leave busy processors
 * to others. Long ones don't: their parts are longer than what they wait, and by one thread they
 * would get a smaller share of the machine.
 *
 * <p>The number is set for the thread that makes the call alone, and set back after it. Calls of
 * several threads are made by {@link TeamLeaders}. That takes Linux and JNA; elsewhere all calls
 * have the threads that PyTorch chose.
 */
public final class CallThreads {

    /** With this many rows a part takes longer than other processes' slices of time. */
    private static final long MANY_ROWS = 1024;

    /** With fewer rows for each, handing work to a thread takes longer than doing it. */
    private static final long ROWS_OF_A_THREAD = 8;

    private static final AtomicInteger calls = new AtomicInteger();

    /** Of a thread that makes a call: what it calls within has the threads of it. */
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private static final TeamLeaders TEAMS = new TeamLeaders(Duration.ofSeconds(10));

    private static final ThreadLocal<TeamPlaces> PLACES = ThreadLocal.withInitial(TeamPlaces::new);

    private static volatile CallThreads instance;

    private final ThreadSettings settings;
    private final OtherProcesses others = new OtherProcesses();

    private CallThreads(Engine engine) {
        settings = ThreadSettings.of(engine);
    }

    /**
     * Calls with the threads that there are processors for; a call within another, with those of
     * the other.
     *
     * @param <T> what the call gives
     * @param manager tells device and engine, which is PyTorch
     * @param rows the rows of the largest matrices in the call
     * @param call the call
     * @return what it gave
     */
    public static <T> T call(NDManager manager, long rows, Supplier<T> call) {
        if (manager.getDevice().isGpu()) {
            return call.get();
        }
        CallThreads threads = of(manager);
        if (threads.settings == null || INSIDE.get() != null) {
            return call.get();
        }
        int atOnce = calls.incrementAndGet();
        try {
            return threads.call(atOnce, rows, call);
        } finally {
            calls.decrementAndGet();
        }
    }

    /**
     * Ends the threads that PyTorch has started for the calling thread, if there are any: for one
     * that has computed, as loading does, and may wait for a long time now.
     *
     * @param manager tells the engine, which is PyTorch
     */
    public static void release(NDManager manager) {
        CallThreads threads = of(manager);
        if (threads.settings != null) {
            threads.settings.release();
        }
    }

    private static CallThreads of(NDManager manager) {
        if (instance == null) {
            instance = new CallThreads(manager.getEngine());
        }
        return instance;
    }

    private <T> T call(int atOnce, long rows, Supplier<T> call) {
        int most = settings.count();
        int wanted = count(most, atOnce, rows, most == 1 ? 0 : others.load());
        if (wanted == 1) {
            return callBy(1, call);
        }
        boolean recording = settings.isRecording();
        return TEAMS.call(
                () -> {
                    settings.record(recording);
                    return rows >= MANY_ROWS
                            ? callBy(wanted, call)
                            : PLACES.get().apart(wanted, () -> callBy(wanted, call));
                });
    }

    private <T> T callBy(int wanted, Supplier<T> call) {
        int most = settings.count();
        INSIDE.set(true);
        if (wanted != most) {
            settings.setCount(wanted);
        }
        try {
            return call.get();
        } finally {
            if (wanted != most) {
                settings.setCount(most);
            }
            INSIDE.remove();
        }
    }

    /**
     * Chooses.
     *
     * @param most the threads that a call may have
     * @param atOnce the calls at this time, this one included
     * @param rows the rows of the largest matrices
     * @param others the part of all processors that other processes take, from 0 to 1
     * @return from 1 to most
     */
    static int count(int most, int atOnce, long rows, double others) {
        int share = Math.max(1, most / atOnce);
        if (rows >= MANY_ROWS) {
            return share;
        }
        int free = (int) Math.round(most * (1 - others));
        return (int) Math.max(1, Math.min(rows / ROWS_OF_A_THREAD, Math.min(share, free)));
    }
}
