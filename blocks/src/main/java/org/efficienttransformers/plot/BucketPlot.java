/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.efficienttransformers.settings.Require.require;

import java.awt.Color;
import java.awt.geom.Point2D;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.efficienttransformers.plot.Mark.Label.Alignment;

/** Draws {@link AttentionPlot#buckets}. */
final class BucketPlot {

    private static final int WIDTH = 832;
    private static final int LARGEST_CELL = 20;
    private static final int SMALLEST_CELL = 2;
    private static final int SMALLEST_NUMBERED_CELL = 11;
    private static final int NUMBER = 9;
    private static final int HEIGHT = 20;
    private static final int TOP = 66;
    private static final int SLOPES = 110;
    private static final int CHUNK_GAP = 6;
    private static final int MARGIN = 16;
    private static final String ABOVE = "as they stand";
    private static final String BELOW = "by bucket";
    private static final int LEFT =
            MARGIN + (int) Math.ceil(Glyphs.width(ABOVE, Drawing.FONT)) + 10;

    private final String title;
    private final int[] buckets;
    private final int chunk;
    private final int[] order;
    private final int cell;

    BucketPlot(String title, int[] buckets, int chunk) {
        require(
                buckets.length > 0 && chunk >= 1,
                "There are %s positions in chunks of %s; allowed: 1 or more of each.",
                buckets.length,
                chunk);
        for (int position = 0; position < buckets.length; position++) {
            require(
                    buckets[position] >= 0,
                    "The bucket of position %s is %s; allowed: 0 or more.",
                    position,
                    buckets[position]);
        }
        this.title = title;
        this.buckets = buckets;
        this.chunk = chunk;
        order =
                IntStream.range(0, buckets.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(position -> buckets[position]))
                        .mapToInt(position -> position)
                        .toArray();
        cell = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, WIDTH / buckets.length));
    }

    Picture draw() {
        Drawing drawing = new Drawing();
        int chunks = (buckets.length + chunk - 1) / chunk;
        int sortedWidth = buckets.length * cell + (chunks - 1) * CHUNK_GAP;
        int shift = (chunks - 1) * CHUNK_GAP / 2;
        int sortedTop = TOP + HEIGHT + SLOPES;
        double titleWidth = Glyphs.width(title, Drawing.TITLE);
        double width = Math.max(LEFT + sortedWidth, LEFT + titleWidth) + MARGIN;

        drawing.title(title, LEFT, MARGIN + 12, Alignment.START);
        drawing.text(ABOVE, LEFT + shift - 10, TOP + 14, Alignment.END);
        drawing.text(BELOW, LEFT - 10, sortedTop + 14, Alignment.END);
        for (int position : new int[] {0, buckets.length / 2, buckets.length - 1}) {
            double x = LEFT + shift + (position + 0.5) * cell;
            drawing.text(Integer.toString(position), x, TOP - 6, Alignment.MIDDLE);
        }
        for (int place = 0; place < order.length; place++) {
            int position = order[place];
            int from = LEFT + shift + position * cell;
            int to = LEFT + place / chunk * CHUNK_GAP + place * cell;
            Color color = Palette.category(buckets[position]);
            Point2D start = new Point2D.Double(from + cell / 2.0, TOP + HEIGHT);
            Point2D end = new Point2D.Double(to + cell / 2.0, sortedTop);
            drawing.line(color, 1, List.of(start, end));
            bucket(drawing, buckets[position], from, TOP);
            bucket(drawing, buckets[position], to, sortedTop);
        }
        for (int i = 0; i < chunks; i++) {
            int size = Math.min(chunk, buckets.length - i * chunk) * cell;
            int left = LEFT + i * (chunk * cell + CHUNK_GAP);
            drawing.frame(left, sortedTop, size, HEIGHT);
            String name = "chunk " + i;
            boolean fits = Glyphs.width(name, Drawing.FONT) <= size;
            drawing.text(
                    fits ? name : Integer.toString(i),
                    left + size / 2.0,
                    sortedTop + HEIGHT + 18,
                    Alignment.MIDDLE);
        }
        return drawing.finish(
                width,
                sortedTop + HEIGHT + 18 + MARGIN,
                title + ": positions coloured by bucket, as they stand and sorted into chunks");
    }

    private void bucket(Drawing drawing, int bucket, int x, int y) {
        Color color = Palette.category(bucket);
        drawing.cell(color, x, y, cell, HEIGHT);
        if (cell >= SMALLEST_NUMBERED_CELL) {
            drawing.text(
                    Integer.toString(bucket),
                    NUMBER,
                    Palette.textOn(color),
                    x + cell / 2.0,
                    y + HEIGHT / 2.0 + 3,
                    Alignment.MIDDLE,
                    false);
        }
    }
}
