/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import org.efficienttransformers.examples.cli.CommandGroup;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.cli.Versions;
import org.efficienttransformers.examples.command.ConvertCommand;
import org.efficienttransformers.examples.command.PlanCommand;
import org.efficienttransformers.examples.command.TrainCommand;
import org.efficienttransformers.examples.command.text.GenerateCommand;
import org.efficienttransformers.examples.command.text.PredictCommand;
import org.efficienttransformers.examples.command.text.SummarizeCommand;
import org.efficienttransformers.examples.command.zoo.ZooCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All that can be done from a command line, one subcommand for each. */
@Command(
        name = "et",
        versionProvider = Versions.class,
        description = "Longformer, BigBird, Reformer, Linformer and Performer, without Python.",
        subcommands = {
            ZooCommand.class,
            PredictCommand.class,
            SummarizeCommand.class,
            GenerateCommand.class,
            TrainCommand.class,
            ConvertCommand.class,
            PlanCommand.class,
            Demo.class,
            Benchmark.class,
            Reproduce.class,
            GenerateCompletion.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et zoo list",
            "  et zoo explain longformer --length 16384",
            "  et predict all-minilm-l6-v2-longformer-4096 --file report.txt --json",
            "  et summarize allenai/led-large-16384-arxiv --file paper.txt --stream",
            "  et train text-classification --settings classifier.yaml --epochs 5",
            "  et convert FacebookAI/roberta-base --attention longformer --max-length 4096 \\",
            "      --output long-roberta",
            "  et plan --length 16384 --memory 2GB",
            "  et benchmark sweep --preset encoder-time",
            "",
            "Completion in bash and zsh:  source <(et generate-completion)"
        })
public final class Main extends CommandGroup {

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the versions of this, DJL, PyTorch and Java.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    Main() {
        super("command");
    }

    /**
     * Runs a subcommand.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new Main(), args);
    }
}
