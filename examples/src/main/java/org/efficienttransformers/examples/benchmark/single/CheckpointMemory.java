/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures peak memory and time of a training step of a Longformer with and without activation
 * checkpoints, each in a JVM of its own, and how far apart their gradients are.
 */
@Command(
        name = "checkpointing",
        sortOptions = false,
        description =
                "Measures the peak resident memory and the time of a training step (forward and"
                        + " backward) of a Longformer with random weights, with and without"
                        + " activation checkpoints, and compares the gradients.")
public final class CheckpointMemory implements Callable<Integer> {

    private static final int HEADS = 12;
    private static final int WARM_UP = 128;
    private static final float DROPOUT = 0.1f;
    private static final Pattern FIGURES =
            Pattern.compile("(?m)^(\\w+) +peak ([\\d,]+) MB, .* ([\\d.]+) s$");

    @Spec private CommandSpec spec;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "12",
            description = "The number of layers (default: ${DEFAULT-VALUE}).")
    @Range
    private int layers;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description = "The length of the text (default: ${DEFAULT-VALUE}).")
    @Range
    private int length;

    @Option(
            names = "--hidden",
            paramLabel = "SIZE",
            defaultValue = "768",
            description = "The hidden size, a multiple of 12 (default: ${DEFAULT-VALUE}).")
    @Range(min = HEADS, multipleOf = HEADS)
    private int hidden;

    @Option(
            names = "--window",
            paramLabel = "TOKENS",
            defaultValue = "512",
            description = "The attention window, even (default: ${DEFAULT-VALUE}).")
    @Range(min = 2, multipleOf = 2)
    private int window;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Steps to take, of which the fastest counts (default: ${DEFAULT-VALUE}).")
    @Range
    private int repeats;

    @Option(
            names = "--one",
            paramLabel = "plain|checkpointed|gradients",
            description = "Measures one kind, in this JVM.")
    private String one;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (one != null) {
            measureOne(out);
            return 0;
        }
        out.println(Machine.describe());
        out.printf(
                "Longformer, %d layers of %d, %d heads, window %d, %,d tokens, batch 1, float32,"
                        + " dropout %.1f; fastest of %d steps%n%n",
                layers, hidden, HEADS, window, length, DROPOUT, repeats);
        out.flush();
        String plain = inFreshJvm(out, "plain");
        String checkpointed = inFreshJvm(out, "checkpointed");
        inFreshJvm(out, "gradients");
        compare(out, plain, checkpointed);
        return 0;
    }

    private String inFreshJvm(PrintWriter out, String kind) throws IOException {
        StringWriter text = new StringWriter();
        int code = FreshJvm.again(new PrintWriter(text), spec, Benchmark.class, "--one", kind);
        out.print(text);
        out.flush();
        if (code != 0) {
            throw new IOException(
                    "The JVM that measures " + kind + " ended with code " + code + ".");
        }
        return text.toString();
    }

    private static void compare(PrintWriter out, String plain, String checkpointed) {
        Matcher without = FIGURES.matcher(plain);
        Matcher with = FIGURES.matcher(checkpointed);
        if (without.find() && with.find()) {
            out.printf(
                    "with checkpoints: %.2f of the peak memory of the process, %.2f times the"
                            + " time%n",
                    number(with.group(2)) / number(without.group(2)),
                    number(with.group(3)) / number(without.group(3)));
        }
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace(",", ""));
    }

    private void measureOne(PrintWriter out) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            TrainingStep step = TrainingStep.of(config(), manager);
            Engine engine = Engine.getInstance();
            switch (one) {
                case "plain" -> measure(out, step, engine::newGradientCollector);
                case "checkpointed" -> measure(out, step, CheckpointMemory::checkpointed);
                case "gradients" -> {
                    TrainingStep.Gap gap =
                            step.compare(
                                    length,
                                    engine::newGradientCollector,
                                    CheckpointMemory::checkpointed);
                    out.printf(
                            "gradients    of all parameters at most %.1e apart, relative (%s); all"
                                    + " together %.1e%n",
                            gap.most(), gap.worst(), gap.all());
                }
                default ->
                        throw new BadInputException(
                                "--one is %s; allowed: plain, checkpointed, gradients.", one);
            }
        }
    }

    private static GradientCollector checkpointed() {
        return RecomputingGradients.openCheckpointed(Engine.getInstance());
    }

    private void measure(
            PrintWriter out, TrainingStep step, Supplier<GradientCollector> collectors) {
        // A short text first: the gradients of the parameters stay allocated.
        step.take(Math.min(WARM_UP, length), collectors);
        List<Double> seconds = new ArrayList<>();
        OptionalLong above =
                ProcessMemory.peakAbove(
                        () -> {
                            for (int i = 0; i < repeats; i++) {
                                long start = System.nanoTime();
                                step.take(length, collectors);
                                seconds.add((System.nanoTime() - start) / 1e9);
                            }
                        });
        if (above.isPresent()) {
            out.printf(
                    "%-12s peak %,d MB, %,d MB above the model and its gradients; %.2f s%n",
                    one,
                    Math.round(ProcessMemory.peak().orElseThrow() / 1e6),
                    Math.round(above.getAsLong() / 1e6),
                    Collections.min(seconds));
        } else {
            out.println("Resident memory is not known on this system.");
        }
    }

    private String config() {
        return String.format(
                "{'model_type': 'longformer',"
                        + " 'architectures': ['LongformerForSequenceClassification'],"
                        + " 'vocab_size': 1000, 'hidden_size': %d, 'num_hidden_layers': %d,"
                        + " 'num_attention_heads': %d, 'intermediate_size': %d,"
                        + " 'attention_window': %d, 'max_position_embeddings': %d,"
                        + " 'type_vocab_size': 1, 'layer_norm_eps': 1e-5, 'pad_token_id': 1,"
                        + " 'sep_token_id': 2, 'hidden_dropout_prob': %f,"
                        + " 'attention_probs_dropout_prob': %f}",
                hidden, layers, HEADS, 4 * hidden, window, length + 2, DROPOUT, DROPOUT);
    }
}
