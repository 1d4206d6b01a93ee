/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.efficienttransformers.settings.Require.require;

import java.awt.Color;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.plot.Mark.Label.Alignment;

/** Draws patterns: {@link AttentionPlot#pattern} and {@link AttentionPlot#patterns}. */
final class PatternPlot {

    private static final int SINGLE_SIDE = 384;
    private static final int ROW_SIDE = 192;
    private static final int SMALLEST_CELL_IN_GRID = 4;
    private static final int LEFT = 58;
    private static final int TOP = 40;
    private static final int BELOW = 48;
    private static final int GAP = 28;
    private static final int COLUMNS = 5;
    private static final int LEGEND_LINE = 22;
    private static final int SWATCH = 14;
    private static final int MARGIN = 16;

    /** The order of the legend: what is seen, then what isn't. */
    private static final Reason[] ORDER = {
        Reason.SEEN,
        Reason.LOCAL,
        Reason.GLOBAL,
        Reason.RANDOM,
        Reason.HASHED,
        Reason.CONVOLVED,
        Reason.STRIDED,
        Reason.MEMORY,
        Reason.SUMMARY,
        Reason.CAUSAL,
        Reason.HIDDEN
    };

    private PatternPlot() {}

    static Picture single(String title, AttentionPattern pattern) {
        Drawing drawing = new Drawing();
        int cell = cellSide(pattern, SINGLE_SIDE);
        int side = cell * pattern.length();
        // A title wider than the pattern moves it to the right.
        int left = LEFT + (int) Math.max(0, (titleWidth(title) - side) / 2 - LEFT + MARGIN);
        panel(drawing, title, pattern, left, TOP, cell);
        drawing.textUpwards("queries", left - 38, TOP + side / 2.0, Alignment.MIDDLE);
        ticksDown(drawing, pattern, left, TOP, cell);

        double legend = left + Math.max(side, (side + titleWidth(title)) / 2) + GAP;
        double y = TOP + 4;
        double width = 0;
        for (Map.Entry<Reason, Integer> entry : counts(List.of(pattern)).entrySet()) {
            String share = share(entry.getValue(), (long) pattern.length() * pattern.length());
            String text = name(entry.getKey()) + ", " + share;
            legend(drawing, entry.getKey(), text, legend, y);
            width = Math.max(width, legendWidth(text));
            y += LEGEND_LINE;
        }
        return drawing.finish(
                legend + width + MARGIN,
                Math.max(TOP + side + BELOW, y + MARGIN),
                title + ": attention pattern, queries downwards, keys to the right");
    }

    static Picture row(Map<String, AttentionPattern> patterns) {
        require(!patterns.isEmpty(), "There is no pattern; give one or more.");
        Drawing drawing = new Drawing();
        double x = LEFT;
        double width = 0;
        int top = TOP;
        int height = 0;
        int column = 0;
        for (Map.Entry<String, AttentionPattern> entry : patterns.entrySet()) {
            if (column == COLUMNS) {
                top += height + BELOW + TOP / 2;
                x = LEFT;
                height = 0;
                column = 0;
            }
            AttentionPattern pattern = entry.getValue();
            int cell = cellSide(pattern, ROW_SIDE);
            int side = cell * pattern.length();
            double room = Math.max(side, titleWidth(entry.getKey()));
            int left = (int) Math.round(x + (room - side) / 2);
            panel(drawing, entry.getKey(), pattern, left, top, cell);
            if (column == 0) {
                drawing.textUpwards("queries", left - 38, top + side / 2.0, Alignment.MIDDLE);
                ticksDown(drawing, pattern, left, top, cell);
            }
            x += room + GAP;
            width = Math.max(width, x - GAP + MARGIN);
            height = Math.max(height, side);
            column++;
        }

        Map<Reason, Integer> reasons = counts(patterns.values());
        double total = -GAP;
        for (Reason reason : reasons.keySet()) {
            total += legendWidth(name(reason)) + GAP;
        }
        double place = Math.max(MARGIN, (width - total) / 2);
        int below = top + height + BELOW;
        for (Reason reason : reasons.keySet()) {
            legend(drawing, reason, name(reason), place, below);
            place += legendWidth(name(reason)) + GAP;
        }
        return drawing.finish(
                Math.max(width, place - GAP + MARGIN),
                below + LEGEND_LINE + MARGIN / 2.0,
                "Attention patterns, queries downwards, keys to the right: "
                        + String.join(", ", patterns.keySet()));
    }

