/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.efficienttransformers.settings.Require.require;

import java.awt.Color;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.plot.Mark.Label.Alignment;

/** Draws {@link AttentionPlot#weights}. */
final class WeightPlot {

    private static final int SIDE = 420;
    private static final int LARGEST_CELL = 26;
    private static final int SMALLEST_CELL = 2;
    private static final int LABEL_PITCH = 12;
    private static final int MARGIN = 16;
    private static final int GAP = 28;
    private static final int TITLE_LINE = 30;
    private static final int AXIS_LINE = 20;
    private static final int BAR = 14;

    private final List<String> tokens;
    private final Map<String, float[][]> heads;
    private final double most;
    private final int cell;
    private final int side;
    private final double labels;

    WeightPlot(List<String> tokens, Map<String, float[][]> heads) {
        require(
                !tokens.isEmpty() && !heads.isEmpty(),
                "There are %s tokens and %s heads; give one or more of each.",
                tokens.size(),
                heads.size());
        this.tokens = tokens;
        this.heads = heads;
        double highest = 0;
        for (Map.Entry<String, float[][]> head : heads.entrySet()) {
            check(head.getKey(), head.getValue());
            for (float[] row : head.getValue()) {
                for (float weight : row) {
                    highest = Math.max(highest, weight);
                }
            }
        }
        most = roundUp(highest);
        cell = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, SIDE / tokens.size()));
        side = cell * tokens.size();
        labels =
                tokens.stream()
                        .mapToDouble(token -> Glyphs.width(token, Drawing.FONT))
                        .max()
                        .orElseThrow();
    }

    private void check(String head, float[][] weights) {
        int length = tokens.size();
        require(
                weights.length == length,
                "The weights \"%s\" have %s rows for %s tokens; allowed: one for each.",
                head,
                weights.length,
                length);
        for (int query = 0; query < length; query++) {
            require(
                    weights[query].length == length,
                    "Row %s of the weights \"%s\" has %s columns for %s tokens; allowed: one for"
                            + " each.",
                    query,
                    head,
                    weights[query].length,
                    length);
            for (int key = 0; key < length; key++) {
                float weight = weights[query][key];
                require(
                        weight >= 0 && weight < Float.POSITIVE_INFINITY,
                        "The weight of query %s and key %s of \"%s\" is %s; allowed: 0 or more."
                                + " Plot probabilities, not scores.",
                        query,
                        key,
                        head,
                        weight);
            }
        }
    }

    /** The next number of one digit, where the scale ends. */
    private static double roundUp(double highest) {
        if (highest == 0) {
            return 1;
        }
        MathContext oneDigit = new MathContext(1, RoundingMode.CEILING);
        // A float's own error must not make 0.9 of 0.8.
        MathContext sixDigits = new MathContext(6, RoundingMode.HALF_EVEN);
        return new BigDecimal(highest).round(sixDigits).round(oneDigit).doubleValue();
    }

    Picture draw() {
        Drawing drawing = new Drawing();
        double left = MARGIN + AXIS_LINE + labels + 8;
        int top = (int) Math.ceil(MARGIN + TITLE_LINE + AXIS_LINE + labels);
        double x = left;
        boolean first = true;
        for (Map.Entry<String, float[][]> head : heads.entrySet()) {
            double room = Math.max(side, Glyphs.width(head.getKey(), Drawing.TITLE));
            int start = (int) Math.round(x + (room - side) / 2);
            panel(drawing, head.getKey(), head.getValue(), start, top);
            if (first) {
                rowLabels(drawing, start, top);
            }
            x += room + GAP;
            first = false;
        }
        int bar = (int) Math.ceil(x);
        scale(drawing, bar, top);
        return drawing.finish(
                bar + BAR + 70,
                top + side + MARGIN,
                "Attention weights, queries downwards, keys to the right: "
                        + String.join(", ", heads.keySet()));
    }

    private void panel(Drawing drawing, String title, float[][] weights, int left, int top) {
        double middle = left + side / 2.0;
        drawing.title(title, middle, MARGIN + 14, Alignment.MIDDLE);
        drawing.text("keys", middle, MARGIN + TITLE_LINE + 6, Alignment.MIDDLE);
        Color[][] colors = new Color[weights.length][weights.length];
        for (int query = 0; query < weights.length; query++) {
            for (int key = 0; key < weights.length; key++) {
                int step = (int) (weights[query][key] / most * Palette.STEPS);
                colors[query][key] = Palette.step(Math.min(step, Palette.STEPS - 1));
            }
        }
        drawing.cells(Drawing.joined(colors, left, top, cell));
        drawing.frame(left, top, side, side);
        for (int i = 0; i < tokens.size(); i += labelStep()) {
            double center = left + (i + 0.5) * cell + 4;
            drawing.textUpwards(tokens.get(i), center, top - 7, Alignment.START);
        }
    }

    private void rowLabels(Drawing drawing, int left, int top) {
        for (int i = 0; i < tokens.size(); i += labelStep()) {
            double center = top + (i + 0.5) * cell + 4;
            drawing.text(tokens.get(i), left - 8, center, Alignment.END);
        }
        double x = left - 8 - labels - 8;
        drawing.textUpwards("queries", x, top + side / 2.0, Alignment.MIDDLE);
    }

    /** Where cells are lower than letters, some stay without. */
    private int labelStep() {
        return (LABEL_PITCH + cell - 1) / cell;
    }

    private void scale(Drawing drawing, int left, int top) {
        for (int step = 0; step < Palette.STEPS; step++) {
            int low = step * side / Palette.STEPS;
            int high = (step + 1) * side / Palette.STEPS;
            drawing.cell(Palette.step(step), left, top + side - high, BAR, high - low);
        }
        drawing.frame(left, top, BAR, side);
        for (int half = 0; half <= 2; half++) {
            double y = top + side - half * side / 2.0 + 4;
            String text =
                    BigDecimal.valueOf(most)
                            .multiply(BigDecimal.valueOf(half))
                            .divide(BigDecimal.valueOf(2))
                            .stripTrailingZeros()
                            .toPlainString();
            drawing.text(text, left + BAR + 7, y, Alignment.START);
        }
        drawing.textUpwards("weight", left + BAR + 54, top + side / 2.0, Alignment.MIDDLE);
    }
}
