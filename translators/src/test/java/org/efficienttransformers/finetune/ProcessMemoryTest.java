/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.ChildJvm;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessMemoryTest {

    private static final int SIZE = 100_000_000;

    @Test
    void nativeMemoryThatIsTouchedCounts() throws IOException, InterruptedException {
        assumeThat(ProcessMemory.resetPeak()).isTrue();

        long[] bytes =
                Arrays.stream(ChildJvm.output("256m", Buffers.class).split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray();

        assertThat(bytes).hasSize(3);
        for (long taken : bytes) {
            assertThat(taken).isBetween(SIZE * 8L / 10, SIZE * 12L / 10);
        }
    }

    /** Prints what buffers take: of what is resident, at the peak, and above what was before. */
    static final class Buffers {

        private static final List<ByteBuffer> KEPT = new ArrayList<>();

        private Buffers() {}

        public static void main(String[] args) {
            ProcessMemory.resetPeak();
            long before = ProcessMemory.resident().orElseThrow();
            take();
            long resident = ProcessMemory.resident().orElseThrow() - before;
            long peak = ProcessMemory.peak().orElseThrow() - before;
            long above = ProcessMemory.peakAbove(Buffers::take).orElseThrow();
            System.out.println(resident + " " + peak + " " + above);
        }

        private static void take() {
            KEPT.add(ByteBuffer.allocateDirect(SIZE)); // zeroed, and so touched
        }
    }
}
