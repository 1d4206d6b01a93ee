/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Compares the time from a text to its vector with that of ONNX Runtime, for all-MiniLM-L6-v2 as
 * LangChain4j's artifacts hold it. docs/BENCHMARKS.md has what it printed.
 */
@Command(
        name = "onnx-runtime",
        sortOptions = false,
        description =
                "Times all-minilm-l6-v2, from a text to its vector, next to ONNX Runtime on the ONNX"
                        + " files of LangChain4j's artifacts.")
public final class OnnxRuntimeComparison implements Callable<Integer> {

    private static final String OURS = "all-minilm-l6-v2";
    private static final String OURS_LONG = "all-minilm-l6-v2-longformer-4096";

    /** A word that is one token. */
    private static final String WORD = "river ";

    /** Before and after each text. */
    private static final int SPECIAL = 2;

    private static final int WORDS = 60;
    private static final int ROUNDS = 3;
    private static final int NEIGHBOURS = 4;

    /** Calls of one library before it is the other's turn. */
    private static final int TURN = 5;

    private static final int PAUSE_MILLIS = 50;

    /** Calls of each library before any is timed, ns: Java compiles its part of ours meanwhile. */
    private static final long WARM_UP = 1_000_000_000;

    /** What is to be measured. */
    enum Part {
        /** One text at a time, on a quiet machine. */
        TIME,
        /** One text after each pause, from a thread that did nothing before. */
        PAUSES,
        /** Texts a second, from several threads. */
        TEXTS,
        /** One text at a time, next to other processes. */
        BUSY
    }

    /** The types to compute in. */
    enum Type {
        FLOAT32(OURS + ".onnx"),
        INT8(OURS + "-q.onnx");

        private final String file;

        Type(String file) {
            this.file = file;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Makes a vector of a text. */
    private interface Encoder {
        float[] embed(String text) throws TranslateException;
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--parts",
            split = ",",
            defaultValue = "time,pauses,texts,busy",
            description =
                    "time: one text at a time; pauses: one after each pause of 50 ms; texts: texts of 60 words a second, from several"
                            + " threads; busy: one text at a time next to 4 busy processes"
                            + " (default: ${DEFAULT-VALUE}).")
    private Set<Part> parts;

    @Option(
            names = "--types",
            split = ",",
            defaultValue = "float32,int8",
            description = "Types to compute in (default: ${DEFAULT-VALUE}).")
    private Set<Type> types;

    @Option(
            names = "--lengths",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "16,64,128,256,510",
            description = "Lengths of single texts (default: ${DEFAULT-VALUE}).")
    private List<Integer> lengths;

    @Option(
            names = "--busy-lengths",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "16,128,4096",
            description =
                    "Lengths next to busy processes; those above 512 are read by the Longformer"
                            + " (default: ${DEFAULT-VALUE}).")
    private List<Integer> busyLengths;

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8",
            description = "Threads that ask at once (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "31",
            description = "Timed calls, of which the median counts (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How long threads ask for (default: ${DEFAULT-VALUE}).")
    private double seconds;

