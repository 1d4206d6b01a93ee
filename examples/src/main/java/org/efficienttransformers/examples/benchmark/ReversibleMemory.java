/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.efficienttransformers.autograd.ReversibleGradients;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.ProcessMemory;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
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
    private static final int VOCABULARY = 320;
    private static final int CHUNK = 64;
    private static final float DROPOUT = 0.05f;

    @Spec private CommandSpec spec;

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            defaultValue = "4,8,16",
            description = "Numbers of layers, separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> layers;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description = "The length of the text, a multiple of 64 (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--one",
            paramLabel = "reversible|plain|gradients",
            description = "Measures one kind, in this JVM.")
    private String one;

    /** Made by picocli. */
    ReversibleMemory() {}

    /** {@inheritDoc} */
    @Override
    public Integer call() throws IOException {
        if (length < CHUNK || length % CHUNK != 0 || layers.stream().anyMatch(n -> n < 1)) {
            throw new BadInputException(
                    "--length is %s, --layers is %s; allowed: a multiple of %s,"
                            + " and numbers of 1 or more.",
                    length, layers, CHUNK);
        }
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

    private int measureOne(PrintWriter out) {
        try (NDManager manager = NDManager.newBaseManager()) {
            int count = layers.get(0);
            TransformerModel model = model(count, manager);
            switch (one) {
                case "reversible", "plain" -> measure(out, model, manager);
                case "gradients" -> compare(out, model, manager);
                default ->
                        throw new BadInputException(
                                "--one is %s; allowed: reversible, plain, gradients.", one);
            }
        }
        return 0;
    }

    private void measure(PrintWriter out, TransformerModel model, NDManager manager) {
        // A short text first: the gradients of the parameters stay allocated.
        step(model, one.equals("reversible"), 2 * CHUNK, manager);
        long start = System.nanoTime();
        OptionalLong above =
                ProcessMemory.peakAbove(
                        () -> step(model, one.equals("reversible"), length, manager));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (above.isPresent()) {
            out.printf(
                    "%-12s%4d layers: peak %,6d MB above the model, %.1f s%n",
                    one, layers.get(0), Math.round(above.getAsLong() / 1e6), seconds);
        } else {
            out.println("Resident memory is not known on this system.");
        }
    }

    private void compare(PrintWriter out, TransformerModel model, NDManager manager) {
        step(model, false, length, manager);
        Map<String, float[]> plain = gradients(model);
        StateDict.of(model).values().forEach(p -> p.getArray().getGradient().muli(0));
        step(model, true, length, manager);
        double most = 0;
        for (Map.Entry<String, float[]> gradient : gradients(model).entrySet()) {
            float[] expected = plain.get(gradient.getKey());
            double apart = 0;
            double size = 0;
            for (int i = 0; i < expected.length; i++) {
                apart += Math.pow(gradient.getValue()[i] - expected[i], 2);
                size += Math.pow(expected[i], 2);
            }
            most = Math.max(most, Math.sqrt(apart / size));
        }
        out.printf(
                "gradients, %d layers: of all parameters at most %.1e apart, relative%n",
                layers.get(0), most);
    }

    private static Map<String, float[]> gradients(TransformerModel model) {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (Map.Entry<String, Parameter> parameter : StateDict.of(model).entrySet()) {
            try (NDArray gradient = parameter.getValue().getArray().getGradient()) {
                gradients.put(parameter.getKey(), gradient.toFloatArray());
            }
        }
        return gradients;
    }

    private static void step(
            TransformerModel model, boolean reversible, int length, NDManager manager) {
        Engine.getInstance().setRandomSeed(1);
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector =
                        reversible
                                ? ReversibleGradients.open()
                                : Engine.getInstance().newGradientCollector()) {
            Shape shape = new Shape(1, length);
            NDArray ids = scope.randomInteger(0, VOCABULARY, shape, DataType.INT64);
            ids.setName("input_ids");
            NDArray logits =
                    model.forward(new ParameterStore(manager, false), new NDList(ids), true).head();
            logits.attach(scope);
            collector.backward(logits.square().mean());
        }
    }

    private TransformerModel model(int count, NDManager manager) {
        TransformerModel model =
                RandomModel.reformer(VOCABULARY, HIDDEN, count, HEADS, 4 * HIDDEN, length, CHUNK, 2)
                        .with("is_decoder", true)
                        .with("hidden_dropout_prob", DROPOUT)
                        .build(Head.CAUSAL_LM, KernelMode.AUTO);
        Engine.getInstance().setRandomSeed(1);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }
}
