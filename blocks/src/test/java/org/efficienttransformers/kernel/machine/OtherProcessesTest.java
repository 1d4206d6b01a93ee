/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other processes take of the processors. */
class OtherProcessesTest {

    @TempDir private Path folder;

    /** A million ticks, three quarters of them busy, next to which this process took hardly any. */
    @Test
    void tellsTheBusyPartOfWhatWasCountedBetweenTwoLooks() throws Exception {
        Path file = write("cpu  500 1 1 500 9 1 1 1 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
        OtherProcesses others = new OtherProcesses(file);
        assertThat(others.load()).isZero();
        write("cpu  300500 200001 100001 200500 50009 50001 50001 50001 0 0\n");
        assertThat(nextLook(others)).isCloseTo(0.75, within(0.01));
        write("cpu  300500 200001 100001 900500 350009 50001 50001 50001 0 0\n");
        assertThat(nextLook(others)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu 1 2 3\n", "cpu a b c d e f g h\n"})
    void saysNothingOfWhatItCannotRead(String text) throws Exception {
        OtherProcesses others = new OtherProcesses(write(text));
        assertThat(nextLook(others)).isZero();
    }

    @Test
    void saysNothingWhereThereIsNoFile() throws Exception {
        assertThat(nextLook(new OtherProcesses(folder.resolve("none")))).isZero();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("stat"), text);
    }

    private static double nextLook(OtherProcesses others) throws InterruptedException {
        Thread.sleep(150); // longer than a look is good for
        return others.load();
    }
}
