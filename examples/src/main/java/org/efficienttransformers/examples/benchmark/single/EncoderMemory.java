/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.RandomLongformer;
import org.efficienttransformers.examples.benchmark.TemporaryFolder;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures the memory that a whole encoder takes for one text, above that of the loaded model.
 *
 * <p>Weights lie on the mapped file until they are used. The model counts as loaded when a short
 * text has gone through it, which touches all weights but unused rows of the embedding tables.
 */
@Command(
        name = "encoder",
        sortOptions = false,
        description =
                "Measures the peak resident memory of a Longformer of base size with random"
                        + " weights, or of the model in a folder, above the loaded model, and the"
                        + " time for one text.")
public final class EncoderMemory implements Callable<Integer> {

    private static final int SHORT = 16;
    private static final int LOWEST_ID = 10; // those below are special in most vocabularies
    private static final int HIGHEST_ID = 1000;
    private static final int REPEATS = 3;

    @Spec private CommandSpec spec;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description = "The length of the text (default: ${DEFAULT-VALUE}).")
    @Range(min = SHORT)
    private int length;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "12",
            description = "The layers of the random model (default: ${DEFAULT-VALUE}).")
    @Range
    private int layers;

    @Option(
            names = "--window",
            paramLabel = "TOKENS",
            defaultValue = "512",
            description = "The attention window of the random model (default: ${DEFAULT-VALUE}).")
    @Range(min = 2, multipleOf = 2)
    private int window;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "A Hugging Face folder to measure instead of a random model.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (folder != null) {
            measure(out);
            return 0;
        }
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            RandomLongformer.write(temporary.path(), layers, length, window);
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
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            predict(model, predictor, SHORT);
            long loaded = ProcessMemory.resident().orElse(0);
            OptionalLong above = ProcessMemory.peakAbove(() -> predict(model, predictor, length));
            double seconds = predict(model, predictor, length);
            for (int i = 1; i < REPEATS; i++) {
                seconds = Math.min(seconds, predict(model, predictor, length));
            }
            out.println(Machine.describe());
            out.println(model.getProperty("loadReport"));
            if (above.isEmpty()) {
                out.println("Resident memory is not known on this system.");
            } else {
                out.printf(
                        "model loaded: %,d MB; peak for %,d tokens: %,d MB; above the loaded model:"
                                + " %,d MB%n",
                        megabytes(loaded),
                        length,
                        megabytes(loaded + above.getAsLong()),
                        megabytes(above.getAsLong()));
            }
            out.printf("shortest of %d: %.2f s%n", REPEATS, seconds);
        } catch (ModelException | IOException | TranslateException | RuntimeException e) {
            throw new BadInputException(e, "The model can't be measured: %s", e.getMessage());
        }
    }

    private static double predict(
            ZooModel<NDList, NDList> model, Predictor<NDList, NDList> predictor, int tokens)
            throws TranslateException {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray ids =
                    manager.randomInteger(
                            LOWEST_ID, HIGHEST_ID, new Shape(1, tokens), DataType.INT64);
            ids.setName("input_ids");
            long start = System.nanoTime();
            NDList output = predictor.predict(new NDList(ids));
            output.attach(manager);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static long megabytes(long bytes) {
        return Math.round(bytes / 1e6);
    }
}
