/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Has inputs of a target read in child JVMs, and counts what becomes of them. */
final class FuzzRun {

    /** JVMs that run at a time, each on one processor. */
    private static final int CHILDREN = 2;

    /** Inputs for one JVM. */
    private static final int BATCH = 50_000;

    /** A run ends at so many, since each may cost the start of a JVM. */
    private static final int MOST_FAULTS = 100;

    /**
     * A child is killed that says nothing while it computes for so long, or waits for so long; busy
     * machines may take a minute for what takes a second.
     */
    private static final Duration MOST_COMPUTING = Duration.ofSeconds(30);

    private static final Duration MOST_WAITING = Duration.ofMinutes(10);

    private final FuzzTarget target;
    private final long seed;
    private final Path folder;
    private final Path kept;
    private final Map<FuzzOutcome, Integer> counts = new EnumMap<>(FuzzOutcome.class);
    private final List<String> faults = new ArrayList<>();

    /**
     * Prepares a run.
     *
     * @param target what reads
     * @param seed picks the inputs
     * @param folder for the inputs being read
     * @param kept where inputs go that a reader failed on
     */
    FuzzRun(FuzzTarget target, long seed, Path folder, Path kept) {
        this.target = target;
        this.seed = seed;
        this.folder = folder;
        this.kept = kept;
    }

    /** Returns how many inputs came to what. */
    Map<FuzzOutcome, Integer> counts() {
        return counts;
    }

    /** Returns a line for each fault: the input and what came of it. */
    List<String> faults() {
        return faults;
    }

    /** Reads the inputs from 0 on, some by each of the children that run side by side. */
    void run(int count) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(CHILDREN);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < CHILDREN; i++) {
                int first = (int) ((long) count * i / CHILDREN);
                int end = (int) ((long) count * (i + 1) / CHILDREN);
                Path own = folder.resolve(Integer.toString(i));
                parts.add(threads.submit(() -> runPart(first, end, own)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Void runPart(int first, int end, Path input) throws IOException, InterruptedException {
        int next = first;
        while (next < end && hasPatience()) {
            next = runChild(next, Math.min(end, next + BATCH), input);
        }
        return null;
    }

    private synchronized boolean hasPatience() {
        return faults.size() < MOST_FAULTS;
    }

    /** Runs a child and returns the number of the first input that is still to be read. */
    private int runChild(int first, int end, Path input) throws IOException, InterruptedException {
        Process child = start(first, end, input);
        int next = first;
        String other = "";
        Watchdog watchdog = new Watchdog(child);
        watchdog.start();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(FuzzWorker.PREFIX)) {
                    other = line; // why the worker failed, or a print of the JVM or native code
                    continue;
                }
                watchdog.heard();
                String[] words = line.split(" ", 4);
                next = Integer.parseInt(words[1]) + 1;
                count(next - 1, FuzzOutcome.valueOf(words[2]), words.length < 4 ? "" : words[3]);
            }
            child.waitFor();
        } finally {
            child.destroyForcibly();
        }
        if (child.exitValue() == FuzzWorker.FAILED) {
            throw new IOException("FuzzWorker failed at input " + next + ": " + other);
        }
        if (next < end) {
            FuzzOutcome outcome = watchdog.hasKilled() ? FuzzOutcome.HANG : FuzzOutcome.CRASH;
            count(next, outcome, "exit code " + child.exitValue());
            next++;
        }
        return next;
    }

    /**
     * Its heap is resident from the start, or garbage would count as memory that a target takes.
     */
    private Process start(int first, int end, Path input) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + kept.toAbsolutePath().resolve("hs_err_%p.log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FuzzWorker.class.getName(),
                        target.getClass().getName(),
                        Long.toString(seed),
                        Integer.toString(first),
                        Integer.toString(end),
                        input.toString());
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    private synchronized void count(int number, FuzzOutcome outcome, String detail)
            throws IOException {
        counts.merge(outcome, 1, Integer::sum);
        if (outcome.isFault()) {
            Path copy = kept.resolve(target.getClass().getSimpleName() + "-" + seed + "-" + number);
            Files.createDirectories(copy);
            Map<String, byte[]> files = target.make(number, FuzzWorker.random(seed, number));
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(copy.resolve(file.getKey()), file.getValue());
            }
            faults.add(copy + ": " + outcome + " " + detail);
        }
    }

    /** Kills a child that says nothing for too long. */
    private static final class Watchdog extends Thread {

        private final Process child;
        private volatile long heard = System.nanoTime();
        private Duration computed = Duration.ZERO;
        private volatile boolean killed;

        Watchdog(Process child) {
            super("fuzz watchdog");
            this.child = child;
            setDaemon(true);
        }

        void heard() {
            heard = System.nanoTime();
        }

        boolean hasKilled() {
            return killed;
        }

        @Override
        public void run() {
            long seen = heard;
            try {
                while (!child.waitFor(1, TimeUnit.SECONDS)) {
                    if (seen != heard) {
                        seen = heard;
                        computed = computing();
                    }
                    if (computing().minus(computed).compareTo(MOST_COMPUTING) > 0
                            || System.nanoTime() - seen > MOST_WAITING.toNanos()) {
                        killed = true;
                        child.destroyForcibly();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Duration computing() {
            return child.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }
}
