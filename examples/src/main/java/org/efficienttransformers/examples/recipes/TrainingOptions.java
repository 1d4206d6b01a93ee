/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.examples.cli.BadInputException;
import picocli.CommandLine.Option;

/** How to train, the same for all recipes. */
final class TrainingOptions {

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description =
                    "Where the model goes, as a Hugging Face folder, with log.csv, curves.png,"
                            + " run.json and training.state beside it.")
    private Path output;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often to go through the data (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Ends the run after so many steps; the schedule is that of all epochs.")
    private Integer maxSteps;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "16",
            description = "How many examples go through at once (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--batch-tokens",
            paramLabel = "N",
            defaultValue = "16384",
            description =
                    "How many tokens go through at once at most, padding included (default:"
                            + " ${DEFAULT-VALUE}).")
    private int batchTokens;

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many batches make a step (default: ${DEFAULT-VALUE}).")
    private int accumulate;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "5e-5",
            description =
                    "The highest learning rate (default: ${DEFAULT-VALUE}; from scratch rather"
                            + " 1e-3).")
    private double learningRate;

    @Option(
            names = "--warm-up",
            paramLabel = "X",
            defaultValue = "0.1",
            description =
                    "The share of the steps in which the learning rate rises; then it falls to 0"
                            + " (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            defaultValue = "0.01",
            description =
                    "The decay of AdamW, which spares biases and norms (default: ${DEFAULT-VALUE}).")
    private float weightDecay;

    @Option(
            names = "--clip",
            paramLabel = "X",
            defaultValue = "1",
            description = "The highest norm of all gradients (default: ${DEFAULT-VALUE}).")
    private double clip;

    @Option(
            names = "--checkpointing",
            description = "Computes layers again in the backward pass, to save memory.")
    private boolean checkpointing;

    @Option(
            names = "--evaluate-every",
            paramLabel = "N",
            description = "Evaluates after so many steps (default: after each epoch).")
    private Integer evaluateEvery;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "Stops after so many evaluations without a better one (default: doesn't).")
    private Integer patience;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "All that is random follows from it (default: ${DEFAULT-VALUE}).")
    private int seed;

    @Option(
            names = "--resume",
            description =
                    "Goes on where the run in --output stopped, with the same losses as if it"
                            + " hadn't.")
    private boolean resume;

    @Option(
            names = "--dry-run",
            description =
                    "Only says what would be done: parameters, steps, an estimate of memory and"
                            + " time from a step on the longest batch and on one of middle length.")
    private boolean dryRun;

    /** Checks what picocli can't. */
    void check() {
        atLeastOne("--epochs", epochs);
        atLeastOne("--batch-size", batchSize);
        atLeastOne("--batch-tokens", batchTokens);
        atLeastOne("--accumulate", accumulate);
        atLeastOne("--max-steps", maxSteps == null ? 1 : maxSteps);
        atLeastOne("--evaluate-every", evaluateEvery == null ? 1 : evaluateEvery);
        atLeastOne("--patience", patience == null ? 1 : patience);
        number("--learning-rate", learningRate, learningRate > 0, "above 0");
        number("--warm-up", warmUp, warmUp >= 0 && warmUp <= 1, "from 0 to 1");
        number("--weight-decay", weightDecay, weightDecay >= 0, "0 or more");
        number("--clip", clip, clip > 0, "above 0");
        checkOutput();
    }

    private static void number(String name, double value, boolean within, String allowed) {
        if (!within || Double.isInfinite(value)) {
            throw new BadInputException("%s is %s; it must be %s.", name, value, allowed);
        }
    }

    /** What can't be written is said before hours have been spent on it. */
    private void checkOutput() {
        if (output.toString().isBlank()) {
            throw new BadInputException("--output is empty; give the folder for the model.");
        }
        Path there = output.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new BadInputException(
                    "--output is %s, but %s is %s; give another folder.",
                    output, there, Files.isDirectory(there) ? "write-protected" : "a file");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new BadInputException("%s is %s; it must be 1 or more.", name, value);
        }
    }

    Path output() {
        return output;
    }

    int epochs() {
        return epochs;
    }

    int maxSteps() {
        return maxSteps == null ? Integer.MAX_VALUE : maxSteps;
    }

    int batchSize() {
        return batchSize;
    }

    int batchTokens() {
        return batchTokens;
    }

    int accumulate() {
        return accumulate;
    }

    double learningRate() {
        return learningRate;
    }

    double warmUp() {
        return warmUp;
    }

    float weightDecay() {
        return weightDecay;
    }

    double clip() {
        return clip;
    }

    boolean checkpointing() {
        return checkpointing;
    }

    /** The number of steps between evaluations, or 0 for an epoch. */
    int evaluateEvery() {
        return evaluateEvery == null ? 0 : evaluateEvery;
    }

    /** The number of evaluations without a better one that end the run. */
    int patience() {
        return patience == null ? Integer.MAX_VALUE : patience;
    }

    int seed() {
        return seed;
    }

    boolean resume() {
        return resume;
    }

    boolean dryRun() {
        return dryRun;
    }
}
