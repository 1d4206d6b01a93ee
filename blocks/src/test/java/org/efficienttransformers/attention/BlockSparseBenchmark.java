/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.efficienttransformers.encoder.Activation;
import org.efficienttransformers.encoder.EncoderConfig;
import org.efficienttransformers.encoder.EncoderModel;
import org.efficienttransformers.encoder.ModelFamily;
import org.efficienttransformers.kernel.BlockSparseKernel;
import org.efficienttransformers.kernel.BlockTable;
import org.efficienttransformers.kernel.FullKernel;
import org.efficienttransformers.kernel.KernelMode;

/**
 * Time of block-sparse attention by length, beside full attention's, and the memory of an encoder
 * of base size. On Linux, on an idle machine:
 *
 * <pre>
 * mvn -B -q test-compile exec:java -pl blocks -Dexec.skip=false -Dexec.classpathScope=test \
 *     -Dexec.mainClass=org.efficienttransformers.attention.BlockSparseBenchmark
 * </pre>
 */
public final class BlockSparseBenchmark {

    private static final int HEADS = 12;
    private static final int SIZE = 64;
    private static final int BLOCK = 64;
    private static final int RANDOM = 3;
    private static final int RUNS = 5;

    private BlockSparseBenchmark() {}

    /**
     * Prints the figures.
     *
     * @param arguments none
     * @throws IOException if /proc can't be read
     */
    public static void main(String[] arguments) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "THP_MEM_ALLOC_ENABLE=%s, load %s%n",
                System.getenv("THP_MEM_ALLOC_ENABLE"),
                Files.readString(Path.of("/proc/loadavg")).trim());
        measureMemory();
        System.out.println("12 heads of 64, float32, attention only, medians of " + RUNS + ", ms");
        System.out.println("length  transformers' blocks  the paper's blocks  full");
        for (int length : new int[] {4096, 8192, 16384}) {
            measureTime(length);
        }
    }

    private static void measureTime(int length) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = new Shape(1, length, HEADS, SIZE);
            NDArray q = manager.randomNormal(shape);
            NDArray k = manager.randomNormal(shape);
            NDArray v = manager.randomNormal(shape);
            double first = time(() -> blockSparse(RandomBlocks.firstBlock(), q, k, v));
            double fixed = time(() -> blockSparse(RandomBlocks.fixed(0), q, k, v));
            double full = time(() -> FullKernel.attend(KernelMode.FUSED, q, k, v, null, false, 0));
            System.out.printf(
                    Locale.ROOT,
                    "%6d  %10.0f (%.2f)  %12.0f (%.2f)  %10.0f%n",
                    length,
                    first,
                    first / full,
                    fixed,
                    fixed / full,
                    full);
        }
    }

    private static NDArray blockSparse(RandomBlocks choice, NDArray q, NDArray k, NDArray v) {
        int blocks = Math.toIntExact(q.getShape().get(1) / BLOCK);
        BlockTable table = BlockSparseAttention.table(choice, HEADS, blocks, BLOCK, RANDOM);
        return BlockSparseKernel.attend(KernelMode.FUSED, table, q, k, v, null, 0);
    }

    private static double time(Supplier<NDArray> attention) {
        double[] times = new double[RUNS];
        for (int run = -2; run < RUNS; run++) {
            long start = System.nanoTime();
            attention.get().close();
            if (run >= 0) {
                times[run] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    private static void measureMemory() throws IOException {
        EncoderConfig config =
                new EncoderConfig(
                        50358,
                        HEADS * SIZE,
                        12,
                        HEADS,
                        3072,
                        Activation.GELU_NEW,
                        0.1f,
                        0.1f,
                        4096,
                        2,
                        1e-12f,
                        0,
                        66);
        EncoderModel model =
                EncoderModel.builder()
                        .setConfig(config)
                        .setFamily(ModelFamily.BIG_BIRD)
                        .setAttention(
                                layer ->
                                        BlockSparseAttention.builder()
                                                .setHiddenSize(HEADS * SIZE)
                                                .setHeads(HEADS)
                                                .optRandomBlocks(RandomBlocks.firstBlock())
                                                .build())
                        .build();
        try (NDManager manager = NDManager.newBaseManager()) {
            model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
            model.freezeParameters(true);
            NDArray ids = manager.arange(0, 4096, 1, DataType.INT64).reshape(1, -1);
            // Resets the peak to what is in use now.
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            long before = status("VmRSS");
            long start = System.nanoTime();
            model.forward(new ParameterStore(manager, false), new NDList(ids), false).close();
            long time = System.nanoTime() - start;
            System.out.printf(
                    Locale.ROOT,
                    "encoder of base size, 4096 tokens: %.1f s, peak %d MB above the %d MB in use"
                            + " before%n",
                    time / 1e9,
                    (status("VmHWM") - before) / 1024,
                    before / 1024);
        }
    }

    /** A figure of /proc/self/status, in KB. */
    private static long status(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
