/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;

/** Reads files that have a JSON object in each line. */
final class JsonLines {

    /** An object and where it stands. */
    record Line(JsonObject object, String where) implements Row {

        @Override
        public String text(String name) {
            return Json.text(object, name, where);
        }

        @Override
        public List<String> texts(String name) {
            return Json.texts(object, name, where);
        }

        @Override
        public double number(String name) {
            return Json.number(object, name, where);
        }

        @Override
        public int integer(String name) {
            return Json.integer(object, name, where);
        }
    }

    private JsonLines() {}

    /** Reads a file; blank lines are passed over. Returns one object or more. */
    static List<Line> read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.read(file).lines().toList()) {
            number++;
            if (!line.isBlank()) {
                String where = "line " + number + " of " + file.getFileName();
                JsonObject object = Json.object(line);
                if (object == null) {
                    throw new BadInputException(
                            "There is no JSON object in %s; each line must be one, such as"
                                    + " {\"text\": \"...\", \"label\": \"...\"}.",
                            where);
                }
                lines.add(new Line(object, where));
            }
        }
        if (lines.isEmpty()) {
            throw new BadInputException(
                    "%s is empty; it must have a JSON object in each line.", file);
        }
        return lines;
    }
}
