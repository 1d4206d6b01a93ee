/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Locale;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;
import org.efficienttransformers.examples.cli.BadInputException;
import picocli.CommandLine.Option;

/** The options that set a {@link Place}. */
public final class PlaceOptions {

    /** Kinds of devices. */
    enum Kind {
        CPU,
        GPU;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Types of parameters. */
    enum Type {
        FLOAT32,
        FLOAT16;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description =
                    "Where to compute: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Each"
                            + " call waits for the device; memory is the device's.")
    private Kind device;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description =
                    "The type of the parameters: ${COMPLETION-CANDIDATES} (default:"
                            + " ${DEFAULT-VALUE}). For bfloat16 take --kernels bfloat16.")
    private Type dtype;

    /** The place, checked. */
    public Place place(List<Step> steps) {
        if (device == Kind.GPU && Engine.getInstance().getGpuCount() == 0) {
            throw new BadInputException(
                    "--device is gpu, and PyTorch finds none here; allowed: cpu, or on a machine"
                            + " with one a PyTorch that is built for it.");
        }
        if (dtype == Type.FLOAT16 && steps.stream().anyMatch(Step::hasGradients)) {
            throw new BadInputException(
                    "--dtype is float16, and training keeps parameters in float32; take"
                            + " --kernels float16 or bfloat16.");
        }
        return new Place(
                device == Kind.GPU ? Device.gpu() : Device.cpu(), DataType.valueOf(dtype.name()));
    }

    /** The arguments that set the same place again. */
    static List<String> arguments(Place place) {
        return List.of(
                "--device",
                place.device().isGpu() ? "gpu" : "cpu",
                "--dtype",
                place.dtype().name().toLowerCase(Locale.ROOT));
    }
}
