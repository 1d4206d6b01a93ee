/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.efficienttransformers.settings.Require.require;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A finished drawing, as SVG text or as pixels. Neither asks for a screen, nor for fonts of the
 * machine: the same drawing gives the same text everywhere.
 *
 * <pre>
 *   Files.writeString(Path.of("pattern.svg"), picture.svg());
 *   ImageIO.write(picture.image(2), "png", new File("pattern.png"));
 * </pre>
 *
 * <p>In pixels, characters other than Latin letters and common signs stand as U+FFFD; SVG keeps
 * them.
 */
public final class Picture {

    private static final int MAX_SIDE = 32_768;

    private final int width;
    private final int height;
    private final String title;
    private final List<Mark> marks;

    Picture(int width, int height, String title, List<Mark> marks) {
        require(
                Math.max(width, height) <= MAX_SIDE,
                "The picture would be %s x %s pixels; allowed: %s on each side. Plot fewer"
                        + " positions.",
                width,
                height,
                MAX_SIDE);
        this.width = width;
        this.height = height;
        this.title = title;
        this.marks = List.copyOf(marks);
    }

    /** {@return the width in pixels, at scale 1} */
    public int width() {
        return width;
    }

    /** {@return the height in pixels, at scale 1} */
    public int height() {
        return height;
    }

    /**
     * Writes the drawing as SVG.
     *
     * @return the content of a file, to be encoded as UTF-8
     */
    public String svg() {
        StringBuilder svg = new StringBuilder(8192);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append("\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append(
                        "\" role=\"img\" font-family=\"DejaVu Sans, Verdana, sans-serif\">\n<title>")
                .append(Svg.escape(title))
                .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (Mark mark : marks) {
            mark.write(svg);
        }
        return svg.append("</svg>\n").toString();
    }

    /**
     * Draws the pixels.
     *
     * @param scale how many pixels on each side stand for one of the drawing, 1 or more: 2 looks
     *     sharp on most screens
     * @return an opaque image, scale times as wide and as high as this drawing
     */
    public BufferedImage image(int scale) {
        require(
                scale >= 1 && (long) scale * Math.max(width, height) <= MAX_SIDE,
                "scale is %s; allowed: from 1 to %s for a drawing of %s x %s.",
                scale,
                MAX_SIDE / Math.max(width, height),
                width,
                height);
        BufferedImage image =
                new BufferedImage(scale * width, scale * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(
                    RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(scale, scale);
            for (Mark mark : marks) {
                mark.paint(graphics);
            }
        } finally {
            graphics.dispose();
        }
        return image;
    }
}
