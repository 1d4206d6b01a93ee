/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.cuda.CudaUtils;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.efficienttransformers.examples.benchmark.DeviceMemory;
import org.efficienttransformers.kernel.machine.ProcessMemory;

/**
 * Where workloads compute.
 *
 * @param device a CPU or a GPU
 * @param dtype the type of the parameters
 */
public record Place(Device device, DataType dtype) {

    private static final int TRAINING_STEPS = 3;

    /** Makes the manager of a workload. */
    NDManager manager() {
        return NDManager.newBaseManager(device);
    }

    /** Says what it is. */
    public String describe() {
        String type = dtype.name().toLowerCase(Locale.ROOT);
        return device.isGpu()
                ? String.format(
                        "%s on a GPU (CUDA %s, compute capability %s)",
                        type,
                        CudaUtils.getCudaVersionString(),
                        CudaUtils.getComputeCapability(device.getDeviceId()))
                : type;
    }

    /**
     * How many steps of training show what they take: on a GPU the first, as its memory is counted.
     */
    int trainingSteps() {
        return device.isGpu() ? 1 : TRAINING_STEPS;
    }

    /** The environment of a process that measures memory. */
    Map<String, String> environment() {
        return device.isGpu() ? DeviceMemory.EXACT : Map.of();
    }

    /**
     * Does something, and returns by how much it raised memory at most: on a CPU what is resident,
     * on a GPU what arrays take.
     *
     * @param task what to do
     * @return bytes above what was in use before, or nothing where that isn't known
     */
    OptionalLong peakAbove(Runnable task) {
        if (!device.isGpu()) {
            return ProcessMemory.peakAbove(task::run);
        }
        return OptionalLong.of(new DeviceMemory(device).peakAbove(task));
    }
}
