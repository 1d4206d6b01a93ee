/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import ai.djl.ndarray.NDArray;
import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Linux to fetch an array in pages of 2 MB rather than of 4 KB, where it allows that
 * (/sys/kernel/mm/transparent_hugepage/enabled): a five-hundredth of the calls into the system. It
 * is what PyTorch does for all arrays if THP_MEM_ALLOC_ENABLE=1 stands in the environment, which a
 * library can't set.
 */
public final class HugePages {

    private static final Logger logger = LoggerFactory.getLogger(HugePages.class);

    private static final int MADV_HUGEPAGE = 14;

    /** Addresses given to the system are multiples of this. */
    private static final long PAGE = 64L << 10;

    private static final Function MADVISE = find();

    private HugePages() {}

    private static Function find() {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            return null;
        }
        try {
            return Function.getFunction("c", "madvise");
        } catch (LinkageError e) {
            logger.debug("Large arrays come in pages of the usual size.", e);
            return null;
        }
    }

    /**
     * Asks for it. Has no effect where it isn't possible.
     *
     * @param array an array that nothing was written to yet, on the CPU
     */
    public static void advise(NDArray array) {
        long bytes = array.size() * array.getDataType().getNumOfBytes();
        if (MADVISE == null || bytes > Integer.MAX_VALUE) {
            return;
        }
        long start = Pointer.nativeValue(Native.getDirectBufferPointer(array.toByteBuffer(true)));
        long first = (start + PAGE - 1) / PAGE * PAGE;
        long last = (start + bytes) / PAGE * PAGE;
        if (last > first) {
            int failed =
                    MADVISE.invokeInt(
                            new Object[] {new Pointer(first), last - first, MADV_HUGEPAGE});
            logger.trace("madvise for {} bytes: {}", last - first, failed);
        }
    }
}
