/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.efficienttransformers.settings.Require.require;

import java.awt.Color;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.efficienttransformers.plot.Mark.Label.Alignment;

/**
 * Curves over one pair of axes, such as the loss of a training or an error by the number of
 * features, with the legend next to them.
 *
 * <p>It draws no more than a page of documentation needs. What it has over chart libraries: it runs
 * on servers without fonts, and gives the same bytes on every machine.
 *
 * <pre>
 *   Picture curve =
 *           LinePlot.builder()
 *                   .setTitle("Training")
 *                   .setX("step")
 *                   .setY("loss")
 *                   .addLine("training", steps, losses)
 *                   .build();
 * </pre>
 */
public final class LinePlot {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 300;
    private static final int TOP = 44;
    private static final int BELOW = 52;
    private static final int MARGIN = 16;
    private static final int GAP = 24;
    private static final int LEGEND_LINE = 22;
    private static final double DOT = 3.5;
    private static final int STROKE = 22;
    private static final int MOST_DOTS = 40;
    private static final int NOTE = 10;
    private static final int NOTE_LINE = 15;
    private static final Color GRID = new Color(0xE4E4E4);

    private final Builder builder;
    private final Axis across;
    private final Axis up;
    private final double left;

    private record Line(String name, List<Point2D> points) {}

    private LinePlot(Builder builder) {
        this.builder = builder;
        double[] x = builder.values(Point2D::getX);
        double[] y = builder.values(Point2D::getY);
        across = builder.logarithmicX ? Axis.logarithmic(x) : Axis.linear(x);
        up =
                builder.logarithmicY
                        ? Axis.logarithmicRound(y)
                        : Axis.linear(builder.zeroY ? withZero(y) : y);
        double labels =
                up.ticks().stream()
                        .mapToDouble(tick -> Glyphs.width(Axis.text(tick), Drawing.FONT))
                        .max()
                        .orElse(0);
        left = Math.ceil(MARGIN + 20 + labels + 8);
    }

    private Picture draw() {
        Drawing drawing = new Drawing();
        drawing.title(builder.title, left, MARGIN + 12, Alignment.START);
        axes(drawing);
        double legend = left + WIDTH + GAP;
        double right = legend;
        double y = TOP + 10;
        for (int i = 0; i < builder.lines.size(); i++) {
            Line line = builder.lines.get(i);
            Color color = Palette.category(i);
            curve(drawing, line, color, Palette.repeats(i));
            drawing.line(
                    color,
                    2,
                    List.of(new Point2D.Double(legend, y), new Point2D.Double(legend + STROKE, y)));
            if (Palette.repeats(i)) {
                ring(drawing, color, new Point2D.Double(legend + STROKE / 2.0, y));
            }
            drawing.text(line.name, legend + STROKE + 8, y + 4, Alignment.START);
            right = Math.max(right, legend + STROKE + 8 + Glyphs.width(line.name, Drawing.FONT));
            y += LEGEND_LINE;
        }
        right = Math.max(right, left + Glyphs.width(builder.title, Drawing.TITLE));
        double bottom = notes(drawing, right, Math.max(TOP + HEIGHT + BELOW, y));
        return drawing.finish(
                right + MARGIN, bottom, builder.title + ": " + builder.y + " by " + builder.x);
    }

    private void axes(Drawing drawing) {
        for (double tick : across.ticks()) {
            double x = x(tick);
            drawing.line(
                    GRID,
                    1,
                    List.of(new Point2D.Double(x, TOP), new Point2D.Double(x, TOP + HEIGHT)));
            drawing.text(Axis.text(tick), x, TOP + HEIGHT + 18, Alignment.MIDDLE);
        }
        for (double tick : up.ticks()) {
            double y = y(tick);
            drawing.line(
                    GRID,
                    1,
                    List.of(new Point2D.Double(left, y), new Point2D.Double(left + WIDTH, y)));
            drawing.text(Axis.text(tick), left - 8, y + 4, Alignment.END);
        }
        drawing.frame((int) left, TOP, WIDTH, HEIGHT);
        drawing.text(builder.x, left + WIDTH / 2.0, TOP + HEIGHT + 38, Alignment.MIDDLE);
        drawing.textUpwards(builder.y, MARGIN + 10, TOP + HEIGHT / 2.0, Alignment.MIDDLE);
    }

    /** The points of a line are rings where another line has its colour. */
    private void curve(Drawing drawing, Line line, Color color, boolean rings) {
        List<Point2D> points =
                line.points.stream()
                        .<Point2D>map(p -> new Point2D.Double(x(p.getX()), y(p.getY())))
                        .toList();
        if (points.size() > 1) {
            drawing.line(color, 2, points);
        }
        if (points.size() <= MOST_DOTS) {
            points.forEach(
                    point -> {
                        if (rings) {
                            ring(drawing, color, point);
                        } else {
                            drawing.dot(color, point, DOT);
                        }
                    });
        }
    }

