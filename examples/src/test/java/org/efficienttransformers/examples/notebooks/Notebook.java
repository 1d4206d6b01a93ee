/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.notebooks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** A file of Jupyter, nbformat 4. */
final class Notebook {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final Path file;
    private final JsonObject json;

    Notebook(Path file) {
        this.file = file;
        try {
            json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonObject json() {
        return json;
    }

    /** All cells, in order. */
    List<JsonObject> cells() {
        return StreamSupport.stream(json.getAsJsonArray("cells").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /** The cells with code, in order. */
    List<JsonObject> codeCells() {
        return cells().stream()
                .filter(cell -> cell.get("cell_type").getAsString().equals("code"))
                .toList();
    }

    /** The text of a cell, or another text that Jupyter keeps as lines. */
    static String text(JsonElement lines) {
        if (lines.isJsonPrimitive()) {
            return lines.getAsString();
        }
        StringBuilder text = new StringBuilder();
        lines.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
        return text.toString();
    }

    /** A text as Jupyter keeps it: lines with their ends. */
    static JsonArray lines(String text) {
        JsonArray lines = new JsonArray();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start) + 1;
            end = end == 0 ? text.length() : end;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }

    /** Writes the file as Jupyter does: keys sorted, indented by one space. */
    void write() throws IOException {
        StringWriter text = new StringWriter();
        try (com.google.gson.stream.JsonWriter writer =
                new com.google.gson.stream.JsonWriter(text)) {
            writer.setIndent(" ");
            writer.setHtmlSafe(false);
            GSON.toJson(sorted(json), writer);
        }
        Files.writeString(file, text + "\n");
    }

    private static JsonElement sorted(JsonElement element) {
        if (element.isJsonArray()) {
            JsonArray array = new JsonArray();
            element.getAsJsonArray().forEach(item -> array.add(sorted(item)));
            return array;
        }
        if (element.isJsonObject()) {
            JsonObject object = new JsonObject();
            List<String> keys = new ArrayList<>(element.getAsJsonObject().keySet());
            keys.stream()
                    .sorted()
                    .forEach(key -> object.add(key, sorted(element.getAsJsonObject().get(key))));
            return object;
        }
        return element;
    }
}
