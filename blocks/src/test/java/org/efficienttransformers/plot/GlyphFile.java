/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.PathIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the resource that {@link Glyphs} reads: outlines of the letters of a TrueType font.
 *
 * <pre>
 *   mvn -q -pl blocks test-compile exec:java -Dexec.skip=false -Dexec.classpathScope=test \
 *       -Dexec.mainClass=org.efficienttransformers.plot.GlyphFile \
 *       -Dexec.args="DejaVuSans.ttf src/main/resources/org/efficienttransformers/plot/glyphs.txt"
 * </pre>
 */
public final class GlyphFile {

    private static final String NOTICE =
            """
            # Outlines of letters of the font DejaVu Sans (https://dejavu-fonts.github.io), in units of
            # 1/2048 of the font size, y downwards: code point, advance, path. The font's licence is in
            # glyphs-licence.txt.
            """;

    /** What tokens and captions have besides the blocks of Latin letters. */
    private static final String SIGNS =
            "\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u2190\u2191\u2192\u2193\u221a\u2248\u2264\u2265"
                    + "\u2581\ufffd";

    private GlyphFile() {}

    /**
     * Writes the file.
     *
     * @param args the font and the file to be written
     * @throws IOException if a file can't be read or written
     * @throws FontFormatException if the first is no font
     */
    public static void main(String[] args) throws IOException, FontFormatException {
        Font font =
                Font.createFont(Font.TRUETYPE_FONT, Path.of(args[0]).toFile())
                        .deriveFont((float) Glyphs.UNITS);
        String lines =
                IntStream.concat(
                                IntStream.concat(
                                        IntStream.rangeClosed(0x20, 0x7e),
                                        IntStream.rangeClosed(0xa0, 0x17f)),
                                SIGNS.codePoints())
                        .mapToObj(character -> line(font, character))
                        .collect(Collectors.joining());
        Files.writeString(Path.of(args[1]), NOTICE + lines);
    }

    private static String line(Font font, int character) {
        FontRenderContext context = new FontRenderContext(null, true, true);
        GlyphVector glyph = font.createGlyphVector(context, Character.toString(character));
        StringBuilder line = new StringBuilder();
        line.append(Integer.toHexString(character))
                .append(' ')
                .append(Math.round(glyph.getGlyphMetrics(0).getAdvanceX()));
        float[] points = new float[6];
        for (PathIterator path = glyph.getOutline().getPathIterator(null);
                !path.isDone();
                path.next()) {
            int kind = path.currentSegment(points);
            line.append(' ').append("MLQCZ".charAt(kind));
            int numbers = new int[] {2, 2, 4, 6, 0}[kind];
            for (int i = 0; i < numbers; i++) {
                line.append(' ').append(Math.round(points[i]));
            }
        }
        return line.append('\n').toString();
    }
}
