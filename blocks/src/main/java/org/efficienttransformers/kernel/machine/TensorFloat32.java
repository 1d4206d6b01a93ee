/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import static org.efficienttransformers.settings.Require.requireState;

import com.sun.jna.Platform;

/**
 * TensorFloat-32: GPUs from NVIDIA's Ampere on multiply float32 matrices faster if they may round
 * their numbers to 10 bits after the point, as float16 has, at float32's range.
 *
 * <p>DJL doesn't reach PyTorch's switch for it, and no script does. PyTorch reads this variable of
 * the environment when it is loaded, though.
 */
public final class TensorFloat32 {

    private static final String VARIABLE = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    private TensorFloat32() {}

    /**
     * Lets PyTorch use it in all matrix products of this process. It has to come before an engine
     * is asked for; later it has no effect. What the environment says of it stays.
     *
     * @throws IllegalStateException on systems other than Linux
     */
    public static void allow() {
        requireState(
                Platform.isLinux(),
                "TF32 can be allowed from within on Linux only; set %s=1 in the environment.",
                VARIABLE);
        NativeEnvironment.setIfMissing(VARIABLE, "1");
    }
}
