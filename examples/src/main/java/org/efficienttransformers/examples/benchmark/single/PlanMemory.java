/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.examples.Benchmark;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.RandomModel;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.KindOption;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.examples.plan.MemoryEstimate;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what {@link MemoryEstimate} estimates: the peak of resident memory of one prediction,
 * above the loaded model, each in a JVM of its own.
 */
@Command(
        name = "plan-memory",
        sortOptions = false,
        description =
                "Measures the peak memory of encoders of base size with random weights, above the"
                        + " loaded model, next to what 'plan' estimates; comma-separated values.")
public final class PlanMemory implements Callable<Integer> {

    /** As by default, but for the hashes: published Reformers have more than one round. */
    public static final Settings MEASURED = Settings.DEFAULT.with(ReformerKind.HASHES, 2);

    private static final int SHORT = 16;
    private static final String HEADER =
            "mechanism,tokens,layers,hidden,loaded_mb,estimated_mb,measured_mb,deviation";

    @Spec private CommandSpec spec;

    @Option(
            names = "--mechanisms",
            paramLabel = "NAME",
            split = ",",
            converter = KindOption.class,
            completionCandidates = KindOption.class,
            description = "${COMPLETION-CANDIDATES}, separated by commas (default: all).")
    private List<AttentionKind> mechanisms = AttentionKinds.all();

    @Option(
            names = "--lengths",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "1024,2048,4096,8192,16384",
            description = "Lengths, separated by commas (default: ${DEFAULT-VALUE}).")
    @Range(min = SHORT)
    private List<Integer> lengths;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "12",
            description = "The layers of the encoders (default: ${DEFAULT-VALUE}).")
    @Range
    private int layers;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "768",
            description =
                    "The embedding size, in heads of 64; the feed-forward layers are four times as"
                            + " wide (default: ${DEFAULT-VALUE}).")
    @Range(min = 64, multipleOf = 64)
    private int hidden;

    @Option(names = "--one", description = "Measures one, in this JVM.")
    private boolean one;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (one) {
            out.println(measure(mechanisms.get(0), lengths.get(0)));
            return 0;
        }
        out.println("# " + Machine.describe());
        out.println(HEADER);
        out.flush();
        for (AttentionKind kind : mechanisms) {
            for (int length : lengths) {
                int code =
                        FreshJvm.run(
                                out,
                                Benchmark.class,
                                spec.name(),
                                "--one",
                                "--mechanisms",
                                kind.id(),
                                "--lengths",
                                String.valueOf(length),
                                "--layers",
                                String.valueOf(layers),
                                "--hidden",
                                String.valueOf(hidden));
                if (code != 0) {
                    return code;
                }
            }
        }
        return 0;
    }

    private String measure(AttentionKind mechanism, int length) {
        EncoderSizes sizes =
                new EncoderSizes(
                        layers, hidden, hidden / 64, 4 * hidden, EncoderSizes.BASE.vocabulary());
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    RandomModel.of(mechanism, MEASURED, sizes, length).encoder(manager);
            model.freezeParameters(true); // so that a program computes, as in applications
            predict(model, SHORT, manager);
            System.gc();
            boolean reset = ProcessMemory.resetPeak();
            long loaded = ProcessMemory.resident().orElse(0);
            if (loaded == 0 || !reset) {
                throw new BadInputException(
                        "Resident memory is not known on this system; measure on Linux.");
            }
            predict(model, length, manager);
            double measured = ProcessMemory.peak().orElse(0) - loaded;
            MemoryEstimate estimate = MemoryEstimate.of(mechanism, sizes, MEASURED, length);
            return String.format(
                    "%s,%d,%d,%d,%.0f,%.1f,%.1f,%+.3f",
                    mechanism.id(),
                    length,
                    layers,
                    hidden,
                    loaded / 1e6,
                    estimate.activations() / 1e6,
                    measured / 1e6,
                    estimate.activations() / measured - 1);
        }
    }

    private static void predict(TransformerModel model, int tokens, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray ids =
                    scope.randomInteger(1, model.vocabSize(), new Shape(1, tokens), DataType.INT64);
            ids.setName("input_ids");
            NDList output =
                    model.forward(new ParameterStore(manager, false), new NDList(ids), false);
            output.attach(scope);
        }
    }
}
