/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws one line over a logarithmic axis, as SVG.
 *
 * @param title what stands above it
 * @param across what the horizontal axis shows
 * @param up what the vertical axis shows, from 0
 */
record LineChart(String title, String across, String up) {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 45;
    private static final int BOTTOM = 60;
    private static final int STEPS = 5;

    /**
     * Draws.
     *
     * @param x the points, ascending, 1 or more
     * @param y their values, 0 or more
     * @return the file's content
     */
    String svg(List<Integer> x, double[] y) {
        double step = step(Arrays.stream(y).max().orElse(1));
        double top = step * STEPS;
        StringBuilder svg = new StringBuilder(2048);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\" font-size=\"13\">%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                        WIDTH,
                        HEIGHT));
        text(svg, WIDTH / 2.0, 25, "middle", title, "font-size=\"16\"");
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 15, "middle", across, "");
        double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        String turned = String.format(Locale.ROOT, "transform=\"rotate(-90 18 %.1f)\"", middle);
        text(svg, 18, middle, "middle", up, turned);
        for (int i = 0; i <= STEPS; i++) {
            double height = vertical(i * step, top);
            line(svg, LEFT, height, WIDTH - RIGHT, height);
            String label = String.format(Locale.ROOT, "%.2f", i * step);
            text(svg, LEFT - 8, height + 4, "end", label, "");
        }
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < y.length; i++) {
            double place = horizontal(x, i);
            double height = vertical(y[i], top);
            text(svg, place, HEIGHT - BOTTOM + 20, "middle", x.get(i).toString(), "");
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", place, height));
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#1f5fa8\"/>%n",
                            place,
                            height));
        }
        return svg.append("<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\" points=\"")
                .append(points.toString().strip())
                .append("\"/>\n</svg>\n")
                .toString();
    }

    /** 1, 2 or 5 times a power of ten, of which {@link #STEPS} cover the most. */
    private static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most / STEPS)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power * STEPS >= most) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static double horizontal(List<Integer> x, int index) {
        double from = Math.log(x.get(0));
        double to = Math.log(x.get(x.size() - 1));
        double part = to == from ? 0.5 : (Math.log(x.get(index)) - from) / (to - from);
        return LEFT + 20 + part * (WIDTH - RIGHT - LEFT - 40);
    }

    private static double vertical(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\""
                                + " stroke=\"#dddddd\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2));
    }

    private static void text(
            StringBuilder svg, double x, double y, String anchor, String content, String more) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                        x,
                        y,
                        anchor,
                        more,
                        content));
    }
}
