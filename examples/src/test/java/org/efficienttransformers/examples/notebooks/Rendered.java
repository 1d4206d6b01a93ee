/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.notebooks;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A value as a notebook shows it.
 *
 * @param data its forms, by MIME type
 */
public record Rendered(Map<String, String> data) {

    private static final String PLAIN = "text/plain";

    /** What kernels put into each cell, so that they know these functions. */
    static final String IMPORTS = "import static " + Rendered.class.getName() + ".render;";

    /**
     * Renders text as the kernels' function of this name does.
     *
     * @param value a text
     * @param type its MIME type
     * @return the value, to be shown
     */
    public static Rendered render(Object value, String type) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(type, value.toString());
        data.put(PLAIN, value.toString());
        return new Rendered(data);
    }

    /** Renders a value as kernels render that of the last expression of a cell. */
    static Rendered of(Object value) {
        if (value instanceof Rendered rendered) {
            return rendered;
        }
        if (value instanceof RenderedImage image) {
            return new Rendered(Map.of("image/png", png(image), PLAIN, size(image)));
        }
        return new Rendered(Map.of(PLAIN, String.valueOf(value)));
    }

    private static String size(RenderedImage image) {
        return image.getWidth() + " x " + image.getHeight() + " pixels";
    }

    private static String png(RenderedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
