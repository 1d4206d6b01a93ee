/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.training.StepReport;

/**
 * log.csv: a row for each step, and what an evaluation after it found.
 *
 * <p>A run that is resumed goes on in the same file, after the step that was saved.
 */
final class RunLog implements AutoCloseable {

    private static final String HEADER =
            "step,epoch,loss,gradient_norm,learning_rate,tokens,seconds,resident_bytes,evaluation";

    private static final String NAME = "log.csv";
    private static final String EVENTS = "tensorboard";

    private final Writer writer;
    private final EventFile events; // null for none
    private final Map<Long, Double> losses = new TreeMap<>();
    private final Map<Long, Double> evaluations = new TreeMap<>();
    private long tokens;
    private double seconds;

    private RunLog(Writer writer, EventFile events) {
        this.writer = writer;
        this.events = events;
    }

    /**
     * Opens the log.
     *
     * @param folder where its files are
     * @param steps the number of steps to keep of an older one; 0 for none
     * @param evaluated whether to keep what an evaluation after the last of them found
     * @param tensorboard whether TensorBoard is to have it, too
     */
    static RunLog open(Path folder, long steps, boolean evaluated, boolean tensorboard)
            throws IOException {
        Path file = folder.resolve(NAME);
        List<String> kept = new ArrayList<>(List.of(HEADER));
        if (steps > 0 && Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .skip(1)
                    .filter(RunLog::isWhole)
                    .filter(row -> Long.parseLong(row.substring(0, row.indexOf(','))) <= steps)
                    .forEach(kept::add);
        }
        if (!evaluated && kept.size() > 1) {
            String row = kept.remove(kept.size() - 1);
            kept.add(row.substring(0, row.lastIndexOf(',') + 1));
        }
        // The last row has no end yet: an evaluation may be missing in it.
        Files.writeString(file, String.join(System.lineSeparator(), kept));
        RunLog log =
                new RunLog(
                        Files.newBufferedWriter(file, StandardOpenOption.APPEND),
                        tensorboard ? EventFile.open(folder.resolve(EVENTS), steps) : null);
        kept.stream().skip(1).forEach(log::remember);
        return log;
    }

    /** The last row of a run that was killed, or whose disk was full, may lack its end. */
    private static boolean isWhole(String row) {
        return row.split(",", -1).length == HEADER.split(",").length;
    }

    private void remember(String row) {
        String[] values = row.split(",", -1);
        long step = Long.parseLong(values[0]);
        losses.put(step, Double.parseDouble(values[2]));
        tokens = Long.parseLong(values[5]);
        seconds = Double.parseDouble(values[6]);
        if (!values[8].isEmpty()) {
            evaluations.put(step, Double.parseDouble(values[8]));
        }
    }

    /**
     * Adds a step.
     *
     * @param report what came of it
     * @param epoch the number of its epoch
     * @param newTokens its tokens
     * @param newSeconds how long it took
     * @throws IOException if it can't be written
     */
    void add(StepReport report, int epoch, long newTokens, double newSeconds) throws IOException {
        tokens += newTokens;
        seconds += newSeconds;
        String row =
                String.format(
                        Locale.ROOT,
                        "%n%d,%d,%.6f,%.4f,%.4g,%d,%.3f,%s,",
                        report.step(),
                        epoch,
                        report.loss(),
                        report.gradientNorm(),
                        report.learningRate(),
                        tokens,
                        seconds,
                        ProcessMemory.resident().isPresent()
                                ? ProcessMemory.resident().getAsLong()
                                : "");
        losses.put(report.step(), report.loss());
        write(row);
        if (events != null) {
            events.add(report.step(), scalars(report, newTokens / newSeconds));
        }
    }

    /**
     * Adds what an evaluation after the last step found.
     *
     * @param step that step
     * @param evaluation the figures
     * @throws IOException if it can't be written
     */
    void add(long step, Evaluation evaluation) throws IOException {
        evaluations.put(step, evaluation.figure());
        write(String.valueOf(evaluation.figure()));
        if (events != null) {
            Map<String, Double> scalars = new LinkedHashMap<>();
            evaluation.figures().forEach((name, figure) -> scalars.put("eval/" + name, figure));
            events.add(step, scalars);
        }
    }

    private void write(String text) throws IOException {
        writer.write(text);
        writer.flush();
    }

    private static Map<String, Double> scalars(StepReport report, double tokensPerSecond) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("train/loss", report.loss());
        scalars.put("train/gradient_norm", report.gradientNorm());
        scalars.put("train/learning_rate", report.learningRate());
        scalars.put("train/tokens_per_second", tokensPerSecond);
        return scalars;
    }

    /** The loss of each step. */
    Map<Long, Double> losses() {
        return losses;
    }

    /** The figure of each evaluation, by its step. */
    Map<Long, Double> evaluations() {
        return evaluations;
    }

    /** The tokens of all steps. */
    long tokens() {
        return tokens;
    }

    /** How long all steps took, without evaluations. */
    double seconds() {
        return seconds;
    }

    @Override
    public void close() throws IOException {
        try (writer) {
            write(System.lineSeparator());
        }
        if (events != null) {
            events.close();
        }
    }
}
