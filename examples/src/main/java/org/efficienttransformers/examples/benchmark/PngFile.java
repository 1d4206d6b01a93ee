/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.efficienttransformers.plot.Picture;

/**
 * A picture as PNG. All that benchmarks need of the module java.desktop is here, so that they run
 * without it where no picture is asked for.
 */
public final class PngFile {

    private static final int SCALE = 2;

    private PngFile() {}

    /** Writes a picture, each of its points as four. */
    public static void write(Picture picture, Path file) throws IOException {
        ImageIO.write(picture.image(SCALE), "png", file.toFile());
    }
}
