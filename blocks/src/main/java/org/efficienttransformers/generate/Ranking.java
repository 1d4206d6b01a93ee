/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.stream.LongStream;
import org.efficienttransformers.kernel.HostArrays;

/**
 * Ranks scores by PyTorch, where it is there. Of equal ones it doesn't define which come first, but
 * on CPUs it takes the same each time, and transformers goes on with those.
 */
final class Ranking implements AutoCloseable {

    private static final String PYTORCH = "PyTorch";

    private final NDManager manager =
            NDManager.newBaseManager(
                    Device.cpu(),
                    Engine.hasEngine(PYTORCH) ? PYTORCH : Engine.getDefaultEngineName());

    /**
     * Finds the best.
     *
     * @param count how many
     * @param scores what to rank; what isn't a number counts as the most
     * @return their indices, the best first
     */
    int[] best(int count, float... scores) {
        try (NDArray all = manager.create(scores);
                NDList best = all.topK(Math.min(count, scores.length), 0)) {
            return LongStream.of(HostArrays.longs(best.get(1)))
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
