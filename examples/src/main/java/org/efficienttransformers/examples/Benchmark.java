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
import org.efficienttransformers.examples.benchmark.sweep.Sweep;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
            LshRecall.class,
            ReversibleMemory.class,
            PlanMemory.class,
            StartUp.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.Benchmark \\",
            "      -Dexec.args=\"sweep --preset encoder-time\"",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.Benchmark \\",
            "      -Dexec.args=\"encoder --length 4096\"",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.Benchmark \\",
            "      -Dexec.args=\"memory --threads 4\"",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.Benchmark \\",
            "      -Dexec.args=\"loading\"",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.Benchmark \\",
            "      -Dexec.args=\"documents\""
        })
public final class Benchmark implements Runnable {

    @Spec private CommandSpec spec;

    /**
     * Runs a benchmark.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new Benchmark(), args);
    }

    /** Says that a benchmark has to be named. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "No benchmark is named; allowed: "
                        + String.join(", ", spec.subcommands().keySet())
                        + ".");
    }
}
