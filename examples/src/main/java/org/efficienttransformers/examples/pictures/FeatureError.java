/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.plot.LinePlot;
import org.efficienttransformers.plot.Picture;

/** How far Performer's attention is from full attention, by the number of its features. */
public final class FeatureError {

    private static final String FILE = "performer-error.csv";
    private static final String HEAD = "deviation,features,orthogonal,error";

    private record Row(String deviation, double features, boolean orthogonal, double error) {}

    private FeatureError() {}

    /**
     * Draws the figures of performer-error.csv.
     *
     * @param data its folder
     * @return the picture
     * @throws BadInputException if there is no such file, or it isn't what the command writes
     */
    public static Picture picture(Path data) {
        List<Row> rows = rows(data.resolve(FILE));
        LinePlot.Builder plot =
                LinePlot.builder()
                        .setTitle("Performer: error of the context by the number of features")
                        .setX("random features")
                        .setY("root mean square error")
                        .optLogarithmicX(true)
                        .optLogarithmicY(true);
        for (String deviation : rows.stream().map(Row::deviation).distinct().toList()) {
            for (boolean orthogonal : new boolean[] {true, false}) {
                List<Row> line =
                        rows.stream()
                                .filter(row -> row.deviation.equals(deviation))
                                .filter(row -> row.orthogonal == orthogonal)
                                .toList();
                plot.addLine(
                        "deviation " + deviation + (orthogonal ? ", orthogonal" : ", independent"),
                        line.stream().mapToDouble(Row::features).toArray(),
                        line.stream().mapToDouble(Row::error).toArray());
            }
        }
        return plot.build();
    }

    private static List<Row> rows(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
                throw new BadInputException("%s doesn't begin with \"%s\".", file, HEAD);
            }
            return lines.stream().skip(1).map(FeatureError::row).toList();
        } catch (IOException e) {
            throw new BadInputException(
                    e, "%s can't be read (%s); name its folder by --data.", file, e);
        }
    }

    private static Row row(String line) {
        String[] cells = line.split(",");
        return new Row(
                cells[0],
                Double.parseDouble(cells[1]),
                Boolean.parseBoolean(cells[2]),
                Double.parseDouble(cells[3]));
    }
}
