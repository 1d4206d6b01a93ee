/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Locale;
import org.efficienttransformers.examples.benchmark.DeviceOption;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;
import org.efficienttransformers.examples.cli.BadInputException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that set a {@link Place}. */
public final class PlaceOptions {

    /** Types of parameters. */
    enum Type {
        FLOAT32,
        FLOAT16;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin private DeviceOption device = new DeviceOption();

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
        if (dtype == Type.FLOAT16 && steps.stream().anyMatch(Step::hasGradients)) {
            throw new BadInputException(
                    "--dtype is float16, and training keeps parameters in float32; take"
                            + " --kernels float16 or bfloat16.");
        }
        return new Place(device.device(), DataType.valueOf(dtype.name()));
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
