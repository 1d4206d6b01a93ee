/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Map;
import org.efficienttransformers.model.FreshProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cpu") // oneDNN's instructions are those of CPUs.
class Int8Test {

    /**
     * Whatever the processor has: sums of the largest products overflow with these instructions.
     */
    @Test
    void isNotWholeWhereOneDnnMayNotUseTheInstructionsForIt()
            throws IOException, InterruptedException {
        assertThat(FreshProcess.number(Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"), Whole.class)).isZero();
    }

    /** Prints 1 if oneDNN multiplies all 8 bits here, else 0. */
    static final class Whole {

        private Whole() {}

        public static void main(String[] args) {
            try (NDManager manager = NDManager.newBaseManager()) {
                System.out.println(Int8.isWhole(manager) ? 1 : 0);
            }
        }
    }
}
