/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The outlines of Latin letters. Pixels drawn from them need no font of the machine: servers often
 * have none, where AWT's own text fails, and others differ from each other.
 *
 * <p>A character that is missing here is drawn as the replacement character, U+FFFD.
 */
final class Glyphs {

    /** The font size that the numbers of the outlines belong to. */
    static final int UNITS = 2048;

    private static final int UNKNOWN = 0xfffd;
    private static final String RESOURCE = "glyphs.txt";
    private static final Map<Integer, Glyph> GLYPHS = read();

    private record Glyph(int advance, Path2D outline) {}

    private Glyphs() {}

    /**
     * Measures a text.
     *
     * @param text one line
     * @param size the font size
     * @return its width, in the unit of the size
     */
    static double width(String text, double size) {
        return text.codePoints().mapToDouble(c -> glyph(c).advance * size / UNITS).sum();
    }

    /**
     * Tells whether all characters have outlines.
     *
     * @param text any text
     * @return false if one would be drawn as the replacement character
     */
    static boolean covers(String text) {
        return text.codePoints().allMatch(GLYPHS::containsKey);
    }

    /**
     * Gives the outline of a text that begins at the origin and stands on the horizontal axis.
     *
     * @param text one line
     * @param size the font size
     * @return its outline, to be filled
     */
    static Path2D outline(String text, double size) {
        Path2D outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
        double scale = size / UNITS;
        double x = 0;
        for (int character : text.codePoints().toArray()) {
            Glyph glyph = glyph(character);
            AffineTransform place = new AffineTransform(scale, 0, 0, scale, x, 0);
            outline.append(glyph.outline.getPathIterator(place), false);
            x += glyph.advance * scale;
        }
        return outline;
    }

    private static Glyph glyph(int character) {
        return GLYPHS.getOrDefault(character, GLYPHS.get(UNKNOWN));
    }

    private static Map<Integer, Glyph> read() {
        try (InputStream stream = Glyphs.class.getResourceAsStream(RESOURCE)) {
            Map<Integer, Glyph> glyphs = new HashMap<>();
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" ")).iterator())
                    .forEach(line -> glyphs.put(Integer.parseInt(line.next(), 16), glyph(line)));
            return Map.copyOf(glyphs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Glyph glyph(Iterator<String> line) {
        int advance = next(line);
        Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        while (line.hasNext()) {
            switch (line.next()) {
                case "M" -> path.moveTo(next(line), next(line));
                case "L" -> path.lineTo(next(line), next(line));
                case "Q" -> path.quadTo(next(line), next(line), next(line), next(line));
                default -> path.closePath();
            }
        }
        return new Glyph(advance, path);
    }

    private static int next(Iterator<String> numbers) {
        return Integer.parseInt(numbers.next());
    }
}
