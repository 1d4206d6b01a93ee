/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.attention.lsh.LshAttention;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.PngFile;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.plot.LinePlot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures how close LSH attention comes to full attention with the same shared queries and keys,
 * by the number of rounds of hashing.
 *
 * <p>The vectors are those of text-like data: positions take after one of some dozens of topics, so
 * that each has a few others that it attends to. Full attention is LSH attention with one chunk.
 */
@Command(
        name = "lsh-recall",
        sortOptions = false,
        description =
                "Measures the error of LSH attention against full attention with shared queries and"
                        + " keys, by the number of rounds.")
public final class LshRecall implements Callable<Integer> {

    private static final int HEADS = 4;
    private static final int HIDDEN = 256;
    private static final int CHUNK = 64;
    private static final int TOPICS = 48;
    private static final float NOISE = 0.5f;
    private static final int SEEDS = 5;

    @Spec private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8,16,32",
            description = "Numbers of rounds, separated by commas (default: ${DEFAULT-VALUE}).")
    @Range
    private List<Integer> rounds;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            defaultValue = "2048",
            description = "The length of the text (default: ${DEFAULT-VALUE}).")
    @Range
    private int length;

    @Option(names = "--png", paramLabel = "FILE", description = "Draws the curve into a file.")
    private Path png;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String setting =
                String.format(
                        "%,d tokens, %d heads of %d, chunks of %d, means of %d hash seeds",
                        length, HEADS, HIDDEN / HEADS, CHUNK, SEEDS);
        out.printf("%s%n%n%-10s%12s%n", setting, "rounds", "error");
        double[] errors = new double[rounds.size()];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = error(rounds.get(i));
            out.printf("%-10d%12.4f%n", rounds.get(i), errors[i]);
            out.flush();
        }
        if (png != null) {
            LinePlot.Builder plot =
                    LinePlot.builder()
                            .setTitle("Error of LSH attention against full attention")
                            .setX("rounds of hashing")
                            .setY("relative error")
                            .optLogarithmicX(true)
                            .optZeroY(true)
                            .addNote(setting)
                            .addNote(Machine.describe())
                            .addLine(
                                    "error",
                                    rounds.stream().mapToDouble(Integer::doubleValue).toArray(),
                                    errors);
            PngFile.write(plot.build(), png);
            out.println("Drawn into " + png + ".");
        }
        return 0;
    }

    /** |LSH - full| / |full|, by the norms of all contexts. */
    private double error(int count) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = hidden(manager);
            float[] full = attend(hidden, length, 1, 0);
            double mean = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                float[] lsh = attend(hidden, CHUNK, count, seed);
                double apart = 0;
                double size = 0;
                for (int i = 0; i < full.length; i++) {
                    apart += Math.pow(lsh[i] - full[i], 2);
                    size += Math.pow(full[i], 2);
                }
                mean += Math.sqrt(apart / size) / SEEDS;
            }
            return mean;
        }
    }

    private NDArray hidden(NDManager manager) {
        Engine.getInstance().setRandomSeed(1);
        NDArray topics = manager.randomNormal(new Shape(TOPICS, HIDDEN));
        NDArray topic = manager.randomInteger(0, TOPICS, new Shape(length), DataType.INT64);
        NDArray noise = manager.randomNormal(new Shape(length, HIDDEN)).mul(NOISE);
        return topics.get(topic).add(noise).expandDims(0);
    }

    private static float[] attend(NDArray hidden, int chunk, int count, int seed) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            LshAttention block =
                    new LshAttention(
                            AttentionSizes.of(HIDDEN, HEADS, 4096, 1),
                            new Chunks(chunk, 1, 1),
                            count,
                            List.of(),
                            seed);
            Engine.getInstance().setRandomSeed(2);
            block.setInitializer(new NormalInitializer(0.06f), parameter -> true);
            block.initialize(scope, DataType.FLOAT32, new Shape(1, 1, HIDDEN));
            return block.forward(new ParameterStore(scope, false), new NDList(hidden), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }
}