    private static void ring(Drawing drawing, Color color, Point2D center) {
        drawing.dot(color, center, DOT + 1);
        drawing.dot(Color.WHITE, center, DOT - 1);
    }

    /** Writes the notes below all else, and returns where they end. */
    private double notes(Drawing drawing, double right, double top) {
        double y = top;
        for (String note : builder.notes) {
            StringBuilder line = new StringBuilder();
            for (String word : note.split(" ")) {
                if (!line.isEmpty() && MARGIN + Glyphs.width(line + " " + word, NOTE) > right) {
                    note(drawing, line.toString(), y);
                    y += NOTE_LINE;
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            note(drawing, line.toString(), y);
            y += NOTE_LINE;
        }
        return builder.notes.isEmpty() ? top : y;
    }

    private static double[] withZero(double[] values) {
        return DoubleStream.concat(DoubleStream.of(0), Arrays.stream(values)).toArray();
    }

    private static void note(Drawing drawing, String line, double y) {
        drawing.text(line, NOTE, Drawing.FRAME, MARGIN, y + NOTE, Alignment.START, false);
    }

    private double x(double value) {
        return left + across.place(value) * WIDTH;
    }

    private double y(double value) {
        return TOP + (1 - up.place(value)) * HEIGHT;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinePlot}. */
    public static final class Builder {

        private final List<Line> lines = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private String title;
        private String x;
        private String y;
        private boolean logarithmicX;
        private boolean logarithmicY;
        private boolean zeroY;

        private Builder() {}

        /**
         * Sets what stands above.
         *
         * @param title one line
         * @return this builder
         */
        public Builder setTitle(String title) {
            this.title = title;
            return this;
        }

        /**
         * Sets what the horizontal axis shows.
         *
         * @param x a quantity with its unit
         * @return this builder
         */
        public Builder setX(String x) {
            this.x = x;
            return this;
        }

        /**
         * Sets what the vertical axis shows.
         *
         * @param y a quantity with its unit
         * @return this builder
         */
        public Builder setY(String y) {
            this.y = y;
            return this;
        }

        /**
         * Makes the horizontal axis logarithmic. Default: linear.
         *
         * @param logarithmicX true for equal distances of equal ratios
         * @return this builder
         */
        public Builder optLogarithmicX(boolean logarithmicX) {
            this.logarithmicX = logarithmicX;
            return this;
        }

        /**
         * Makes the vertical axis logarithmic. Default: linear.
         *
         * @param logarithmicY true for equal distances of equal ratios
         * @return this builder
         */
        public Builder optLogarithmicY(boolean logarithmicY) {
            this.logarithmicY = logarithmicY;
            return this;
        }

        /**
         * Lets a linear vertical axis reach to zero, so that heights can be compared. Default: it
         * spans the values.
         *
         * @param zeroY true if zero is to be on it
         * @return this builder
         */
        public Builder optZeroY(boolean zeroY) {
            this.zeroY = zeroY;
            return this;
        }

        /**
         * Adds a line.
         *
         * @param name what the legend calls it
         * @param x where its points are, one or more
         * @param y their values, as many
         * @return this builder
         */
        public Builder addLine(String name, double[] x, double[] y) {
            require(
                    x.length > 0 && x.length == y.length,
                    "The line \"%s\" has %s places and %s values; allowed: as many of each, one or"
                            + " more.",
                    name,
                    x.length,
                    y.length);
            List<Point2D> points = new ArrayList<>();
            for (int i = 0; i < x.length; i++) {
                points.add(new Point2D.Double(x[i], y[i]));
            }
            lines.add(new Line(name, points));
            return this;
        }

        /**
         * Adds a paragraph below the picture, such as what the figures were measured on.
         *
         * @param note a text of any length; it is broken into lines between words
         * @return this builder
         */
        public Builder addNote(String note) {
            notes.add(note);
            return this;
        }

        /**
         * Draws.
         *
         * @return the picture
         * @throws IllegalArgumentException if there is no line, or a number isn't finite, or isn't
         *     positive on a logarithmic axis
         */
        public Picture build() {
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(x, "x");
            Objects.requireNonNull(y, "y");
            require(!lines.isEmpty(), "There is no line; add one or more.");
            for (Line line : lines) {
                for (Point2D point : line.points) {
                    check(line.name, x, point.getX(), logarithmicX);
                    check(line.name, y, point.getY(), logarithmicY);
                }
            }
            return new LinePlot(this).draw();
        }

        private double[] values(ToDoubleFunction<Point2D> coordinate) {
            return lines.stream()
                    .flatMap(line -> line.points.stream())
                    .mapToDouble(coordinate)
                    .toArray();
        }

        private static void check(String line, String axis, double value, boolean logarithmic) {
            require(
                    Double.isFinite(value) && (!logarithmic || value > 0),
                    "The line \"%s\" has %s for \"%s\"; allowed: %s",
                    line,
                    value,
                    axis,
                    logarithmic ? "numbers above 0." : "finite numbers.");
        }
    }
}
