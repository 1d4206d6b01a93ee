/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.efficienttransformers.attention.FullAttention;
import org.efficienttransformers.attention.LshAttention;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.kernel.KernelMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times the attention of one layer, Reformer's hashed one against full, both fused and causal, with
 * the projections that make queries, keys and values.
 *
 * <p>The two take turns, so that a machine with other things to do slows both down.
 */
@Command(
        name = "lsh",
        sortOptions = false,
        description =
                "Times the attention of one layer, 12 heads of 64, batch 1, float32: LSH attention"
                        + " with chunks of 64 against full attention, both fused.")
public final class LshTime implements Callable<Integer> {

    private static final int HEADS = 12;
    private static final int HIDDEN = 768;
    private static final int CHUNK = 64;
    private static final int WARM_UPS = 2;

    @Spec private CommandSpec spec;

    @Option(
            names = "--lengths",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "1024,2048,4096,8192,16384",
            description = "Lengths, separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> lengths;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "4",
            description = "Rounds of hashing (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How often each is timed; medians are printed (default: ${DEFAULT-VALUE}).")
    private int repeats;

    /** Made by picocli. */
    LshTime() {}

    /** {@inheritDoc} */
    @Override
    public Integer call() throws BadInputException {
        if (rounds < 1 || repeats < 1 || lengths.stream().anyMatch(length -> length < 1)) {
            throw new BadInputException(
                    "--lengths is "
                            + lengths
                            + ", --rounds is "
                            + rounds
                            + ", --repeats is "
                            + repeats
                            + "; allowed: numbers of 1 or more.");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.describe());
        out.printf(
                Locale.ROOT,
                "12 heads of 64, batch 1, float32, causal, %d rounds, medians of %d%n%n"
                        + "%-10s%12s%12s%12s%12s%n",
                rounds,
                repeats,
                "tokens",
                "LSH, ms",
                "growth",
                "full, ms",
                "LSH / full");
        double[] last = {0, 0};
        int lastLength = 0;
        for (int length : lengths) {
            double[] medians = measure(length);
            out.printf(
                    Locale.ROOT,
                    "%-,10d%12.1f%12s%12.1f%12.2f%n",
                    length,
                    medians[0],
                    lastLength == 0 ? "" : String.format(Locale.ROOT, "%.2f", medians[0] / last[0]),
                    medians[1],
                    medians[0] / medians[1]);
            out.flush();
            if (last[0] > last[1] && medians[0] <= medians[1]) {
                out.printf(
                        Locale.ROOT,
                        "LSH attention becomes the faster one at about %,d tokens.%n",
                        crossing(lastLength, length, last, medians));
            }
            last = medians;
            lastLength = length;
        }
        return 0;
    }

    /** Where the two lines cross, on logarithmic scales. */
    private static int crossing(int from, int to, double[] before, double[] after) {
        double left = Math.log(before[0] / before[1]);
        double right = Math.log(after[0] / after[1]);
        return (int) Math.round(from * Math.pow((double) to / from, left / (left - right)));
    }

    /** Returns the medians of LSH and full attention in milliseconds. */
    private double[] measure(int length) {
        double[] lsh = new double[repeats];
        double[] full = new double[repeats];
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = manager.randomNormal(new Shape(1, length, HIDDEN));
            Block hashed = initialized(lsh(length), manager);
            Block dense = initialized(full(), manager);
            for (int i = -WARM_UPS; i < repeats; i++) {
                double lshTime = time(hashed, hidden);
                double fullTime = time(dense, hidden);
                if (i >= 0) {
                    lsh[i] = lshTime;
                    full[i] = fullTime;
                }
            }
        }
        return new double[] {median(lsh), median(full)};
    }

    private Block lsh(int length) {
        return LshAttention.builder()
                .setHiddenSize(HIDDEN)
                .setHeads(HEADS)
                .setChunkLength(CHUNK)
                .optRounds(rounds)
                .optMaxLength(length)
                .optHashSeed(0)
                .optCausal(true)
                .optKernels(KernelMode.FUSED)
                .build();
    }

    private static Block full() {
        return FullAttention.builder()
                .setHiddenSize(HIDDEN)
                .setHeads(HEADS)
                .optBias(false)
                .optCausal(true)
                .optKernels(KernelMode.FUSED)
                .build();
    }

    private static Block initialized(Block block, NDManager manager) {
        block.setInitializer(new NormalInitializer(0.05f), parameter -> true);
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, HIDDEN));
        block.freezeParameters(true);
        return block;
    }

    private static double time(Block block, NDArray hidden) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            long start = System.nanoTime();
            NDArray context =
                    block.forward(new ParameterStore(scope, false), new NDList(hidden), false)
                            .singletonOrThrow();
            context.getFloat(0, 0, 0); // an engine may still be at work when it returns an array
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
