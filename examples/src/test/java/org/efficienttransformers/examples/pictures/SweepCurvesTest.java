/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.plot.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sweep has written is drawn, with its origin. */
class SweepCurvesTest {

    @TempDir Path data;

    @Test
    void drawsALineForEachMechanismAndSaysWhereItsNumbersComeFrom() throws Exception {
        Files.writeString(
                data.resolve("encoder-memory.csv"),
                """
                # a whole encoder, 12 layers
                # a machine, 2 cores
                # Benchmark sweep --preset encoder-memory
                mechanism,kernels,tokens,median_seconds,peak_bytes,note
                full,fused,4096,,100000000,
                full,fused,8192,,200000000,
                full,fused,16384,,,too long
                longformer,fused,4096,,50000000,
                longformer,fused,8192,,100000000,
                """);

        Map<String, Picture> pictures = SweepCurves.pictures(data);

        assertThat(pictures).containsOnlyKeys("encoder-memory.svg");
        String svg = pictures.get("encoder-memory.svg").svg();
        assertThat(svg)
                .contains(">full<", ">longformer<", ">4096<", ">8192<", ">50<", ">100<", ">200<")
                .contains(">a machine, 2 cores<", ">Benchmark sweep --preset encoder-memory<")
                .doesNotContain(">16384<");
    }

    @Test
    void withoutFiguresThereIsNoPicture() throws BadInputException {
        assertThat(SweepCurves.pictures(data)).isEmpty();
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path file = data.resolve("encoder-time.csv");
        Files.writeString(file, "mechanism,tokens\nfull,4096\n");

        assertThatThrownBy(() -> SweepCurves.pictures(data))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file + " can't be drawn (")
                .hasMessageContaining("median_seconds")
                .hasMessageEndingWith(
                        "write it by 'benchmark sweep --preset encoder-time --csv " + file + "'.");
    }
}
