/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessMemoryTest {

    private static final int SIZE = 100_000_000;

    @Test
    void nativeMemoryThatIsTouchedCounts() {
        assumeThat(ProcessMemory.resetPeak()).isTrue();
        long before = ProcessMemory.resident().orElseThrow();
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE); // zeroed, and so touched
        long after = ProcessMemory.resident().orElseThrow();

        assertThat(after - before).isBetween(SIZE * 8L / 10, SIZE * 12L / 10);
        assertThat(ProcessMemory.peak().orElseThrow()).isGreaterThanOrEqualTo(after * 99 / 100);
        assertThat(buffer.capacity()).isEqualTo(SIZE);
    }

    @Test
    void peakAboveIsWhatATaskTakesForATime() {
        assumeThat(ProcessMemory.resetPeak()).isTrue();

        OptionalLong above = ProcessMemory.peakAbove(() -> ByteBuffer.allocateDirect(SIZE).clear());

        assertThat(above.orElseThrow()).isBetween(SIZE * 8L / 10, SIZE * 12L / 10);
    }
}
