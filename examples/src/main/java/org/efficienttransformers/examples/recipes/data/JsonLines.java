/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;

/** Reads files that have a JSON object in each line. */
public final class JsonLines {

    /**
     * An object and where it stands.
     *
     * @param object the object
     * @param where such as {@code line 12 of train.jsonl}
     */
    public record Line(JsonObject object, String where) implements Row {

        /** {@inheritDoc} */
        @Override
        public String text(String name) throws BadInputException {
            JsonElement value = object.get(name);
            if (value == null || !value.isJsonPrimitive()) {
                throw new BadInputException(
                        "There is no text named '"
                                + name
                                + "' in "
                                + where
                                + "; it has "
                                + String.join(", ", object.keySet())
                                + ".");
            }
            return value.getAsString();
        }
    }

    private JsonLines() {}

    /**
     * Reads a file; blank lines are passed over.
     *
     * @param file the file, UTF-8
     * @return its objects, one or more
     * @throws BadInputException if a line isn't an object, or there is none
     * @throws IOException if the file can't be read
     */
    public static List<Line> read(Path file) throws BadInputException, IOException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    lines.add(parse(line, "line " + number + " of " + file.getFileName()));
                }
            }
        } catch (MalformedInputException e) {
            throw new BadInputException(
                    file + " isn't UTF-8 behind line " + number + "; convert it, and try again.",
                    e);
        }
        if (lines.isEmpty()) {
            throw new BadInputException(
                    file + " is empty; it must have a JSON object in each line.");
        }
        return lines;
    }

    private static Line parse(String line, String where) throws BadInputException {
        try {
            JsonElement element = JsonParser.parseString(line);
            if (element.isJsonObject()) {
                return new Line(element.getAsJsonObject(), where);
            }
        } catch (JsonParseException e) {
            throw new BadInputException(notAnObject(where), e);
        }
        throw new BadInputException(notAnObject(where));
    }

    private static String notAnObject(String where) {
        return "There is no JSON object in "
                + where
                + "; each line must be one, such as {\"text\": \"...\", \"label\": \"...\"}.";
    }
}
