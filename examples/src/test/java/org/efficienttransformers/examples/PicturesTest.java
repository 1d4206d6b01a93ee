/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures in the documentation are those that the code draws now. */
class PicturesTest {

    private static final Path DOCS = Path.of("..", "docs");

    /**
     * Byte by byte, on any machine: nothing depends on fonts, and the weights of the sentence keep
     * clear of the steps of their scale by more than any CPU's rounding.
     */
    @Test
    void checkedInPicturesAreDrawnAnewIdentically(@TempDir Path folder) throws Exception {
        Output output =
                Output.of(
                        new Pictures(),
                        "--data",
                        DOCS.resolve("data").toString(),
                        "--to",
                        folder.toString());

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        List<Path> drawn;
        try (Stream<Path> files = Files.list(folder)) {
            drawn = files.toList();
        }
        assertThat(drawn).hasSameSizeAs(output.lines()).hasSizeGreaterThan(10);
        for (Path picture : drawn) {
            assertThat(DOCS.resolve("pictures").resolve(picture.getFileName()))
                    .as("what the program Pictures draws")
                    .hasSameTextualContentAs(picture);
        }
    }

    @Test
    void missingFiguresAreOneSentence(@TempDir Path folder) {
        Output output = Output.of(new Pictures(), "--data", folder.toString());

        assertThat(output.code()).isEqualTo(2);
        assertThat(output.err())
                .contains("performer-error.csv can't be read", "name its folder by --data")
                .hasLineCount(1);
    }
}