    /**
     * Runs the comparison.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new OnnxRuntimeComparison(), args);
    }

    @Override
    public Integer call() throws IOException {
        check("--lengths", lengths, 512);
        check("--busy-lengths", busyLengths, 4096);
        check("--threads", threads, 64);
        if (repeats < 1 || seconds <= 0) {
            throw new BadInputException(
                    "--repeats is %s and --seconds %s; allowed: 1 or more, and more than 0.",
                    repeats, seconds);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, ONNX Runtime %s%n", Machine.describe(), OnnxEncoder.version());
        try {
            for (Type type : EnumSet.copyOf(types)) {
                compare(type, out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The comparison was interrupted.");
        } catch (ModelException | TranslateException e) {
            throw new BadInputException(e, "The model can't be measured: %s", e.getMessage());
        }
        return 0;
    }

    private static void check(String option, List<Integer> values, int most) {
        int least = option.equals("--threads") ? 1 : SPECIAL + 1;
        if (values.stream().anyMatch(value -> value < least || value > most)) {
            throw new BadInputException(
                    "%s is %s; allowed: numbers from %s to %s.", option, values, least, most);
        }
    }

    private void compare(Type type, PrintWriter out)
            throws IOException, ModelException, TranslateException, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        try (ZooModel<String, float[]> model = criteria(OURS, type).loadModel();
                Predictor<String, float[]> predictor = model.newPredictor();
                OnnxEncoder theirs = new OnnxEncoder(type.file, cores)) {
            if (parts.contains(Part.TIME)) {
                time(type, predictor::predict, theirs, out);
            }
            if (parts.contains(Part.PAUSES)) {
                pauses(type, List.of(predictor::predict, theirs::embed), theirs, out);
            }
            if (parts.contains(Part.TEXTS)) {
                texts(type, model, theirs, out);
            }
            if (parts.contains(Part.BUSY)) {
                busy(type, predictor::predict, theirs, out);
            }
        }
    }

    private static Criteria<String, float[]> criteria(String artifact, Type type) {
        return Criteria.builder()
                .setTypes(String.class, float[].class)
                .optGroupId("org.efficienttransformers")
                .optArtifactId(artifact)
                .optArgument("dtype", type.word())
                .build();
    }

    private void time(Type type, Encoder ours, OnnxEncoder theirs, PrintWriter out)
            throws IOException, ModelException, TranslateException, InterruptedException {
        out.printf(
                "%n%s, one text, ms, medians of %d in turns; cosines with ours in float32%n"
                        + "%-10s%10s%15s%10s%12s%15s%n",
                type.word(),
                repeats,
                "tokens",
                "ours",
                "ONNX Runtime",
                "/ theirs",
                "cosine",
                "ONNX Runtime");
        List<float[]> exact = exact(theirs);
        for (int i = 0; i < lengths.size(); i++) {
            String text = text(lengths.get(i), theirs);
            double[][] times = inTurns(text, repeats, List.of(ours, theirs::embed));
            double own = median(times[0]);
            double other = median(times[1]);
            out.printf(
                    "%-10d%10.2f%15.2f%10.2f%12.5f%15.5f%n",
                    lengths.get(i),
                    own,
                    other,
                    own / other,
                    cosine(exact.get(i), ours.embed(text)),
                    cosine(exact.get(i), theirs.embed(text)));
            out.flush();
        }
    }

    /** As a server is asked: by threads that didn't load the model, now and then. */
    private void pauses(Type type, List<Encoder> encoders, OnnxEncoder theirs, PrintWriter out)
            throws IOException, TranslateException, InterruptedException {
        out.printf(
                "%n%s, one text after each pause of %d ms, ms, medians of %d%n%-10s%10s%15s%10s%n",
                type.word(), PAUSE_MILLIS, repeats, "tokens", "ours", "ONNX Runtime", "/ theirs");
        for (int length : lengths) {
            String text = text(length, theirs);
            double[] medians = new double[encoders.size()];
            for (int i = 0; i < medians.length; i++) {
                warmUp(encoders.get(i), text);
                double[] times = new double[repeats];
                ExecutorService executor = Executors.newSingleThreadExecutor();
                try {
                    Encoder encoder = encoders.get(i);
                    for (int k = 0; k < repeats; k++) {
                        Thread.sleep(PAUSE_MILLIS);
                        times[k] = executor.submit(() -> millis(encoder, text)).get();
                    }
                } catch (ExecutionException e) {
                    throw new IOException("A thread failed: " + e.getMessage(), e);
                } finally {
                    executor.shutdownNow();
                }
                medians[i] = median(times);
            }
            out.printf(
                    "%-10d%10.2f%15.2f%10.2f%n",
                    length, medians[0], medians[1], medians[0] / medians[1]);
            out.flush();
        }
    }

    private static double millis(Encoder encoder, String text) throws TranslateException {
        long start = System.nanoTime();
        encoder.embed(text);
        return (System.nanoTime() - start) / 1e6;
    }

    private static void warmUp(Encoder encoder, String text) throws TranslateException {
        long end = System.nanoTime() + WARM_UP;
        do {
            encoder.embed(text);
        } while (System.nanoTime() < end);
    }

    /** Vectors in float32. */
    private List<float[]> exact(OnnxEncoder theirs)
            throws IOException, ModelException, TranslateException {
        try (ZooModel<String, float[]> model = criteria(OURS, Type.FLOAT32).loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            List<float[]> vectors = new ArrayList<>();
            for (int length : lengths) {
                vectors.add(predictor.predict(text(length, theirs)));
            }
            return vectors;
        }
    }

    private static String text(int length, OnnxEncoder theirs) {
        String text = WORD.repeat(length - SPECIAL).strip();
        if (theirs.tokens(text) != length) {
            throw new IllegalStateException(WORD + " isn't one token.");
        }
        return text;
    }

