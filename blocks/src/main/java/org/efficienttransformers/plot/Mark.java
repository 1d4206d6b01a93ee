/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.List;

/** A part of a drawing. */
sealed interface Mark {

    /** Appends itself as SVG. */
    void write(StringBuilder svg);

    /** Draws itself. */
    void paint(Graphics2D graphics);

    /**
     * Filled rectangles of one colour, on whole pixels, so that they are crisp.
     *
     * @param color their colour
     * @param rectangles where they are
     */
    record Cells(Color color, List<Rectangle> rectangles) implements Mark {

        @Override
        public void write(StringBuilder svg) {
            svg.append("<path shape-rendering=\"crispEdges\" fill=\"")
                    .append(Svg.color(color))
                    .append("\" d=\"");
            for (Rectangle r : rectangles) {
                svg.append('M').append(r.x).append(' ').append(r.y);
                svg.append('h').append(r.width).append('v').append(r.height);
                svg.append('h').append(-r.width).append('z');
            }
            svg.append("\"/>\n");
        }

        @Override
        public void paint(Graphics2D graphics) {
            graphics.setColor(color);
            graphics.setRenderingHint(
                    RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
            rectangles.forEach(r -> graphics.fillRect(r.x, r.y, r.width, r.height));
        }
    }

    /**
     * A line through points.
     *
     * @param color its colour
     * @param thickness in pixels
     * @param points two or more
     */
    record Line(Color color, double thickness, List<Point2D> points) implements Mark {

        @Override
        public void write(StringBuilder svg) {
            svg.append("<polyline fill=\"none\" stroke-linejoin=\"round\" stroke=\"")
                    .append(Svg.color(color))
                    .append("\" stroke-width=\"")
                    .append(Svg.number(thickness))
                    .append("\" points=\"");
            String separator = "";
            for (Point2D point : points) {
                svg.append(separator)
                        .append(Svg.number(point.getX()))
                        .append(',')
                        .append(Svg.number(point.getY()));
                separator = " ";
            }
            svg.append("\"/>\n");
        }

        @Override
        public void paint(Graphics2D graphics) {
            Path2D path = new Path2D.Double();
            path.moveTo(points.get(0).getX(), points.get(0).getY());
            points.stream().skip(1).forEach(point -> path.lineTo(point.getX(), point.getY()));
            smooth(graphics, color);
            graphics.setStroke(
                    new BasicStroke(
                            (float) thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
            graphics.draw(path);
        }
    }

    /**
     * A filled circle.
     *
     * @param color its colour
     * @param center where it is
     * @param radius in pixels
     */
    record Dot(Color color, Point2D center, double radius) implements Mark {

        @Override
        public void write(StringBuilder svg) {
            svg.append("<circle fill=\"")
                    .append(Svg.color(color))
                    .append("\" cx=\"")
                    .append(Svg.number(center.getX()))
                    .append("\" cy=\"")
                    .append(Svg.number(center.getY()))
                    .append("\" r=\"")
                    .append(Svg.number(radius))
                    .append("\"/>\n");
        }

        @Override
        public void paint(Graphics2D graphics) {
            smooth(graphics, color);
            graphics.fill(
                    new Ellipse2D.Double(
                            center.getX() - radius,
                            center.getY() - radius,
                            2 * radius,
                            2 * radius));
        }
    }

    /**
     * A line of text.
     *
     * @param text its characters
     * @param size the font size in pixels
     * @param color its colour
     * @param anchor where its beginning, middle or end stands on its base line
     * @param alignment which of them
     * @param upwards true if it is read from below to above
     */
    record Label(
            String text,
            double size,
            Color color,
            Point2D anchor,
            Alignment alignment,
            boolean upwards)
            implements Mark {

        /** What of a text its anchor tells the place of. */
        enum Alignment {
            START(0),
            MIDDLE(0.5),
            END(1);

            private final double part;

            Alignment(double part) {
                this.part = part;
            }
        }

        @Override
        public void write(StringBuilder svg) {
            svg.append("<text font-size=\"").append(Svg.number(size)).append("\" fill=\"");
            svg.append(Svg.color(color));
            if (Glyphs.covers(text)) {
                // Whichever font the viewer has, the text is as wide as it was measured.
                svg.append("\" lengthAdjust=\"spacingAndGlyphs\" textLength=\"")
                        .append(Svg.number(Glyphs.width(text, size)));
            }
            // The beginning is given, because viewers measure otherwise where they know no
            // textLength.
            svg.append("\" x=\"").append(Svg.number(startX()));
            svg.append("\" y=\"").append(Svg.number(startY()));
            if (upwards) {
                svg.append("\" transform=\"rotate(-90 ")
                        .append(Svg.number(startX()))
                        .append(' ')
                        .append(Svg.number(startY()))
                        .append(')');
            }
            svg.append("\">").append(Svg.escape(text)).append("</text>\n");
        }

        @Override
        public void paint(Graphics2D graphics) {
            AffineTransform place = AffineTransform.getTranslateInstance(startX(), startY());
            if (upwards) {
                place.rotate(-Math.PI / 2);
            }
            smooth(graphics, color);
            graphics.fill(place.createTransformedShape(Glyphs.outline(text, size)));
        }

        private double startX() {
            return anchor.getX() - (upwards ? 0 : shift());
        }

        private double startY() {
            return anchor.getY() + (upwards ? shift() : 0);
        }

        private double shift() {
            return alignment.part * Glyphs.width(text, size);
        }
    }

    private static void smooth(Graphics2D graphics, Color color) {
        graphics.setColor(color);
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    }
}
