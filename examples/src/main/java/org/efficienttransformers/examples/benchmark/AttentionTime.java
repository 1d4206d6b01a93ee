/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.kernel.FullKernel;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.SlidingWindow;
import org.efficienttransformers.kernel.SlidingWindowKernel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times the attention of one layer of base size, sliding window against full, both fused: what is
 * between the projections of queries, keys and values and that of the output.
 *
 * <p>The two take turns, so that a machine with other things to do slows both down.
 */
@Command(
        name = "attention",
        sortOptions = false,
        description =
                "Times the attention of one layer, 12 heads of 64, batch 1, float32: sliding window"
                        + " against full, both fused.")
public final class AttentionTime implements Callable<Integer> {

    private static final int HEADS = 12;
    private static final int HEAD_SIZE = 64;
    private static final int WARM_UPS = 2;

    @Spec private CommandSpec spec;

    @Option(
            names = "--lengths",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "1024,4096,8192",
            description = "Lengths, separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> lengths;

    @Option(
            names = "--window",
            paramLabel = "TOKENS",
            defaultValue = "512",
            description = "The window, an even number (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "7",
            description =
                    "How often each is timed; medians are printed (default: ${DEFAULT-VALUE}).")
    private int repeats;

    /** Made by picocli. */
    AttentionTime() {}

    /** {@inheritDoc} */
    @Override
    public Integer call() throws BadInputException {
        if (window < 2 || window % 2 != 0) {
            throw new BadInputException(
                    "--window is " + window + "; allowed: an even number of 2 or more.");
        }
        if (repeats < 1) {
            throw new BadInputException("--repeats is " + repeats + "; allowed: 1 or more.");
        }
        for (int length : lengths) {
            if (length < 1) {
                throw new BadInputException(
                        "--lengths has " + length + "; allowed: numbers of 1 or more.");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.describe());
        out.printf(
                Locale.ROOT,
                "12 heads of 64, batch 1, float32, medians of %d%n%n%-10s%14s%20s%10s%n",
                repeats,
                "tokens",
                "full, ms",
                "window " + window + ", ms",
                "ratio");
        out.flush();
        for (int length : lengths) {
            double[] medians = measure(length);
            out.printf(
                    Locale.ROOT,
                    "%-,10d%14.1f%20.1f%10.3f%n",
                    length,
                    medians[0],
                    medians[1],
                    medians[1] / medians[0]);
            out.flush();
        }
        return 0;
    }

    /** Returns the medians of full and sliding-window attention in milliseconds. */
    private double[] measure(int length) {
        double[] full = new double[repeats];
        double[] sliding = new double[repeats];
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray[] inputs = new NDArray[3]; // query, key, value: b n h d
            Shape shape = new Shape(1, length, HEADS, HEAD_SIZE);
            Arrays.setAll(inputs, i -> manager.randomNormal(0, 1, shape, DataType.FLOAT32));
            for (int i = -WARM_UPS; i < repeats; i++) {
                double fullTime = time(inputs, AttentionTime::full);
                double slidingTime = time(inputs, this::sliding);
                if (i >= 0) {
                    full[i] = fullTime;
                    sliding[i] = slidingTime;
                }
            }
        }
        return new double[] {median(full), median(sliding)};
    }

    private interface Attention {
        NDArray attend(NDArray query, NDArray key, NDArray value);
    }

    private static NDArray full(NDArray query, NDArray key, NDArray value) {
        return FullKernel.attend(KernelMode.FUSED, query, key, value, null, false, 0);
    }

    private NDArray sliding(NDArray query, NDArray key, NDArray value) {
        return SlidingWindowKernel.attend(
                KernelMode.FUSED,
                new SlidingWindow(window / 2, false),
                query,
                key,
                value,
                null,
                null,
                0);
    }

    private static double time(NDArray[] inputs, Attention attention) {
        try (NDManager scope = inputs[0].getManager().newSubManager()) {
            scope.tempAttachAll(inputs);
            long start = System.nanoTime();
            NDArray context = attention.attend(inputs[0], inputs[1], inputs[2]);
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
