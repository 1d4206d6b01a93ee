/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Has inputs of a target read in child JVMs, and counts what becomes of them. */
final class FuzzRun {

    /** Inputs for one JVM. */
    private static final int BATCH = 50_000;

    /** After so long without a word a child is killed, though other programs may slow it down. */
    private static final long MOST_SECONDS = 60;

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
     * @param folder for the input being read
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

    /** Reads the inputs from 0 on. */
    void run(int count) throws IOException, InterruptedException {
        int next = 0;
        while (next < count) {
            next = runChild(next, Math.min(count, next + BATCH));
        }
    }

    /** Runs a child and returns the number of the first input that is still to be read. */
    private int runChild(int first, int end) throws IOException, InterruptedException {
        Process child = start(first, end);
        int next = first;
        Watchdog watchdog = new Watchdog(child);
        watchdog.start();
        try (BufferedReader lines = child.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                watchdog.heard();
                String[] words = line.split(" ", 3);
                next = Integer.parseInt(words[0]) + 1;
                count(next - 1, FuzzOutcome.valueOf(words[1]), words.length < 3 ? "" : words[2]);
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        if (next < end) {
            FuzzOutcome outcome = watchdog.hasKilled() ? FuzzOutcome.HANG : FuzzOutcome.CRASH;
            count(next, outcome, "exit code " + child.exitValue());
            next++;
        }
        return next;
    }

    private Process start(int first, int end) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
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
                        folder.toString());
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    private void count(int number, FuzzOutcome outcome, String detail) throws IOException {
        counts.merge(outcome, 1, Integer::sum);
        if (outcome.isFault()) {
            Path copy = kept.resolve(target.getClass().getSimpleName() + "-" + seed + "-" + number);
            Files.createDirectories(copy);
            Map<String, byte[]> files = target.make(FuzzWorker.random(seed, number));
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(copy.resolve(file.getKey()), file.getValue());
            }
            faults.add(copy + ": " + outcome + " " + detail);
        }
    }

    /** Kills a child that says nothing for too long. */
    private static final class Watchdog extends Thread {

        private final Process child;
        private volatile long lastHeard = System.nanoTime();
        private volatile boolean killed;

        Watchdog(Process child) {
            super("fuzz watchdog");
            this.child = child;
            setDaemon(true);
        }

        void heard() {
            lastHeard = System.nanoTime();
        }

        boolean hasKilled() {
            return killed;
        }

        @Override
        public void run() {
            try {
                while (!child.waitFor(1, TimeUnit.SECONDS)) {
                    if (System.nanoTime() - lastHeard > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                        killed = true;
                        child.destroyForcibly();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
