/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import ai.djl.util.Utils;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of OpenMP, whose threads compute for PyTorch on CPUs. It reads them from the environment
 * when PyTorch's native library is loaded, so they have to be made before an engine is asked for;
 * later they have no effect. What the user has set stays.
 *
 * <p>{@code GOMP_SPINCOUNT=10000}, of GNU's OpenMP, which PyTorch's own builds bring: threads that
 * wait spin for half a millisecond, since to wake a thread takes longer than what most parts of a
 * short text do, and then sleep. Threads that spin for longer take the processor from those that
 * they wait for as soon as there is other work on the machine: 4 to 10 times as long for a text of
 * 4,096 or 16,384 tokens on two busy cores.
 *
 * <p>{@code OMP_WAIT_POLICY=ACTIVE}: where several Java threads have called PyTorch, there are more
 * threads than processors, and GNU's OpenMP spins a tenth of that. Under {@code PASSIVE} it doesn't
 * spin then. To other OpenMP libraries {@code ACTIVE} means to spin without an end, so where an
 * application brings a PyTorch of its own ({@code PYTORCH_LIBRARY_PATH}), it is {@code PASSIVE}.
 *
 * <p>{@code OMP_NUM_THREADS}: the processors that the JVM may use where these are fewer than the
 * machine's, as in a container with a quota of processor time, which OpenMP doesn't know of.
 */
public final class OpenMp {

    private static final Logger logger = LoggerFactory.getLogger(OpenMp.class);

    /** _SC_NPROCESSORS_ONLN of Linux: the processors of the machine. */
    private static final int PROCESSORS = 84;

    private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

    /** What tells DJL where a PyTorch is that it is to take rather than its own. */
    private static final String OTHER_LIBRARY = "PYTORCH_LIBRARY_PATH";

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
                boolean isGnu = Utils.getEnvOrSystemProperty(OTHER_LIBRARY) == null;
                NativeEnvironment.setIfMissing(WAIT_POLICY, isGnu ? "ACTIVE" : "PASSIVE");
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
