/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;

/**
 * What a process uses of a GPU's memory.
 *
 * <p>PyTorch keeps what it has taken from the driver, so that the driver only knows the sum of what
 * was never given back. In a process with {@link #EXACT} in its environment, PyTorch takes memory
 * from CUDA's own <a
 * href="https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__MEMORY__POOLS.html">pool</a>,
 * which counts what arrays take, and the most that they ever took. That is what {@code
 * torch.cuda.max_memory_allocated} tells in Python; it costs time, so nothing else should be
 * measured there.
 */
public final class DeviceMemory {

    /** The environment of a process whose memory is to be known exactly, for old and new names. */
    public static final Map<String, String> EXACT =
            Map.of(
                    "PYTORCH_ALLOC_CONF",
                    "backend:cudaMallocAsync",
                    "PYTORCH_CUDA_ALLOC_CONF",
                    "backend:cudaMallocAsync");

    private static final int USED = 7; // cudaMemPoolAttrUsedMemCurrent
    private static final int MOST_USED = 8; // cudaMemPoolAttrUsedMemHigh

    /** Functions of the CUDA runtime that return 0 where they succeed. */
    private interface Cuda extends Library {

        int cudaDeviceGetDefaultMemPool(PointerByReference pool, int device);

        int cudaMemPoolGetAttribute(Pointer pool, int attribute, LongByReference value);

        int cudaMemPoolSetAttribute(Pointer pool, int attribute, LongByReference value);
    }

    private final Device device;

    /** Of a GPU, on which an array has been made already. */
    public DeviceMemory(Device device) {
        this.device = device;
    }

    /** What is in use, in bytes; without {@link #EXACT} what the driver has handed out. */
    public long used() {
        return isExact() ? pool(USED) : handedOut();
    }

    /**
     * Does something.
     *
     * @param task what to do
     * @return by how many bytes it raised {@link #used} at most
     */
    public long peakAbove(Runnable task) {
        if (!isExact()) {
            long before = handedOut();
            task.run();
            return handedOut() - before;
        }
        // Zero is the only number that may be written, and stands for what is in use now.
        check(Loaded.CUDA.cudaMemPoolSetAttribute(pool(), MOST_USED, new LongByReference(0)));
        long before = pool(USED);
        task.run();
        return pool(MOST_USED) - before;
    }

    private static boolean isExact() {
        return EXACT.entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(System.getenv(entry.getKey())));
    }

    private long handedOut() {
        return CudaUtils.getGpuMemory(device).getCommitted();
    }

    private long pool(int attribute) {
        LongByReference value = new LongByReference();
        check(Loaded.CUDA.cudaMemPoolGetAttribute(pool(), attribute, value));
        return value.getValue();
    }

    private Pointer pool() {
        PointerByReference pool = new PointerByReference();
        check(Loaded.CUDA.cudaDeviceGetDefaultMemPool(pool, device.getDeviceId()));
        return pool.getValue();
    }

    private static void check(int code) {
        if (code != 0) {
            throw new IllegalStateException(
                    "CUDA can't tell what its memory pool holds (error " + code + ").");
        }
    }

    /** Loaded where it is asked for first. */
    private static final class Loaded {

        static final Cuda CUDA = Native.load("cudart", Cuda.class);
    }
}
