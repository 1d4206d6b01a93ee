/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;
import org.efficienttransformers.examples.cli.BadInputException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Where sweeps compute. */
class PlaceOptionsTest {

    @Test
    void saysThatThereIsNoGpu() {
        assumeThat(Engine.getInstance().getGpuCount()).isZero();
        assertThatThrownBy(() -> place(Step.INFERENCE, "--device", "gpu"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(
                        "--device is gpu, and PyTorch finds none here; allowed: cpu");
    }

    @Test
    void keepsParametersOfATrainingInFloat32() {
        for (Step step : List.of(Step.TRAINING, Step.CHECKPOINTED)) {
            assertThatThrownBy(() -> place(step, "--dtype", "float16"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith("--dtype is float16, and training keeps");
        }
    }

    @Test
    void computesOnACpuInFloat32ByDefault() {
        assertThat(place(Step.INFERENCE)).isEqualTo(new Place(Device.cpu(), DataType.FLOAT32));
    }

    @Test
    void isPassedOnToOtherProcesses() {
        Place place = new Place(Device.cpu(), DataType.FLOAT16);
        String[] arguments = PlaceOptions.arguments(place).toArray(String[]::new);
        assertThat(place(Step.INFERENCE, arguments)).isEqualTo(place);
    }

    private static Place place(Step step, String... arguments) {
        PlaceOptions options = new PlaceOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return options.place(List.of(step));
    }
}
