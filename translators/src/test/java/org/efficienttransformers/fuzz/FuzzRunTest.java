/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fuzzer is worth what it notices. */
class FuzzRunTest {

    private static final int COUNT = 60;
    private static final long SEED = 12;

    @TempDir private Path folder;

    @Test
    void countsEveryKindOfFault() throws IOException, InterruptedException {
        FaultyReader target = new FaultyReader();
        Map<FuzzOutcome, Integer> expected = new EnumMap<>(FuzzOutcome.class);
        for (int i = 0; i < COUNT; i++) {
            byte[] input = target.make(FuzzWorker.random(SEED, i)).values().iterator().next();
            FuzzOutcome outcome =
                    switch (input[0]) {
                        case FaultyReader.REFUSES -> FuzzOutcome.REFUSED;
                        case FaultyReader.THROWS, FaultyReader.OVERFLOWS ->
                                FuzzOutcome.UNDOCUMENTED;
                        case FaultyReader.DIES -> FuzzOutcome.CRASH;
                        case FaultyReader.TAKES_LONG -> FuzzOutcome.HANG;
                        default -> FuzzOutcome.READ;
                    };
            expected.merge(outcome, 1, Integer::sum);
        }
        FuzzRun run = new FuzzRun(target, SEED, folder.resolve("input"), folder);

        run.run(COUNT);

        assertThat(run.counts()).isEqualTo(expected);
        assertThat(expected)
                .containsOnlyKeys(
                        FuzzOutcome.READ,
                        FuzzOutcome.REFUSED,
                        FuzzOutcome.UNDOCUMENTED,
                        FuzzOutcome.CRASH,
                        FuzzOutcome.HANG);
        assertThat(run.faults())
                .hasSize(COUNT - expected.get(FuzzOutcome.READ) - expected.get(FuzzOutcome.REFUSED))
                .allSatisfy(fault -> assertThat(fault).startsWith(folder.toString()));
    }
}
