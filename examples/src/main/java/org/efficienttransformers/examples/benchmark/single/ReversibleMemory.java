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
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * Measures the peak memory of a training step of Reformers of several depths, reversible and plain,
 * each in a JVM of its own, and how far apart their gradients are.
 */
@Command(
        name = "reversible",
        sortOptions = false,
        description =
                "Measures the peak resident memory of a training step of Reformers with random"
                        + " weights, above the model and its gradients: reversible and plain.")
public final class ReversibleMemory implements Callable<Integer> {

    private static final int HIDDEN = 512;
    private static final int HEADS = 8;
    private static final int CHUNK = 64;
    private static final float DROPOUT = 0.05f;

    @Spec private CommandSpec spec;

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            defaultValue = "4,8,16",
            description = "Numbers of layers, separated by commas (default: ${DEFAULT-VALUE}).")
    @Range
    private List<Integer> layers;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description = "The length of the text, a multiple of 64 (default: ${DEFAULT-VALUE}).")
    @Range(min = CHUNK, multipleOf = CHUNK)
    private int length;

    @Option(
            names = "--one",
            paramLabel = "reversible|plain|gradients",
            description = "Measures one kind, in this JVM.")
    private String one;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (one != null) {
            return measureOne(out);
        }
        out.println(Machine.describe());
        out.printf(
                "%,d tokens, batch 1, float32, %d heads of %d, feed forward %d, local and LSH"
                        + " layers in turn, 2 rounds, dropout %.2f%n%n",
                length, HEADS, HIDDEN / HEADS, 4 * HIDDEN, DROPOUT);
        for (String kind : List.of("reversible", "plain", "gradients")) {
            for (int count : layers) {
                if (!kind.equals("gradients") || count == layers.get(0)) {
                    FreshJvm.run(
                            out,
                            Benchmark.class,
                            spec.name(),
                            "--one",
                            kind,
                            "--layers",
                            String.valueOf(count),
                            "--length",
                            String.valueOf(length));
                }
            }
        }
        return 0;
    }

    private int measureOne(PrintWriter out) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            TrainingStep step = TrainingStep.of(config(), manager);
            Engine engine = Engine.getInstance();
            switch (one) {
                case "reversible" -> measure(out, step, RecomputingGradients::open);
                case "plain" -> measure(out, step, engine::newGradientCollector);
                case "gradients" ->
                        out.printf(
                                "gradients, %d layers: of all parameters at most %.1e apart,"
                                        + " relative%n",
                                layers.get(0),
                                step.compare(
                                                length,
                                                engine::newGradientCollector,
                                                RecomputingGradients::open)
                                        .most());
                default ->
                        throw new BadInputException(
                                "--one is %s; allowed: reversible, plain, gradients.", one);
            }
        }
        return 0;
    }

    private void measure(
            PrintWriter out, TrainingStep step, Supplier<GradientCollector> collectors) {
        // A short text first: the gradients of the parameters stay allocated.
        step.take(2 * CHUNK, collectors);
        long start = System.nanoTime();
        OptionalLong above = ProcessMemory.peakAbove(() -> step.take(length, collectors));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (above.isPresent()) {
            out.printf(
                    "%-12s%4d layers: peak %,6d MB above the model, %.1f s%n",
                    one, layers.get(0), Math.round(above.getAsLong() / 1e6), seconds);
        } else {
            out.println("Resident memory is not known on this system.");
        }
    }

    private String config() {
        String kinds =
                IntStream.range(0, layers.get(0))
                        .mapToObj(i -> i % 2 == 0 ? "'local'" : "'lsh'")
                        .collect(Collectors.joining(","));
        return String.format(
                "{'model_type': 'reformer', 'architectures': ['ReformerModelWithLMHead'],"
                        + " 'is_decoder': true, 'vocab_size': 320, 'hidden_size': %d,"
                        + " 'num_attention_heads': %d, 'attention_head_size': %d,"
                        + " 'attn_layers': [%s], 'feed_forward_size': %d, 'num_hashes': 2,"
                        + " 'hash_seed': 0, 'local_attn_chunk_length': %d,"
                        + " 'lsh_attn_chunk_length': %d, 'hidden_dropout_prob': %f,"
                        + " 'local_attention_probs_dropout_prob': 0, 'axial_pos_embds': false,"
                        + " 'max_position_embeddings': %d}",
                HIDDEN, HEADS, HIDDEN / HEADS, kinds, 4 * HIDDEN, CHUNK, CHUNK, DROPOUT, length);
    }
}
