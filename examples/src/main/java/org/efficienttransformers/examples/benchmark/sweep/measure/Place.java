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
import java.util.OptionalLong;
import org.efficienttransformers.kernel.machine.ProcessMemory;

/**
 * Where workloads compute.
 *
 * @param device a CPU or a GPU
 * @param dtype the type of the parameters
 */
public record Place(Device device, DataType dtype) {

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
     * Does something, and returns by how much it raised memory at most: on a CPU what is resident,
     * on a GPU what PyTorch has taken of the device's memory, which it keeps.
     *
     * @param task what to do
     * @return bytes above what was in use before, or nothing where that isn't known
     */
    OptionalLong peakAbove(Runnable task) {
        if (!device.isGpu()) {
            return ProcessMemory.peakAbove(task::run);
        }
        long before = used();
        task.run();
        return OptionalLong.of(used() - before);
    }

    private long used() {
        return CudaUtils.getGpuMemory(device).getCommitted();
    }
}
