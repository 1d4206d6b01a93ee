/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.translator.AbsurdSizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No number in config.json and no argument takes memory or time that nobody meant to spend. */
class AbsurdSizesTest {

    /** The build tries an eighth of the values at each place, {@code -Pfuzz} all of them. */
    private static final double SHARE =
            Double.parseDouble(System.getProperty("fuzz.share", "0.125"));

    @TempDir private Path folder;

    @Test
    void everyAbsurdValueIsRefusedOrCostsNothing() throws IOException, InterruptedException {
        AbsurdSizes target = new AbsurdSizes();
        Path kept = Files.createDirectories(Path.of("target", "fuzz"));
        FuzzRun run = new FuzzRun(target, 0, folder.resolve("input"), kept);

        int count = (int) Math.ceil(target.count() * SHARE);
        run.run(count);

        assertThat(run.faults()).isEmpty();
        assertThat(run.counts()).containsKeys(FuzzOutcome.READ, FuzzOutcome.REFUSED);
        assertThat(run.counts().get(FuzzOutcome.REFUSED)).isGreaterThan(count / 2);
    }
}
