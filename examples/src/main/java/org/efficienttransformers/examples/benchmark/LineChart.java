/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Draws lines over an axis on which equal distances are doublings, with a caption that says where
 * the figures come from.
 *
 * <p>XChart labels logarithmic axes by powers of ten only, too few here; so the axes are linear
 * ones of exponents of two.
 *
 * @param title what stands above
 * @param across what the horizontal axis shows
 * @param up what the vertical axis shows
 * @param doublings true if equal distances up are doublings, too; false if that axis begins at 0
 * @param caption paragraphs below
 */
record LineChart(String title, String across, String up, boolean doublings, List<String> caption) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 560;
    private static final int MARGIN = 16;
    private static final int LINE = 16;
    private static final int COLUMNS = 140;

    // The space of the data, roughly, in pixels.
    private static final int ACROSS = 680;
    private static final int UP = 450;

    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /**
     * Draws and writes a PNG file.
     *
     * @param file where to
     * @param lines names of lines, with their points: above 0 across, and up if that shows
     *     doublings
     */
    void write(Path file, Map<String, Map<Integer, Double>> lines) throws IOException {
        List<String> text = new ArrayList<>();
        for (String paragraph : caption) {
            text.addAll(wrap(paragraph));
        }
        int height = HEIGHT + MARGIN + text.size() * LINE;
        BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, height);
        chart(lines).paint(graphics, WIDTH, HEIGHT);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(SMALL);
        for (int i = 0; i < text.size(); i++) {
            graphics.drawString(text.get(i), MARGIN, HEIGHT + (i + 1) * LINE);
        }
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private XYChart chart(Map<String, Map<Integer, Double>> lines) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle(across)
                        .yAxisTitle(up)
                        .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendVisible(lines.size() > 1)
                .setLegendBorderColor(Color.WHITE);
        chart.getStyler()
                .setPlotGridLinesColor(Color.LIGHT_GRAY)
                .setXAxisTickMarkSpacingHint(spacing(ACROSS, exponents(lines, Map::keySet)))
                .setxAxisTickLabelsFormattingFunction(LineChart::power);
        if (doublings) {
            DoubleSummaryStatistics exponents = exponents(lines, Map::values);
            chart.getStyler()
                    .setYAxisMin(Math.floor(exponents.getMin()))
                    .setYAxisMax(Math.ceil(exponents.getMax()))
                    .setYAxisTickMarkSpacingHint(spacing(UP, exponents))
                    .setyAxisTickLabelsFormattingFunction(LineChart::power);
        } else {
            chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("0.00");
        }
        lines.forEach(
                (name, points) -> {
                    double[] x = points.keySet().stream().mapToDouble(LineChart::log2).toArray();
                    double[] y = points.values().stream().mapToDouble(this::up).toArray();
                    XYSeries series = chart.addSeries(name, x, y);
                    series.setLineWidth(2);
                });
        return chart;
    }

    private static DoubleSummaryStatistics exponents(
            Map<String, Map<Integer, Double>> lines,
            Function<Map<Integer, Double>, Collection<? extends Number>> numbers) {
        return lines.values().stream()
                .flatMap(points -> numbers.apply(points).stream())
                .mapToDouble(number -> log2(number.doubleValue()))
                .summaryStatistics();
    }

    /** Pixels between marks, one for each doubling. */
    private static int spacing(int pixels, DoubleSummaryStatistics exponents) {
        double doublings = Math.ceil(exponents.getMax()) - Math.floor(exponents.getMin());
        return (int) (pixels / Math.max(1, doublings));
    }

    private double up(double value) {
        return doublings ? log2(value) : value;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** The number at a mark, if it is a power of two. */
    private static String power(double exponent) {
        if (Math.abs(exponent - Math.rint(exponent)) > 1e-6) {
            return "";
        }
        double value = Math.pow(2, Math.rint(exponent));
        return exponent < 0 ? String.valueOf(value) : String.format("%,.0f", value);
    }

    private static List<String> wrap(String paragraph) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