    /** A pattern with its title and the axis of its keys. */
    private static void panel(
            Drawing drawing, String title, AttentionPattern pattern, int left, int top, int cell) {
        int length = pattern.length();
        int side = cell * length;
        drawing.title(title, left + side / 2.0, top - 14, Alignment.MIDDLE);
        Color[][] colors = new Color[length][length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                colors[query][key] = Palette.of(pattern.reason(query, key));
            }
        }
        drawing.cells(Drawing.joined(colors, left, top, cell));
        if (cell >= SMALLEST_CELL_IN_GRID) {
            grid(drawing, left, top, length, cell);
        }
        drawing.frame(left, top, side, side);
        for (int position : ticks(length)) {
            double x = left + (position + 0.5) * cell;
            drawing.text(Integer.toString(position), x, top + side + 17, Alignment.MIDDLE);
        }
        drawing.text("keys", left + side / 2.0, top + side + 35, Alignment.MIDDLE);
    }

    /** White lines between the cells, so that each can be seen. */
    private static void grid(Drawing drawing, int left, int top, int length, int cell) {
        List<Rectangle> lines = new ArrayList<>();
        for (int i = 1; i < length; i++) {
            lines.add(new Rectangle(left + i * cell, top, 1, length * cell));
            lines.add(new Rectangle(left, top + i * cell, length * cell, 1));
        }
        drawing.cells(Map.of(Color.WHITE, lines));
    }

    private static void ticksDown(
            Drawing drawing, AttentionPattern pattern, int left, int top, int cell) {
        for (int position : ticks(pattern.length())) {
            double y = top + (position + 0.5) * cell + 4;
            drawing.text(Integer.toString(position), left - 7, y, Alignment.END);
        }
    }

    /** The first, the last and some between them. */
    private static int[] ticks(int length) {
        if (length < 8) {
            return length == 1 ? new int[] {0} : new int[] {0, length - 1};
        }
        return new int[] {0, length / 4, length / 2, length * 3 / 4, length - 1};
    }

    /** How many cells have which reason, in the order of the legend. */
    private static Map<Reason, Integer> counts(Iterable<AttentionPattern> patterns) {
        Map<Reason, Integer> counts = new LinkedHashMap<>();
        for (Reason reason : ORDER) {
            counts.put(reason, 0);
        }
        for (AttentionPattern pattern : patterns) {
            for (int query = 0; query < pattern.length(); query++) {
                for (int key = 0; key < pattern.length(); key++) {
                    counts.merge(pattern.reason(query, key), 1, Integer::sum);
                }
            }
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static String share(int count, long all) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / all);
    }

    private static String name(Reason reason) {
        return switch (reason) {
            case HIDDEN -> "not seen";
            case CAUSAL -> "future (causal)";
            case SEEN -> "seen";
            case LOCAL -> "local";
            case GLOBAL -> "global";
            case RANDOM -> "random";
            case HASHED -> "same chunk of buckets";
            case CONVOLVED -> "convolved, too";
            case STRIDED -> "strides away";
            case MEMORY -> "remembered";
            case SUMMARY -> "in a summary";
        };
    }

    private static void legend(Drawing drawing, Reason reason, String text, double x, double y) {
        int left = (int) Math.round(x);
        int top = (int) Math.round(y);
        drawing.cell(Palette.of(reason), left, top, SWATCH, SWATCH);
        drawing.frame(left, top, SWATCH, SWATCH);
        drawing.text(text, left + SWATCH + 8, top + SWATCH - 3, Alignment.START);
    }

    private static double legendWidth(String text) {
        return SWATCH + 8 + Glyphs.width(text, Drawing.FONT);
    }

    private static double titleWidth(String title) {
        return Glyphs.width(title, Drawing.TITLE);
    }

    private static int cellSide(AttentionPattern pattern, int side) {
        return Math.max(1, side / pattern.length());
    }
}
