/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.Locale;
import org.efficienttransformers.examples.cli.BadInputException;
import picocli.CommandLine.Option;

/** The option that says what computes. */
public final class DeviceOption {

    /** Kinds of devices. */
    enum Kind {
        CPU,
        GPU;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "Where to compute: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Kind kind;

    /** The device. */
    public Device device() {
        if (kind == Kind.CPU) {
            return Device.cpu();
        }
        if (Engine.getInstance().getGpuCount() == 0) {
            throw new BadInputException(
                    "--device is gpu, and PyTorch finds none here; allowed: cpu, or on a machine"
                            + " with one a PyTorch that is built for it.");
        }
        return Device.gpu();
    }
}
