/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.ModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.RandomLongformer;
import org.efficienttransformers.examples.benchmark.TemporaryFolder;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.Range;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long loading weights takes, and how much of Java's heap. */
@Command(
        name = "loading",
        sortOptions = false,
        description =
                "Measures the time and the Java heap for loading a Longformer of base size with"
                        + " random float32 weights, 600 MB of safetensors, through a Criteria.")
public final class LoadingTime implements Callable<Integer> {

    private static final int MAX_LENGTH = 4096;
    private static final int WINDOW = 512;

    @Spec private CommandSpec spec;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "12",
            description = "The layers of the model (default: ${DEFAULT-VALUE}).")
    @Range
    private int layers;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "A Hugging Face folder to load instead of a random model.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (folder != null) {
            measure(out);
            return 0;
        }
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            RandomLongformer.write(temporary.path(), layers, MAX_LENGTH, WINDOW);
            return FreshJvm.again(
                    out, spec, Benchmark.class, "--folder", temporary.path().toString());
        }
    }

    private void measure(PrintWriter out) {
        Criteria<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelUrls("hf://" + folder.toAbsolutePath())
                        .build();
        out.println(Machine.describe());
        Engine.getInstance(); // loads the native library, which is no part of loading a model
        long allocated = allocated();
        long start = System.nanoTime();
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            double loading = seconds(start);
            long heap = allocated() - allocated;
            start = System.nanoTime();
            for (var parameter : model.getBlock().getParameters()) {
                try (NDArray sum = parameter.getValue().getArray().sum()) {
                    sum.getFloat();
                }
            }
            out.println(model.getProperty("loadReport"));
            out.printf(
                    "Criteria.loadModel: %.2f s, %,.1f MB allocated on the Java heap%n"
                            + "reading every weight once after that: %.2f s%n",
                    loading, heap / 1e6, seconds(start));
        } catch (ModelException | IOException | RuntimeException e) {
            throw new BadInputException(e, "The model can't be loaded: %s", e.getMessage());
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** What all living threads have allocated so far: more than the heap ever held at a time. */
    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).sum();
    }
}
