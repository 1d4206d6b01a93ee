/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.efficienttransformers.attention.AttentionPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers often have no fonts at all, where text drawn by AWT fails. */
class WithoutFontsTest {

    @Test
    void picturesAreTheSameWithoutFonts(@TempDir Path folder) throws Exception {
        Path fonts = folder.resolve("fonts.conf");
        Files.writeString(fonts, "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
        Path file = folder.resolve("picture.png");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        file.toString());
        builder.environment().put("FONTCONFIG_FILE", fonts.toString());
        Path output = folder.resolve("output.txt");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        Path here = folder.resolve("here.png");
        Program.main(here.toString());
        assertThat(file).hasSameBinaryContentAs(here);
    }

    /** Draws a picture in a JVM of its own. */
    public static final class Program {

        private Program() {}

        /**
         * Draws.
         *
         * @param args the file
         * @throws IOException if it can't be written
         */
        public static void main(String... args) throws IOException {
            AttentionPattern pattern = AttentionPattern.slidingWindow(64, 8, 1, true, List.of(0));
            Picture picture = AttentionPlot.pattern("Sliding window", pattern);
            ImageIO.write(picture.image(1), "png", Path.of(args[0]).toFile());
        }
    }
}
