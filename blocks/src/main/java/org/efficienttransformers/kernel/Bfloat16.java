/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.kernel.machine.Processor;
import org.efficienttransformers.kernel.script.TorchScript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this machine multiplies in bfloat16.
 *
 * <p>PyTorch's own answer isn't enough: it is yes for all processors with AVX-512, and those
 * without instructions for bfloat16 emulate it in twice the time of float32. So Linux is asked as
 * well; on other systems PyTorch's answer stands.
 */
public final class Bfloat16 {

    private static final Logger logger = LoggerFactory.getLogger(Bfloat16.class);

    /** As Linux names them: of x86 the first two, of ARM the last. */
    static final Set<String> INSTRUCTIONS = Set.of("avx512_bf16", "amx_bf16", "bf16");

    /** Just below 32 MB, above which glibc notes no size. */
    private static final long LARGEST_NOTED = 31L << 20;

    private static volatile Boolean supported;

    private Bfloat16() {}

    /**
     * Tells whether linear layers are to be had in bfloat16.
     *
     * @param manager a manager of the PyTorch engine
     * @return true if both the processor and the build of PyTorch have it
     */
    static boolean isSupported(NDManager manager) {
        if (supported == null) {
            boolean found = isInPyTorch(manager) && Processor.hasAny(INSTRUCTIONS, true);
            if (found) {
                keepFreedMemory(manager);
            }
            supported = found;
        }
        return supported;
    }

    /**
     * Lets malloc keep what each layer frees. glibc hands freed memory back to the system from
     * twice the size on that it has ever seen mapped and freed; the converted weights of a layer,
     * 14 MB at base size, are beyond that until a text is long, and would be fetched page by page
     * in each layer, which costs more than bfloat16 saves.
     */
    private static void keepFreedMemory(NDManager manager) {
        manager.create(new Shape(LARGEST_NOTED / Float.BYTES)).close();
    }

    private static boolean isInPyTorch(NDManager parent) {
        try (NDManager manager = parent.newSubManager()) {
            NDArray any = manager.ones(new Shape(1));
            return TorchScript.call("kernel/has_bfloat16.py", Map.of(), any).getBoolean();
        } catch (RuntimeException e) {
            logger.debug("This build of PyTorch doesn't know bfloat16 in oneDNN.", e);
            return false;
        }
    }
}
