/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.benchmark.sweep.result.Row;
import org.efficienttransformers.examples.benchmark.sweep.series.MeasuredMechanism;
import org.efficienttransformers.examples.benchmark.sweep.series.MechanismOptions;
import org.efficienttransformers.examples.benchmark.sweep.series.MechanismSizes;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;
import org.efficienttransformers.examples.benchmark.sweep.series.Subject;
import org.efficienttransformers.examples.cli.FreshJvm;

/**
 * Measures the peak memory of a call above that of the loaded model.
 *
 * <p>Each in a JVM of its own: what PyTorch has freed stays with the process, so that only the
 * first long text shows what it takes. The model counts as loaded when a short text has gone
 * through it, forward only: what training adds, gradients included, counts as its own.
 */
public final class MemoryPoint {

    private static final String PEAK = "peak ";
    private static final String UNKNOWN = "resident memory is not known on this system";

    private MemoryPoint() {}

    /**
     * Starts a JVM and measures there.
     *
     * @param row what was measured so far
     * @param subject a layer's attention or an encoder
     * @param sizes the sizes
     * @param place where to compute
     * @return the row with its peak, or with a note why there is none
     */
    public static Row measure(Row row, Subject subject, MechanismSizes sizes, Place place)
            throws IOException {
        Series series = row.series();
        List<String> arguments = new ArrayList<>();
        arguments.add("sweep");
        arguments.add("--one-memory");
        add(arguments, "--of", subject);
        add(arguments, "--lengths", row.length());
        add(arguments, "--steps", series.step());
        add(arguments, "--batch", series.batch());
        if (series.path() == null) {
            add(arguments, "--mechanisms", series.mechanism());
        } else {
            add(arguments, "--mechanisms", MeasuredMechanism.FULL);
            String option = series.isTraced() ? "--torchscript" : "--models";
            add(arguments, option, series.path().toAbsolutePath());
        }
        if (!series.isTraced()) {
            add(arguments, "--kernels", series.form());
        }
        arguments.addAll(MechanismOptions.arguments(sizes));
        arguments.addAll(PlaceOptions.arguments(place));
        StringWriter output = new StringWriter();
        int code =
                FreshJvm.run(
                        new PrintWriter(output),
                        place.environment(),
                        Benchmark.class,
                        arguments.toArray(String[]::new));
        String line = output.toString().strip();
        if (code == 0 && line.startsWith(PEAK)) {
            return row.withPeak(OptionalLong.of(Long.parseLong(line.substring(PEAK.length()))), "");
        }
        String note =
                code == 0
                        ? line
                        : "failed: the process that measures memory ended with code " + code;
        return row.withPeak(OptionalLong.empty(), note);
    }

    private static void add(List<String> arguments, String name, Object value) {
        arguments.add(name);
        arguments.add(value.toString());
    }

    /**
     * Measures in this JVM. In training on a CPU several steps are taken: the first makes the
     * gradients, which all others find in memory.
     *
     * @param workloads makes the workload
     * @param series what to measure
     * @param length tokens
     * @return a line for {@link #measure}
     */
    public static String measureHere(Workloads workloads, Series series, int length) {
        try (Workload workload = workloads.open(series, length)) {
            workload.prepare(Math.min(length, workloads.shortLength()));
            workload.warmUp();
            workload.prepare(length);
            int calls = series.step().hasGradients() ? workloads.place().trainingSteps() : 1;
            OptionalLong peak =
                    workloads
                            .place()
                            .peakAbove(
                                    () -> {
                                        for (int i = 0; i < calls; i++) {
                                            workload.call();
                                        }
                                    });
            return peak.isPresent() ? PEAK + peak.getAsLong() : UNKNOWN;
        } catch (IOException | RuntimeException e) {
            return Failures.describe(e);
        }
    }
}
