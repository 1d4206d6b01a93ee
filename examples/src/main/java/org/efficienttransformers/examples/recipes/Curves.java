/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws how a training went: its loss, and what evaluations found. */
final class Curves {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final Color FAINT = new Color(0xB8CCE4);
    private static final Color STRONG = new Color(0x1F5FA8);
    private static final double SMOOTHING = 0.95;

    private Curves() {}

    /**
     * Writes a PNG of two charts side by side, or of one if nothing was evaluated.
     *
     * @param file the file
     * @param log what to draw; one step or more
     * @param figure the name of the figure of evaluations
     */
    static void write(Path file, RunLog log, String figure) throws IOException {
        XYChart loss = chart("Training loss", "loss");
        add(loss, "each step", log.losses(), FAINT).setMarker(SeriesMarkers.NONE);
        add(loss, "smoothed", smoothed(log.losses()), STRONG).setMarker(SeriesMarkers.NONE);
        List<XYChart> charts = new ArrayList<>(List.of(loss));
        if (!log.evaluations().isEmpty()) {
            XYChart evaluation = chart("Validation", figure);
            evaluation.getStyler().setLegendVisible(false);
            add(evaluation, figure, log.evaluations(), STRONG).setMarker(SeriesMarkers.CIRCLE);
            charts.add(evaluation);
        }
        BitmapEncoder.saveBitmap(charts, 1, charts.size(), file.toString(), BitmapFormat.PNG);
    }

    private static XYChart chart(String title, String up) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle("step")
                        .yAxisTitle(up)
                        .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE)
                .setChartTitleBoxVisible(false)
                .setPlotBorderVisible(false);
        return chart;
    }

    private static XYSeries add(XYChart chart, String name, Map<Long, Double> values, Color color) {
        XYSeries series =
                chart.addSeries(
                        name, new ArrayList<>(values.keySet()), new ArrayList<>(values.values()));
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setLineStyle(new BasicStroke(2));
        return series;
    }

    /** Exponential mean, whose beginning isn't drawn towards 0. */
    private static Map<Long, Double> smoothed(Map<Long, Double> values) {
        Map<Long, Double> smooth = new TreeMap<>();
        double sum = 0;
        double weight = 0;
        for (Map.Entry<Long, Double> value : values.entrySet()) {
            sum = SMOOTHING * sum + (1 - SMOOTHING) * value.getValue();
            weight = SMOOTHING * weight + (1 - SMOOTHING);
            smooth.put(value.getKey(), sum / weight);
        }
        return smooth;
    }
}
