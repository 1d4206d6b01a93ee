/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers;

import ai.djl.engine.Engine;

/**
 * How far two runs of the same training may come apart. On CPUs they don't. On GPUs the gradient of
 * a gather is a sum by atomic additions, in any order: rounding, which the steps of a Reformer,
 * full of gathers, let grow.
 */
public final class SumsInAnyOrder {

    private static final double ON_GPUS = 5e-3;

    private SumsInAnyOrder() {}

    /** What is allowed on the default device. */
    public static float tolerance() {
        return Engine.getInstance().defaultDevice().isGpu() ? (float) ON_GPUS : 0;
    }
}
