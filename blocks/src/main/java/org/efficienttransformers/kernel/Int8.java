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
 * How this machine multiplies numbers of 8 bits.
 *
 * <p>With instructions for it (VNNI or AMX of x86) oneDNN multiplies all 8 bits, some ten times as
 * fast as float32 with AMX. Without them sums of two products are kept in 16 bits, which overflow
 * unless one of the numbers has 7: so computes FBGEMM, by which PyTorch multiplies them otherwise.
 */
public final class Int8 {

    private static final Logger logger = LoggerFactory.getLogger(Int8.class);

    /** As Linux names them. */
    static final Set<String> INSTRUCTIONS = Set.of("avx_vnni", "avx512_vnni", "amx_int8");

    /** Some numbers of 8 bits for each of oneDNN's instructions, and the largest that there is. */
    private static final int SIZE = 64;

    private static final float LARGEST = 127;

    private static volatile Boolean whole;

    private Int8() {}

    /**
     * Tells whether oneDNN multiplies all 8 bits: it needn't use all that the processor has ({@code
     * ONEDNN_MAX_CPU_ISA}).
     *
     * @param manager a manager of the PyTorch engine
     * @return true if the processor is made for it, and sums of the largest products are right
     */
    public static boolean isWhole(NDManager manager) {
        if (whole == null) {
            whole = Processor.hasAny(INSTRUCTIONS, false) && isRight(manager);
        }
        return whole;
    }

    private static boolean isRight(NDManager parent) {
        try (NDManager manager = parent.newSubManager()) {
            NDArray largest = manager.full(new Shape(SIZE, SIZE), LARGEST);
            NDArray sums = TorchScript.call("kernel/has_int8.py", Map.of(), largest);
            return sums.min().getFloat() == SIZE * LARGEST * 2 * LARGEST;
        } catch (RuntimeException e) {
            logger.debug("This build of PyTorch has no linear layer of oneDNN in 8 bits.", e);
            return false;
        }
    }
}
