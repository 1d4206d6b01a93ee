/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.examples.benchmark.DeviceOption;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.ModelFolder;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares what models give in each type with what they give in float32. */
@Command(
        name = "errors",
        sortOptions = false,
        description = {
            "Measures how far models in types of fewer bits are from float32: the mean and the"
                    + " greatest difference of the numbers of their first output, of an encoder the"
                    + " last hidden states, for the same ids.",
            "translators/src/test/python/compare_types.py makes models, and prints what"
                    + " transformers' errors are for these ids."
        })
public final class TypeErrors implements Callable<Integer> {

    private static final String EXACT = "float32";

    @Spec private CommandSpec spec;

    @Option(
            names = "--models",
            paramLabel = "FOLDER",
            split = ",",
            required = true,
            description = "Hugging Face folders, with weights.")
    private List<Path> models;

    @Option(
            names = "--dtypes",
            paramLabel = "TYPE",
            split = ",",
            defaultValue = "float16,bfloat16",
            description = "float16, bfloat16, on a CPU int8 (default: ${DEFAULT-VALUE}).")
    private List<String> types;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            defaultValue = "1024",
            description = "The length of the text (default: ${DEFAULT-VALUE}).")
    @Range
    private int length;

    @Mixin private DeviceOption device;

    @Override
    public Integer call() throws IOException {
        Device where = device.device();
        types.forEach(TypeErrors::options);
        ModelFolder.check(models);
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.describe());
        out.printf("%,d tokens, against float32%n%n", length);
        out.printf("%-24s%-12s%14s%14s%n", "model", "dtype", "mean error", "greatest");
        for (Path folder : models) {
            float[] exact = output(folder, EXACT, where);
            for (String type : types) {
                float[] rounded = output(folder, type, where);
                double sum = 0;
                double greatest = 0;
                for (int i = 0; i < exact.length; i++) {
                    double error = Math.abs((double) rounded[i] - exact[i]);
                    sum += error;
                    // A number that isn't one must show.
                    greatest = error <= greatest ? greatest : error;
                }
                out.printf(
                        "%-24s%-12s%14.2e%14.2e%n",
                        ModelFolder.name(folder), type, sum / exact.length, greatest);
                out.flush();
            }
        }
        return 0;
    }

    private static LoadOptions options(String type) {
        try {
            return LoadOptions.of(Map.of("dtype", type));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e, "--dtypes is wrong: %s", e.getMessage());
        }
    }

    private float[] output(Path folder, String type, Device where) {
        try (NDManager manager = NDManager.newBaseManager(where)) {
            Checkpoint checkpoint = Checkpoint.load(folder, manager, options(type));
            NDArray ids = ids(manager, checkpoint.config().integer("vocab_size"));
            return checkpoint
                    .model()
                    .forward(new ParameterStore(manager, false), new NDList(ids), false)
                    .head()
                    .toType(DataType.FLOAT32, false)
                    .toFloatArray();
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    e, "%s can't be read in %s: %s", folder, type, e.getMessage());
        }
    }

    /** Those of compare_types.py, all over the vocabulary but for its ends. */
    private NDArray ids(NDManager manager, int vocabulary) {
        int words = Math.max(1, vocabulary - 10);
        long[] ids =
                LongStream.range(0, length)
                        .map(i -> Math.min(5, vocabulary - 1) + (i * 7919 + 13) % words)
                        .toArray();
        NDArray array = manager.create(ids, new Shape(1, length));
        array.setName("input_ids");
        return array;
    }
}
