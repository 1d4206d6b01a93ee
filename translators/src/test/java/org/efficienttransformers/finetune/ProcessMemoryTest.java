/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessMemoryTest {

    private static final int SIZE = 100_000_000;

    /** What one test would let go of could be freed while another measures. */
    private static final List<ByteBuffer> KEPT = new ArrayList<>();

    @Test
    void nativeMemoryThatIsTouchedCounts() {
        assumeThat(ProcessMemory.resetPeak()).isTrue();
        long before = ProcessMemory.resident().orElseThrow();
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE); // zeroed, and so touched
        KEPT.add(buffer);
        long after = ProcessMemory.resident().orElseThrow();

        assertThat(after - before).isBetween(SIZE * 8L / 10, SIZE * 12L / 10);
        assertThat(ProcessMemory.peak().orElseThrow()).isGreaterThanOrEqualTo(after * 99 / 100);
        assertThat(buffer.capacity()).isEqualTo(SIZE);
    }

    @Test
    void peakAboveIsWhatATaskTakesForATime() {
        assumeThat(ProcessMemory.resetPeak()).isTrue();

        // What other tests have let go of may be freed meanwhile, but not each time.
        assertThat(IntStream.range(0, 5).mapToLong(i -> peakOfBuffer()))
                .anyMatch(above -> above > SIZE * 8L / 10 && above < SIZE * 12L / 10);
    }

    private static long peakOfBuffer() {
        return ProcessMemory.peakAbove(() -> KEPT.add(ByteBuffer.allocateDirect(SIZE)))
                .orElseThrow();
    }
}
