/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The entry point, and what all commands have in common. */
public class MainTest {

    /**
     * Runs a subcommand.
     *
     * @param args its name and arguments
     * @return what it printed
     */
    public static Output run(String... args) {
        return Output.of(new Main(), args);
    }

    /**
     * Holds that a subcommand ends in one sentence on the error stream and nothing else.
     *
     * @param sentence what it begins with, or has in it
     * @param args its name and arguments
     */
    public static void assertRefused(String sentence, String... args) {
        Output output = run(args);
        assertThat(output.err()).contains(sentence).endsWith("." + System.lineSeparator());
        assertThat(output.err().strip().lines()).hasSize(1);
        assertThat(output.out()).isEmpty();
        assertThat(output.code()).isEqualTo(CommandLineProgram.BAD_INPUT);
    }

    @Test
    void everyCommandHasHelpThatEndsInExamples() {
        assertHelp(CommandLineProgram.of(new Main()), List.of());
    }

    private static void assertHelp(CommandLine command, List<String> path) {
        List<String> args = new ArrayList<>(path);
        args.add("--help");
        Output output = run(args.toArray(String[]::new));
        assertThat(output.code()).as(path.toString()).isZero();
        assertThat(output.err()).isEmpty();
        boolean benchmark = path.size() == 2 && path.get(0).equals("benchmark");
        if (!benchmark && !path.equals(List.of("generate-completion"))) {
            assertThat(output.out()).as(path.toString()).contains("Examples:");
        }
        assertThat(command.getCommandSpec().usageMessage().footer())
                .as("%s: examples that can be copied, since no line is broken", path)
                .allMatch(line -> line.length() <= 100);
        command.getSubcommands()
                .forEach(
                        (name, subcommand) -> {
                            List<String> longer = new ArrayList<>(path);
                            longer.add(name);
                            assertHelp(subcommand, longer);
                        });
    }

    @Test
    void aMissingOrUnknownCommandIsRefused() {
        assertRefused(
                "No command is named; allowed: zoo, predict, summarize, generate, train, convert, plan, demo,"
                        + " benchmark, reproduce, generate-completion.");
        assertRefused("There is no command 'teach'; allowed: zoo, predict, ", "teach");
        assertRefused("There is no recipe 'cooking'; allowed: text-class", "train", "cooking");
        assertRefused("No recipe is named; allowed: text-classification, ", "train");
        assertRefused("No benchmark is named", "benchmark");
    }

    @Test
    void versionsAreThoseOfAReport() {
        assertThat(run("--version").lines())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0)).matches("et \\d+\\.\\d+\\.\\d+.*"))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("DJL 0.36"))
                .satisfies(
                        lines ->
                                assertThat(lines.get(2))
                                        .startsWith("Java " + System.getProperty("java.version")));
    }

    @Test
    void completionKnowsCommandsAndOptions() {
        assertThat(run("generate-completion").out())
                .contains("text-classification", "--attention", "complete -F");
    }

    /** And what is measured is a row next to what is planned. */
    @Test
    void benchmarkIsOneOfTheCommands() {
        assumeTrue(ProcessMemory.resetPeak());
        Output output =
                run(
                        "benchmark",
                        "plan-memory",
                        "--mechanisms",
                        "longformer",
                        "--lengths",
                        "64",
                        "--layers",
                        "1",
                        "--hidden",
                        "64");

        assertThat(output.code()).isZero();
        assertThat(output.lines().get(1)).startsWith("mechanism,tokens,layers,hidden,loaded_mb");
        assertThat(output.lines().get(2)).matches("longformer,64,1,64,\\d+,[\\d.]+,[\\d.]+,[-+].+");
    }
}
