/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.search.Document;
import org.efficienttransformers.examples.search.Library;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Watches resident memory over many predictions in several threads: it should stay flat.
 *
 * <p>What is watched is native memory: {@link FreshJvm} has all of its heap from the start.
 */
@Command(
        name = "memory",
        sortOptions = false,
        description =
                "Watches resident memory while threads embed texts with"
                        + " all-minilm-l6-v2-longformer-4096.")
public final class PredictionMemory implements Callable<Integer> {

    private static final int ROUNDS = 10;

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
    @Range(min = 3, max = 2048)
    private int tokens;

    @Option(
            names = "--here",
            hidden = true,
            description = "Measures in this JVM rather than in a fresh one.")
    private boolean here;

    @Override
    public Integer call() throws IOException {
        if (predictions % (threads * ROUNDS) != 0) {
            throw new BadInputException(
                    "--predictions is %s and --threads is %s; allowed: a multiple"
                            + " of %s times the threads.",
                    predictions, threads, ROUNDS);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (here) {
            measure(out);
            return 0;
        }
        return FreshJvm.again(out, spec, Benchmark.class, "--here");
    }

    private void measure(PrintWriter out) throws IOException {
        Criteria<String, float[]> criteria =
                Criteria.builder()
                        .setTypes(String.class, float[].class)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId("all-minilm-l6-v2-longformer-4096")
                        .build();
        out.println(Machine.describe());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (ZooModel<String, float[]> model = criteria.loadModel()) {
            List<String> texts = texts(model);
            List<Predictor<String, float[]>> predictors = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                predictors.add(model.newPredictor());
            }
            report(out, executor, predictors, texts);
            predictors.forEach(Predictor::close);
        } catch (ModelException e) {
            throw new BadInputException(e, "The model can't be loaded: %s", e.getMessage());
        } finally {
            executor.shutdown();
        }
    }

    private void report(
            PrintWriter out,
            ExecutorService executor,
            List<Predictor<String, float[]>> predictors,
            List<String> texts)
            throws IOException {
        out.printf(
                "%d threads, %d tokens, Java heap of %,d MB%n%n%-14s%16s%16s%n",
                threads,
                tokens,
                Math.round(Runtime.getRuntime().maxMemory() / 1e6),
                "predictions",
                "resident, MB",
                "seconds");
        int each = predictions / ROUNDS;
        long first = 0;
        double highest = 0;
        double lowest = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            predict(executor, predictors, texts, each / threads);
            double seconds = (System.nanoTime() - start) / 1e9;
            long resident = ProcessMemory.resident().orElse(0);
            if (round == 1) {
                first = resident;
            } else if (first > 0) {
                double change = 100.0 * (resident - first) / first;
                highest = Math.max(highest, change);
                lowest = Math.min(lowest, change);
            }
            out.printf("%-,14d%16.1f%16.1f%n", round * each, resident / 1e6, seconds);
            out.flush();
        }
        out.printf(
                "%nagainst the first %d predictions: at most %+.1f %%, at least %+.1f %%%n",
                each, highest, lowest);
    }

    private static void predict(
            ExecutorService executor,
            List<Predictor<String, float[]>> predictors,
            List<String> texts,
            int count)
            throws IOException {
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < predictors.size(); thread++) {
            Predictor<String, float[]> predictor = predictors.get(thread);
            int offset = thread;
            running.add(
                    executor.submit(
                            () -> {
                                for (int i = 0; i < count; i++) {
                                    predictor.predict(texts.get((offset + i) % texts.size()));
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

    private List<String> texts(ZooModel<String, float[]> model) throws IOException {
        List<String> texts = new ArrayList<>();
        try (TextTokenizer tokenizer = TextTokenizer.load(model.getModelPath())) {
            int own = tokens - tokenizer.single().addedTokens();
            for (Document speech : Library.speeches()) {
                EncodedText encoded = tokenizer.encode(speech.text());
                texts.add(speech.text().substring(0, encoded.ends()[own - 1]));
            }
        }
        return texts;
    }
}
