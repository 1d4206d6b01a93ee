/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.efficienttransformers.examples.benchmark.PngFile;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;
import org.efficienttransformers.examples.benchmark.sweep.series.Subject;
import org.efficienttransformers.plot.LinePlot;
import org.efficienttransformers.plot.Picture;

/** Draws time and memory by length, both axes logarithmic. */
public final class SweepCharts {

    private SweepCharts() {}

    /**
     * Draws a picture for each step, batch and quantity of which there are figures.
     *
     * @param folder where to; made if it doesn't exist
     * @param subject what was measured
     * @param results the rows
     * @param origin paragraphs that say what was measured, on what and by which command
     * @return the files
     */
    public static List<Path> write(
            Path folder, Subject subject, SweepResults results, List<String> origin)
            throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (Series baseline :
                results.series().stream().map(Series::baseline).distinct().toList()) {
            for (Quantity quantity : Quantity.values()) {
                Map<String, Map<Integer, Double>> lines = lines(results, baseline, quantity);
                if (!lines.isEmpty()) {
                    String name =
                            String.join(
                                    "-",
                                    subject.toString(),
                                    baseline.step().toString(),
                                    "batch" + baseline.batch(),
                                    quantity.toString());
                    Path file = folder.resolve(name + ".png");
                    Picture picture = picture(subject, baseline, quantity, lines, origin);
                    PngFile.write(picture, file);
                    files.add(file);
                }
            }
        }
        return files;
    }

    private static Picture picture(
            Subject subject,
            Series baseline,
            Quantity quantity,
            Map<String, Map<Integer, Double>> lines,
            List<String> origin) {
        boolean time = quantity == Quantity.TIME;
        LinePlot.Builder plot =
                LinePlot.builder()
                        .setTitle(
                                String.format(
                                        "%s of %s, %s, batch %d",
                                        time ? "Time" : "Peak memory",
                                        subject == Subject.ATTENTION
                                                ? "one layer's attention"
                                                : "a whole encoder",
                                        baseline.step(),
                                        baseline.batch()))
                        .setX("tokens")
                        .setY(time ? "milliseconds, median" : "MB above the loaded model")
                        .optLogarithmicX(true)
                        .optLogarithmicY(true);
        origin.forEach(plot::addNote);
        lines.forEach(
                (name, points) ->
                        plot.addLine(
                                name,
                                points.keySet().stream().mapToDouble(x -> x).toArray(),
                                points.values().stream().mapToDouble(y -> y).toArray()));
        return plot.build();
    }

    private static Map<String, Map<Integer, Double>> lines(
            SweepResults results, Series baseline, Quantity quantity) {
        Map<String, Map<Integer, Double>> lines = new LinkedHashMap<>();
        for (Series series : results.series()) {
            if (!series.baseline().equals(baseline)) {
                continue;
            }
            Map<Integer, Double> points = new TreeMap<>();
            for (Row row : results.of(series)) {
                OptionalDouble value = SweepResults.value(row, quantity);
                if (value.isPresent() && value.getAsDouble() > 0) {
                    double scale = quantity == Quantity.TIME ? 1e3 : 1e-6;
                    points.put(row.length(), value.getAsDouble() * scale);
                }
            }
            if (!points.isEmpty()) {
                lines.put(series.name() + ", " + series.form(), points);
            }
        }
        return lines;
    }
}
