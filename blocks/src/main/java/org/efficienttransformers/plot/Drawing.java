/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.plot.Mark.Label.Alignment;

/** A drawing in the making: what is added later lies above. */
final class Drawing {

    /** The font size of most text. */
    static final int FONT = 12;

    /** The font size of a title. */
    static final int TITLE = 15;

    static final Color INK = new Color(0x222222);
    static final Color FRAME = new Color(0x777777);

    private final List<Mark> marks = new ArrayList<>();

    /**
     * Adds rectangles by colour.
     *
     * @param rectangles each colour's
     */
    void cells(Map<Color, List<Rectangle>> rectangles) {
        rectangles.forEach((color, of) -> marks.add(new Mark.Cells(color, List.copyOf(of))));
    }

    void cell(Color color, int x, int y, int width, int height) {
        cells(Map.of(color, List.of(new Rectangle(x, y, width, height))));
    }

    /** Adds a frame of one pixel around an area. */
    void frame(int x, int y, int width, int height) {
        List<Rectangle> sides =
                List.of(
                        new Rectangle(x - 1, y - 1, width + 2, 1),
                        new Rectangle(x - 1, y + height, width + 2, 1),
                        new Rectangle(x - 1, y, 1, height),
                        new Rectangle(x + width, y, 1, height));
        cells(Map.of(FRAME, sides));
    }

    void line(Color color, double thickness, List<Point2D> points) {
        marks.add(new Mark.Line(color, thickness, List.copyOf(points)));
    }

    void dot(Color color, Point2D center, double radius) {
        marks.add(new Mark.Dot(color, center, radius));
    }

    void text(String text, double x, double y, Alignment alignment) {
        text(text, FONT, INK, x, y, alignment, false);
    }

    void textUpwards(String text, double x, double y, Alignment alignment) {
        text(text, FONT, INK, x, y, alignment, true);
    }

    void title(String text, double x, double y, Alignment alignment) {
        text(text, TITLE, INK, x, y, alignment, false);
    }

    void text(
            String text,
            double size,
            Color color,
            double x,
            double y,
            Alignment alignment,
            boolean upwards) {
        if (!text.isEmpty()) {
            Point2D anchor = new Point2D.Double(x, y);
            marks.add(new Mark.Label(text, size, color, anchor, alignment, upwards));
        }
    }

    /**
     * Ends the drawing.
     *
     * @param width in pixels
     * @param height in pixels
     * @param title what it shows, for those who can't see it
     * @return the drawing
     */
    Picture finish(double width, double height, String title) {
        return new Picture((int) Math.ceil(width), (int) Math.ceil(height), title, marks);
    }

    /**
     * Sorts a matrix of cells by colour, cells of a row that touch joined.
     *
     * @param colors {@code [row][column]}
     * @param x the left edge in pixels
     * @param y the upper edge
     * @param side the width and height of a cell
     * @return rectangles by colour, in the order in which the colours occur
     */
    static Map<Color, List<Rectangle>> joined(Color[][] colors, int x, int y, int side) {
        Map<Color, List<Rectangle>> rectangles = new LinkedHashMap<>();
        for (int row = 0; row < colors.length; row++) {
            Color[] cells = colors[row];
            int start = 0;
            for (int end = 1; end <= cells.length; end++) {
                if (end == cells.length || !cells[end].equals(cells[start])) {
                    rectangles
                            .computeIfAbsent(cells[start], color -> new ArrayList<>())
                            .add(
                                    new Rectangle(
                                            x + start * side,
                                            y + row * side,
                                            (end - start) * side,
                                            side));
                    start = end;
                }
            }
        }
        return rectangles;
    }
}
