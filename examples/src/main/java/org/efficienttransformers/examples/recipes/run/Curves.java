/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.run;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.efficienttransformers.finetune.FineTuning.Result;
import org.efficienttransformers.plot.LinePlot;

/** Draws how a training went: its loss, and what evaluations found. */
final class Curves {

    private static final double SMOOTHING = 0.95;

    private Curves() {}

    /** Writes a PNG of two charts side by side, or of one if nothing was evaluated. */
    static void write(Path file, Result result) throws IOException {
        List<BufferedImage> charts = new ArrayList<>();
        LinePlot.Builder loss =
                LinePlot.builder().setTitle("Training loss").setX("step").setY("loss");
        add(loss, "each step", result.losses());
        add(loss, "smoothed", smoothed(result.losses()));
        charts.add(loss.build().image(1));
        if (!result.evaluations().isEmpty()) {
            LinePlot.Builder evaluation =
                    LinePlot.builder().setTitle("Validation").setX("step").setY(result.figure());
            add(evaluation, result.figure(), result.evaluations());
            charts.add(evaluation.build().image(1));
        }
        BufferedImage all =
                new BufferedImage(
                        charts.stream().mapToInt(BufferedImage::getWidth).sum(),
                        charts.get(0).getHeight(),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
        int x = 0;
        for (BufferedImage chart : charts) {
            graphics.drawImage(chart, x, 0, null);
            x += chart.getWidth();
        }
        graphics.dispose();
        ImageIO.write(all, "png", file.toFile());
    }

    private static void add(LinePlot.Builder plot, String name, Map<Long, Double> values) {
        plot.addLine(
                name,
                values.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
                values.values().stream().mapToDouble(Double::doubleValue).toArray());
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
