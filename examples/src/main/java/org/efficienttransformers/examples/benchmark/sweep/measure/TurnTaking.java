/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.efficienttransformers.examples.benchmark.Statistics;
import org.efficienttransformers.examples.benchmark.sweep.result.CpuTime;
import org.efficienttransformers.examples.benchmark.sweep.result.Row;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;

/**
 * Times several workloads call by call in turn, so that a machine with other things to do slows all
 * of them down.
 */
public final class TurnTaking {

    /** TorchScript compiles during the first two calls; in one of this many seconds that drowns. */
    private static final double LONG_CALL = 5;

    private final int repeats;
    private final double maxSeconds;
    private final List<Turn> turns = new ArrayList<>();

    /**
     * Sets the limits.
     *
     * @param repeats how often to time each workload
     * @param maxSeconds how long all calls of one workload may take
     */
    public TurnTaking(int repeats, double maxSeconds) {
        this.repeats = repeats;
        this.maxSeconds = maxSeconds;
    }

    /** Adds a workload, prepared. */
    public void add(Series series, int length, Workload workload) {
        turns.add(new Turn(series, length, workload));
    }

    /** Times all of them. */
    public List<Row> run() {
        turns.forEach(Turn::warmUp);
        for (int i = 0; i < repeats; i++) {
            turns.forEach(Turn::call);
        }
        return turns.stream().map(turn -> turn.row(repeats)).toList();
    }

    private final class Turn {

        private final Series series;
        private final int length;
        private final Workload workload;
        private final Random random = new Random(1);
        private final List<Double> seconds = new ArrayList<>();
        private CpuTime cpu = CpuTime.NONE;
        private double spent;
        private double last;
        private boolean cold;
        private String failure = "";

        Turn(Series series, int length, Workload workload) {
            this.series = series;
            this.length = length;
            this.workload = workload;
        }

        void warmUp() {
            measure();
            if (last < LONG_CALL) {
                measure();
            }
            cold = spent + last > maxSeconds;
            if (!cold) {
                seconds.clear();
                cpu = CpuTime.NONE;
            }
        }

        void call() {
            if (seconds.isEmpty() || spent + last <= maxSeconds) {
                measure();
            }
        }

        private void measure() {
            if (!failure.isEmpty()) {
                return;
            }
            try {
                if (series.drawn()) {
                    int least = (length + 1) / 2;
                    workload.prepare(least + random.nextInt(length - least + 1));
                }
                workload.letGradientsGo();
                CpuTime before = CpuTime.now();
                long start = System.nanoTime();
                workload.call();
                last = (System.nanoTime() - start) / 1e9;
                cpu = cpu.plus(CpuTime.now().since(before));
                spent += last;
                seconds.add(last);
            } catch (RuntimeException e) {
                failure = Failures.describe(e);
            }
        }

        Row row(int wanted) {
            if (!failure.isEmpty()) {
                return Failures.row(series, length, failure);
            }
            String note = "";
            if (seconds.size() < wanted) {
                note =
                        String.format(
                                "%d of %d calls%s: --max-seconds is %,.0f",
                                seconds.size(),
                                wanted,
                                cold ? ", those for warm-up" : "",
                                maxSeconds);
            }
            double[] all = seconds.stream().mapToDouble(Double::doubleValue).toArray();
            if (series.drawn()) {
                double mean = Arrays.stream(all).average().orElseThrow() * 1e3;
                note += String.format("%smean %,.2f ms", note.isEmpty() ? "" : "; ", mean);
            }
            return new Row(series, length, Statistics.of(all), cpu, OptionalLong.empty(), note);
        }
    }
}
