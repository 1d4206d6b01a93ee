/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a graph has recorded outlives the garbage collector. */
class HostDataTest {

    private static final int ROWS = 1000;

    @Test
    void gradientsSurviveTheGarbageCollector() throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray table = manager.zeros(new Shape(ROWS, 1));
            table.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray sum = sumOfRows(table, manager);
                collectGarbage();
                collector.backward(sum);
            }
            assertThat(table.getGradient().toFloatArray()).containsOnly(1);
        }
    }

    /** Looks each row up once, by indices whose NDArray is closed on return. */
    private static NDArray sumOfRows(NDArray table, NDManager manager) {
        long[] rows = new long[ROWS];
        for (int i = 0; i < ROWS; i++) {
            rows[i] = i;
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray index = HostData.create(scope, rows, new Shape(ROWS));
            NDArray picked =
                    index.getNDArrayInternal()
                            .embedding(index, table, SparseFormat.DENSE)
                            .singletonOrThrow();
            return scope.ret(picked.sum());
        }
    }

    /** Frees what isn't referred to, and writes zeros over it. */
    private static void collectGarbage() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            System.gc();
            Thread.sleep(20);
            List<ByteBuffer> others = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                others.add(ByteBuffer.allocateDirect(ROWS * Long.BYTES));
            }
            assertThat(others).hasSize(200);
        }
    }
}
