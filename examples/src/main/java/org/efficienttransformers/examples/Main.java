/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.command.ConvertCommand;
import org.efficienttransformers.examples.command.PlanCommand;
import org.efficienttransformers.examples.command.PredictCommand;
import org.efficienttransformers.examples.command.ZooCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All that can be done from a command line, one subcommand for each. */
@Command(
        name = "efficient-transformers",
        description = "Longformer, BigBird, Reformer, Linformer and Performer, without Python.",
        subcommands = {
            ZooCommand.class,
            PredictCommand.class,
            ConvertCommand.class,
            PlanCommand.class,
            Benchmark.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  zoo list",
            "  zoo explain longformer --length 16384",
            "  predict all-minilm-l6-v2-longformer-4096 --file report.txt --json",
            "  convert roberta-base --attention longformer --max-length 4096 --output long-roberta",
            "  plan --length 16384 --memory 2GB",
            "  benchmark sweep --preset encoder-time",
            "",
            "With Maven:  mvn -q compile exec:java -Dexec.mainClass="
                    + "org.efficienttransformers.examples.Main -Dexec.args=\"zoo list\""
        })
public final class Main implements Runnable {

    @Spec private CommandSpec spec;

    /** Made by picocli. */
    Main() {}

    /**
     * Runs a subcommand.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new Main(), args);
    }

    /** Says that a subcommand has to be named. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "No command is named; allowed: "
                        + String.join(", ", spec.subcommands().keySet())
                        + ".");
    }
}
