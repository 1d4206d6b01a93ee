/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of OpenMP, whose threads compute for PyTorch on CPUs. It reads them from the environment
 * when PyTorch's native library is loaded, so they have to be made before an engine is asked for;
 * later they have no effect. What the user has set stays.
 *
 * <p>{@code OMP_WAIT_POLICY=PASSIVE}: threads that wait sleep rather than spin. Spinning threads
 * take the processor from those that they wait for as soon as there is other work on the machine: 4
 * to 10 times as long for a text of 4,096 or 16,384 tokens on two busy cores.
 *
 * <p>{@code GOMP_SPINCOUNT}, of GNU's OpenMP: before they sleep they do spin, for half a
 * millisecond, since to wake a thread takes longer than what most parts of a short text do.
 *
 * <p>{@code OMP_NUM_THREADS}: the processors that the JVM may use where these are fewer than the
 * machine's, as in a container with a quota of processor time, which OpenMP doesn't know of.
 */
public final class OpenMp {

    private static final Logger logger = LoggerFactory.getLogger(OpenMp.class);

    /** _SC_NPROCESSORS_ONLN of Linux: the processors of the machine. */
    private static final int PROCESSORS = 84;

    private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

    /** Half a millisecond, of 50 ns each on newer processors of Intel's. */
    private static final String SPINS = "10000";

    private OpenMp() {}

    /** Makes the settings, on Linux; other systems keep theirs. */
    public static void configure() {
        if (!Platform.isLinux()) {
            return;
        }
        int available = Runtime.getRuntime().availableProcessors();
        try {
            if (NativeEnvironment.call("getenv", WAIT_POLICY) == 0) {
                NativeEnvironment.setIfMissing(WAIT_POLICY, "PASSIVE");
                NativeEnvironment.setIfMissing("GOMP_SPINCOUNT", SPINS);
            }
            if (available < NativeEnvironment.call("sysconf", PROCESSORS)) {
                NativeEnvironment.setIfMissing("OMP_NUM_THREADS", Integer.toString(available));
            }
        } catch (LinkageError e) {
            logger.debug("OpenMP keeps its settings.", e);
        }
    }
}
