/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.pictures;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.plot.LinePlot;
import org.efficienttransformers.plot.Picture;

/**
 * Time and memory of encoders and of attention by the length of the text, as 'benchmark sweep' has
 * written them: the picture says on what they were measured, and by which command.
 */
public final class SweepCurves {

    private static final String USUAL_FORM = "fused";

    private record Figure(String file, String title, String unit, String column, double scale) {}

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure(
                            "encoder-time",
                            "Time of a whole encoder by the length of the text",
                            "seconds, median",
                            "median_seconds",
                            1),
                    new Figure(
                            "encoder-memory",
                            "Memory of a whole encoder by the length of the text",
                            "peak above the loaded model, MB",
                            "peak_bytes",
                            1e-6),
                    new Figure(
                            "growth",
                            "Time of one layer's attention by the length of the text",
                            "milliseconds, median",
                            "median_seconds",
                            1000));

    private SweepCurves() {}

    /**
     * Draws the figures of encoder-time.csv, encoder-memory.csv and growth.csv.
     *
     * @param data their folder; of a file that isn't there, nothing is drawn
     * @return the pictures by the names of their files
     * @throws BadInputException if a file isn't what the command writes
     */
    public static Map<String, Picture> pictures(Path data) {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        for (Figure figure : FIGURES) {
            Path file = data.resolve(figure.file + ".csv");
            if (Files.exists(file)) {
                pictures.put(figure.file + ".svg", picture(figure, file));
            }
        }
        return pictures;
    }

    private static Picture picture(Figure figure, Path file) {
        CSVFormat format =
                CSVFormat.DEFAULT
                        .builder()
                        .setCommentMarker('#')
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get();
        try (Reader reader = Files.newBufferedReader(file);
                CSVParser parser = CSVParser.parse(reader, format)) {
            LinePlot.Builder plot =
                    LinePlot.builder()
                            .setTitle(figure.title)
                            .setX("tokens")
                            .setY(figure.unit)
                            .optLogarithmicX(true)
                            .optLogarithmicY(true);
            lines(parser, figure)
                    .forEach(
                            (name, points) ->
                                    plot.addLine(
                                            name,
                                            points.stream().mapToDouble(p -> p[0]).toArray(),
                                            points.stream().mapToDouble(p -> p[1]).toArray()));
            if (parser.getHeaderComment() != null) {
                parser.getHeaderComment().lines().forEach(plot::addNote);
            }
            return plot.build();
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    e,
                    "%s can't be drawn (%s); write it by 'benchmark sweep --preset"
                            + " %s --csv %s'.",
                    file,
                    e.getMessage(),
                    figure.file,
                    file);
        }
    }

    /** Points of each mechanism, without what wasn't measured. */
    private static Map<String, List<double[]>> lines(CSVParser parser, Figure figure) {
        Map<String, List<double[]>> lines = new LinkedHashMap<>();
        for (CSVRecord row : parser) {
            String value = row.get(figure.column);
            if (!value.isEmpty()) {
                double[] point = {
                    Double.parseDouble(row.get("tokens")), Double.parseDouble(value) * figure.scale
                };
                lines.computeIfAbsent(name(row), name -> new ArrayList<>()).add(point);
            }
        }
        return lines;
    }

    private static String name(CSVRecord row) {
        String form = row.get("kernels");
        return row.get("mechanism") + (form.equals(USUAL_FORM) ? "" : ", " + form);
    }
}
