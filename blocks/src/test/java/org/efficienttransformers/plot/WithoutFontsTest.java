/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.window.LongformerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers often have no fonts at all, where text drawn by AWT ends in an error of its font manager.
 * Pictures never ask for it.
 */
class WithoutFontsTest {

    private static final String FONT_MANAGER = "sun.font.FontManagerFactory";

    @Test
    void picturesNeverAskTheFontManager(@TempDir Path folder) throws Exception {
        assertThat(loadedClasses(Picture.class.getSimpleName(), folder))
                .contains(Glyphs.class.getName())
                .doesNotContain(FONT_MANAGER);
    }

    /** That the other test can fail. */
    @Test
    void textOfAwtDoes(@TempDir Path folder) throws Exception {
        assertThat(loadedClasses("text", folder)).contains(FONT_MANAGER);
    }

    private static String loadedClasses(String what, Path folder) throws Exception {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-verbose:class",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        what);
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return Files.readString(output);
    }

    /** Draws in a JVM of its own. */
    public static final class Program {

        private Program() {}

        /**
         * Draws.
         *
         * @param args what: a picture of ours, or text of AWT
         */
        public static void main(String... args) {
            if (args[0].equals("text")) {
                Graphics2D graphics =
                        new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB).createGraphics();
                graphics.drawString("text", 0, 9);
                graphics.dispose();
                return;
            }
            AttentionPattern pattern = LongformerKind.pattern(64, 8, 1, true, List.of(0));
            AttentionPlot.pattern("Sliding window", pattern).image(2);
        }
    }
}
