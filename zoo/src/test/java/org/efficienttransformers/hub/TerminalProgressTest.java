/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void lineShowsNameShareAndMessage() {
        TerminalProgress progress = new TerminalProgress(out, true);
        progress.reset("model.safetensors", 200, "0.0 of 0.2 MB");
        progress.update(90, "0.1 of 0.2 MB, 1.0 MB/s, 0:01 left");

        assertThat(text())
                .isEqualTo(
                        "\rmodel.safetensors  45% [#########           ] 0.1 of 0.2 MB, 1.0 MB/s,"
                                + " 0:01 left");
    }

    @Test
    void shorterLineCoversTheLongerOne() {
        TerminalProgress progress = new TerminalProgress(out, true);
        progress.reset("f", 2, null);
        progress.update(1, "long message");
        progress.update(2, "short");
        progress.end();

        assertThat(text()).contains("short       \r").endsWith(System.lineSeparator());
    }

    @Test
    void longNameKeepsItsEnd() {
        TerminalProgress progress = new TerminalProgress(out, true);
        progress.reset("a".repeat(40) + "-00001-of-00002.safetensors", 1, null);
        progress.update(0);

        assertThat(text()).startsWith("\r...aa").contains("a-00001-of-00002.safetensors   0%");
    }

    @Test
    void progressBeyondTheEndIsTheEnd() {
        TerminalProgress progress = new TerminalProgress(out, true);
        progress.reset("f", 1, null);
        progress.increment(5);

        assertThat(text()).contains("100% [####################]");
    }

    @Test
    void withoutTerminalNothingIsShown() {
        TerminalProgress progress = new TerminalProgress(out, false);
        progress.reset("f", 2, null);
        progress.start(0);
        progress.update(1);
        progress.end();

        assertThat(text()).isEmpty();
    }

    @Test
    void surefireIsNoTerminal() {
        TerminalProgress progress = new TerminalProgress(out);
        progress.reset("f", 2, null);
        progress.update(1);

        assertThat(text()).isEmpty();
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
