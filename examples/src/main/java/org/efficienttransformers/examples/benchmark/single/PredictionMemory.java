/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.Device;
import ai.djl.ModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.benchmark.DeviceMemory;
import org.efficienttransformers.examples.benchmark.DeviceOption;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Watches resident memory, and a GPU's, over many predictions in several threads: it should stay
 * flat.
 *
 * <p>What is watched is native memory: {@link FreshJvm} has all of its heap from the start.
 */
@Command(
        name = "memory",
        sortOptions = false,
        description =
                "Watches resident memory, and a GPU's, while threads embed texts with"
                        + " all-minilm-l6-v2-longformer-4096, or read ids with another model, and"
                        + " once the model is closed.")
public final class PredictionMemory implements Callable<Integer> {

    private static final int ROUNDS = 10;

    /** The bundled speeches are longer. */
    private static final int LONGEST = 2048;

    private static final int SHORTEST = 3;

    @Spec private CommandSpec spec;

    @Option(
            names = "--predictions",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "How many, a multiple of 10 times the threads (default: ${DEFAULT-VALUE}).")
    @Range
    private int predictions;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "4",
            description = "Threads, each with a Predictor of its own (default: ${DEFAULT-VALUE}).")
    @Range
    private int threads;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "1024",
            description = "How much of each text is read (default: ${DEFAULT-VALUE}).")
    @Range(min = SHORTEST)
    private int tokens;

    @Option(
            names = "--draw-lengths",
            description =
                    "Draws how much is read, from a 64th of --tokens on, for each prediction.")
    private boolean drawn;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "A Hugging Face folder, whose model reads ids that are drawn.")
    private Path model;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description =
                    "What it computes in: float32, float16, bfloat16, int8 (default:"
                            + " ${DEFAULT-VALUE}).")
    private String type;

    @Mixin private DeviceOption deviceOption;

    @Option(
            names = "--here",
            hidden = true,
            description = "Measures in this JVM rather than in a fresh one.")
    private boolean here;

    private Device device;

    @Override
    public Integer call() throws IOException {
        if (predictions % (threads * ROUNDS) != 0) {
            throw new BadInputException(
                    "--predictions is %s and --threads is %s; allowed: a multiple"
                            + " of %s times the threads.",
                    predictions, threads, ROUNDS);
        }
        if (model == null && tokens > LONGEST) {
            throw new BadInputException(
                    "--tokens is %s; allowed: %s to %s, or with --model what that reads.",
                    tokens, SHORTEST, LONGEST);
        }
        device = deviceOption.device();
        PrintWriter out = spec.commandLine().getOut();
        if (here) {
            measure(out);
            return 0;
        }
        Map<String, String> environment = device.isGpu() ? DeviceMemory.EXACT : Map.of();
        return FreshJvm.again(out, environment, spec, Benchmark.class, "--here");
    }

    private void measure(PrintWriter out) throws IOException {
        out.println(Machine.describe());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Reading reading =
                model == null
                        ? Reading.ofSpeeches(device, type)
                        : Reading.ofIds(model, device, type)) {
            List<Reading.OneThread> readers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                readers.add(reading.predictors().get());
            }
            report(out, executor, readers);
            readers.forEach(Reading.OneThread::close);
        } catch (ModelException e) {
            throw new BadInputException(e, "The model can't be loaded: %s", e.getMessage());
        } finally {
            executor.shutdown();
        }
        out.printf("%-14s%16.1f%s%n", "closed", resident() / 1e6, ofDevice());
    }

    private static long resident() {
        return ProcessMemory.resident().orElse(0);
    }

    /** A column more where there is a GPU. */
    private String ofDevice() {
        return device.isGpu() ? String.format("%16.1f", new DeviceMemory(device).used() / 1e6) : "";
    }

    private void report(PrintWriter out, ExecutorService executor, List<Reading.OneThread> readers)
            throws IOException {
        out.printf(
                "%d threads, %s%d tokens, %s, Java heap of %,d MB%n%n%-14s%16s%s%16s%n",
                threads,
                drawn ? "up to " : "",
                tokens,
                type,
                Math.round(Runtime.getRuntime().maxMemory() / 1e6),
                "predictions",
                "resident, MB",
                device.isGpu() ? String.format("%16s", "GPU, MB") : "",
                "seconds");
        out.printf("%-14s%16.1f%s%n", "loaded", resident() / 1e6, ofDevice());
        int each = predictions / ROUNDS;
        long first = 0;
        double highest = 0;
        double lowest = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            predict(executor, readers, (round - 1) * each, each / threads);
            double seconds = (System.nanoTime() - start) / 1e9;
            long resident = resident();
            if (round == 1) {
                first = resident;
            } else if (first > 0) {
                double change = 100.0 * (resident - first) / first;
                highest = Math.max(highest, change);
                lowest = Math.min(lowest, change);
            }
            out.printf("%-,14d%16.1f%s%16.1f%n", round * each, resident / 1e6, ofDevice(), seconds);
            out.flush();
        }
        out.printf(
                "%nagainst the first %d predictions: at most %+.1f %%, at least %+.1f %%%n",
                each, highest, lowest);
    }

    private void predict(
            ExecutorService executor, List<Reading.OneThread> readers, int begin, int count)
            throws IOException {
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < readers.size(); thread++) {
            Reading.OneThread reader = readers.get(thread);
            int first = begin + thread * count;
            running.add(
                    executor.submit(
                            () -> {
                                for (int i = first; i < first + count; i++) {
                                    reader.read(i, length(i));
                                }
                                return null;
                            }));
        }
        for (Future<?> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while predicting.", e);
            }
        }
    }

    /** How much of a text is read, the same each time. */
    private int length(int index) {
        int least = Math.max(SHORTEST, tokens / 64);
        return drawn ? least + new Random(index).nextInt(tokens - least + 1) : tokens;
    }
}