    /**
     * Times in ms. Each turn is some calls after a pause and a first one that isn't counted:
     * threads of either library wait for more work by spinning for a while, on the other's
     * processors.
     */
    private static double[][] inTurns(String text, int count, List<Encoder> encoders)
            throws TranslateException, InterruptedException {
        double[][] times = new double[encoders.size()][count];
        for (Encoder encoder : encoders) {
            warmUp(encoder, text);
        }
        for (int i = 0; i < count; i += TURN) {
            for (int j = 0; j < encoders.size(); j++) {
                Thread.sleep(PAUSE_MILLIS);
                encoders.get(j).embed(text);
                for (int k = i; k < Math.min(i + TURN, count); k++) {
                    times[j][k] = millis(encoders.get(j), text);
                }
            }
        }
        return times;
    }

    private static double median(double... values) {
        return Statistics.of(values).median();
    }

    private static double cosine(float[] a, float... b) {
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
        }
        return product; // both are of length 1
    }

    private void texts(
            Type type, ZooModel<String, float[]> model, OnnxEncoder theirs, PrintWriter out)
            throws IOException {
        out.printf(
                "%n%s, texts of %d words a second, medians of %d in turns%n%-10s%10s%15s%10s%n",
                type.word(), WORDS, ROUNDS, "threads", "ours", "ONNX Runtime", "/ theirs");
        String text = WORD.repeat(WORDS).strip();
        for (int count : threads) {
            List<Predictor<String, float[]>> predictors = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                predictors.add(model.newPredictor());
            }
            List<Encoder> ours = new ArrayList<>();
            predictors.forEach(predictor -> ours.add(predictor::predict));
            List<Encoder> others = Collections.nCopies(count, theirs::embed);
            double[] own = new double[ROUNDS];
            double[] other = new double[ROUNDS];
            for (int i = -1; i < ROUNDS; i++) { // the first is to warm up
                double ownRate = rate(text, ours);
                double otherRate = rate(text, others);
                if (i >= 0) {
                    own[i] = ownRate;
                    other[i] = otherRate;
                }
            }
            predictors.forEach(Predictor::close);
            out.printf(
                    "%-10d%10.1f%15.1f%10.2f%n",
                    count, median(own), median(other), median(own) / median(other));
            out.flush();
        }
    }

    /** Texts a second of encoders that are asked at once, each by a thread of its own. */
    private double rate(String text, List<Encoder> encoders) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(encoders.size());
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (Encoder encoder : encoders) {
                counts.add(
                        executor.submit(
                                () -> {
                                    int count = 0;
                                    while (System.nanoTime() < end) {
                                        encoder.embed(text);
                                        count++;
                                    }
                                    return count;
                                }));
            }
            int all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            return all / ((System.nanoTime() - start) / 1e9);
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("A thread failed: " + e.getMessage(), e);
        } finally {
            executor.shutdownNow();
        }
    }

    private void busy(Type type, Encoder ours, OnnxEncoder theirs, PrintWriter out)
            throws IOException, ModelException, TranslateException, InterruptedException {
        out.printf(
                "%n%s, one text next to %d busy processes, ms, medians of %d%n"
                        + "%-10s%10s%10s%10s%15s%10s%10s%n",
                type.word(),
                NEIGHBOURS,
                repeats,
                "tokens",
                "quiet",
                "busy",
                "/ quiet",
                "ONNX quiet",
                "busy",
                "/ quiet");
        try (ZooModel<String, float[]> longer = criteria(OURS_LONG, type).loadModel();
                Predictor<String, float[]> longest = longer.newPredictor()) {
            for (int length : busyLengths) {
                String text = text(length, theirs);
                List<Encoder> encoders =
                        length > 512 ? List.of(longest::predict) : List.of(ours, theirs::embed);
                StringBuilder row = new StringBuilder();
                double[][] quiet = inTurns(text, repeats, encoders);
                double[][] busy;
                try (BusyNeighbours neighbours = new BusyNeighbours(NEIGHBOURS)) {
                    neighbours.await();
                    busy = inTurns(text, repeats, encoders);
                }
                for (int i = 0; i < encoders.size(); i++) {
                    double before = median(quiet[i]);
                    double beside = median(busy[i]);
                    row.append(
                            String.format(
                                    i == 0 ? "%10.2f%10.2f%10.2f" : "%15.2f%10.2f%10.2f",
                                    before,
                                    beside,
                                    beside / before));
                }
                out.printf("%-10d%s%n", length, row);
                out.flush();
            }
        }
    }
}
