/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import org.efficienttransformers.examples.benchmark.single.BatchTime;
import org.efficienttransformers.examples.benchmark.single.CheckpointMemory;
import org.efficienttransformers.examples.benchmark.single.DocumentTime;
import org.efficienttransformers.examples.benchmark.single.EncoderMemory;
import org.efficienttransformers.examples.benchmark.single.LoadingTime;
import org.efficienttransformers.examples.benchmark.single.LshRecall;
import org.efficienttransformers.examples.benchmark.single.PlanMemory;
import org.efficienttransformers.examples.benchmark.single.PredictionMemory;
import org.efficienttransformers.examples.benchmark.single.ReversibleMemory;
import org.efficienttransformers.examples.benchmark.single.StartUp;
import org.efficienttransformers.examples.benchmark.single.SummaryTime;
import org.efficienttransformers.examples.benchmark.single.TypeErrors;
import org.efficienttransformers.examples.benchmark.sweep.Sweep;
import org.efficienttransformers.examples.cli.CommandGroup;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import picocli.CommandLine.Command;

/** Measures time and memory; docs/BENCHMARKS.md has what it printed. */
@Command(
        name = "benchmark",
        description = "Measures time and memory.",
        subcommands = {
            Sweep.class,
            EncoderMemory.class,
            PredictionMemory.class,
            CheckpointMemory.class,
            LoadingTime.class,
            DocumentTime.class,
            BatchTime.class,
            SummaryTime.class,
            TypeErrors.class,
            LshRecall.class,
            ReversibleMemory.class,
            PlanMemory.class,
            StartUp.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et benchmark sweep --preset encoder-time",
            "  et benchmark encoder --length 4096",
            "  et benchmark memory --threads 4",
            "  et benchmark loading",
            "  et benchmark documents"
        })
public final class Benchmark extends CommandGroup {

    Benchmark() {
        super("benchmark");
    }

    /**
     * Runs a benchmark.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new Benchmark(), args);
    }
}
