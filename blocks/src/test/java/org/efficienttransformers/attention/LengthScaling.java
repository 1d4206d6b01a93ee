/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Prints how time and memory of attention grow with the length of a text: one layer's attention
 * with its projections, batch 1, 12 heads of 64, float32, rank 256 or 256 features, inference, as
 * CSV.
 *
 * <p>Each length runs in a process of its own, since what one leaves in the allocator would hide
 * the memory of the next, and in three of them: the medians are given, for time that of five calls
 * each. Memory is by how much the process grows at most over the layer and its input, which Linux
 * tells; elsewhere it is -1. With {@code -training} behind its name, a mechanism is measured
 * forward and backward.
 *
 * <pre>
 *   mvn -q -pl blocks test-compile exec:exec -Dexec.skip=false -Dexec.classpathScope=test \
 *       -Dexec.executable=java -Dexec.args="-cp %classpath \
 *       org.efficienttransformers.attention.LengthScaling 65536 linformer performer full"
 * </pre>
 */
public final class LengthScaling {

    private static final int HIDDEN = 768;
    private static final int HEADS = 12;
    private static final int RANK = 256;
    private static final int FIRST = 1024;
    private static final double LONG_CALL = 20;
    private static final String ONE = "one";
    private static final String TRAINING = "-training";

    private LengthScaling() {}

    /**
     * Measures.
     *
     * @param args the greatest length, and the mechanisms
     * @throws IOException if a process can't be started or asked for its memory
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
        if (args[0].equals(ONE)) {
            double[] measured = measure(args[1], Integer.parseInt(args[2]));
            System.out.printf(Locale.ROOT, "%s %f %f%n", ONE, measured[0], measured[1]);
            return;
        }
        int greatest = Integer.parseInt(args[0]);
        System.out.println("mechanism,tokens,seconds,ratio,MB,ratio");
        for (String name : Arrays.asList(args).subList(1, args.length)) {
            double seconds = 0;
            double megabytes = 0;
            for (int length = FIRST; length <= greatest; length *= 2) {
                double[] measured = measureInProcesses(name, length);
                System.out.printf(
                        Locale.ROOT,
                        "%s,%d,%.4f,%s,%.0f,%s%n",
                        name,
                        length,
                        measured[0],
                        ratio(measured[0], seconds),
                        measured[1],
                        ratio(measured[1], megabytes));
                seconds = measured[0];
                megabytes = measured[1];
            }
        }
    }

    /** The medians of three processes; of one, where a call is long. */
    private static double[] measureInProcesses(String name, int length) throws IOException {
        double[] first = measureInProcess(name, length);
        if (first[0] > LONG_CALL) {
            return first;
        }
        double[][] all = {first, measureInProcess(name, length), measureInProcess(name, length)};
        double[] medians = new double[first.length];
        for (int i = 0; i < medians.length; i++) {
            int column = i;
            double[] values = Arrays.stream(all).mapToDouble(row -> row[column]).sorted().toArray();
            medians[i] = values[1];
        }
        return medians;
    }

    private static double[] measureInProcess(String name, int length) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Process process =
                new ProcessBuilder(
                                java,
                                "-cp",
                                classes,
                                LengthScaling.class.getName(),
                                ONE,
                                name,
                                Integer.toString(length))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader reader = process.inputReader()) {
            String[] words =
                    reader.lines()
                            .filter(line -> line.startsWith(ONE))
                            .findFirst()
                            .orElseThrow(() -> new IOException(name + " failed at " + length))
                            .split(" ");
            return new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])};
        }
    }

    private static String ratio(double value, double before) {
        return before > 0 ? String.format(Locale.ROOT, "%.2f", value / before) : "";
    }

    private static Map<String, IntFunction<SelfAttention>> mechanisms() {
        Map<String, IntFunction<SelfAttention>> mechanisms = new LinkedHashMap<>();
        mechanisms.put(
                "full",
                length -> FullAttention.builder().setHiddenSize(HIDDEN).setHeads(HEADS).build());
        mechanisms.put("linformer", length -> lowRank(length, LengthProjection.LEARNED));
        mechanisms.put(
                "linformer-pooling", length -> lowRank(length, LengthProjection.MEAN_POOLING));
        mechanisms.put("performer", length -> kernel(false));
        mechanisms.put("performer-causal", length -> kernel(true));
        return mechanisms;
    }

    private static SelfAttention lowRank(int length, LengthProjection projection) {
        return LowRankAttention.builder()
                .setHiddenSize(HIDDEN)
                .setHeads(HEADS)
                .setMaxLength(length)
                .setRank(RANK)
                .optProjection(projection)
                .build();
    }

    private static SelfAttention kernel(boolean causal) {
        return KernelAttention.builder()
                .setHiddenSize(HIDDEN)
                .setHeads(HEADS)
                .setFeatures(RANK)
                .optCausal(causal)
                .build();
    }

    /** Seconds and megabytes. */
    private static double[] measure(String name, int length) throws IOException {
        Engine.getInstance();
        // As for any text of a length of its own: PyTorch would compile anew for each.
        JniUtils.setGraphExecutorOptimize(false);
        try (NDManager manager = NDManager.newBaseManager()) {
            boolean training = name.endsWith(TRAINING);
            String mechanism = name.replace(TRAINING, "");
            warmUp(mechanism, training, manager);
            SelfAttention block = mechanisms().get(mechanism).apply(length);
            NDArray hidden = prepare(block, length, manager);
            long before = memory();
            double once = seconds(block, hidden, training);
            double megabytes = before < 0 ? -1 : (kilobytes("VmHWM") - before) / 1024.0;
            if (once > LONG_CALL) {
                return new double[] {once, megabytes};
            }
            double[] times = new double[5];
            for (int i = 0; i < times.length; i++) {
                times[i] = seconds(block, hidden, training);
            }
            Arrays.sort(times);
            return new double[] {times[times.length / 2], megabytes};
        }
    }

    /** Loads and compiles what a first call does, on a text so short that it leaves no memory. */
    private static void warmUp(String mechanism, boolean training, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            SelfAttention block = mechanisms().get(mechanism).apply(RANK);
            seconds(block, prepare(block, RANK, scope), training);
        }
    }

    private static NDArray prepare(SelfAttention block, int length, NDManager manager) {
        Shape shape = new Shape(1, length, HIDDEN);
        block.initialize(manager, DataType.FLOAT32, shape);
        block.freezeParameters(true);
        return manager.randomNormal(0, 1, shape, DataType.FLOAT32);
    }

    private static double seconds(SelfAttention block, NDArray hidden, boolean training) {
        long start = System.nanoTime();
        ParameterStore store = new ParameterStore(hidden.getManager(), false);
        if (training) {
            hidden.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector();
                    NDList context = block.forward(store, new NDList(hidden), true);
                    NDArray sum = context.head().sum()) {
                collector.backward(sum);
            }
            return (System.nanoTime() - start) / 1e9;
        }
        try (NDList context = block.forward(store, new NDList(hidden), false)) {
            // Reading a number waits for the result, on a GPU.
            context.head().getFloat(0, 0, 0);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** The memory now, from which the peak starts anew; -1 where there is no way to ask. */
    private static long memory() throws IOException {
        Path reset = Path.of("/proc/self/clear_refs");
        if (!Files.isWritable(reset)) {
            return -1;
        }
        Files.writeString(reset, "5");
        return kilobytes("VmRSS");
    }

    private static long kilobytes(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
