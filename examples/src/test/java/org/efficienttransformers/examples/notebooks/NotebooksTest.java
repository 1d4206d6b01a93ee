/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every cell of every notebook, and holds the saved outputs to what comes out.
 *
 * <p>With {@code -Dnotebooks.write=true} it saves what comes out instead:
 *
 * <pre>
 *   mvn test -pl examples -am -Dtest=NotebooksTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Dnotebooks.write=true
 * </pre>
 */
class NotebooksTest {

    private static final Path FOLDER = Path.of("notebooks");

    /** A tag of cells whose output is another in each run: times, and what follows from them. */
    private static final String VARIES = "varies";

    private static final Pattern MAGIC = Pattern.compile("%maven ([^:]+):([^:]+):([^:]+)");

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void everyCellRunsAndItsSavedOutputIsTrue(Path file) throws IOException {
        run(file, Boolean.getBoolean("notebooks.write"));
    }

    private static void run(Path file, boolean write) throws IOException {
        Notebook notebook = new Notebook(file);
        try (NotebookKernel kernel = new NotebookKernel()) {
            int count = 0;
            for (JsonObject cell : notebook.codeCells()) {
                count++;
                String source = Notebook.text(cell.get("source"));
                JsonArray outputs = outputs(kernel.run(source), count);
                if (write) {
                    cell.addProperty("execution_count", count);
                    cell.add("outputs", outputs);
                } else {
                    compare(cell, outputs, count);
                }
            }
        }
        if (write) {
            notebook.write();
        }
    }

    private static JsonArray outputs(NotebookKernel.Outcome outcome, int count) {
        JsonArray outputs = new JsonArray();
        if (!outcome.printed().isEmpty()) {
            JsonObject stream = new JsonObject();
            stream.addProperty("output_type", "stream");
            stream.addProperty("name", "stdout");
            stream.add("text", Notebook.lines(outcome.printed()));
            outputs.add(stream);
        }
        outcome.value()
                .ifPresent(
                        value -> {
                            JsonObject data = new JsonObject();
                            value.data()
                                    .forEach((type, text) -> data.add(type, content(type, text)));
                            JsonObject result = new JsonObject();
                            result.addProperty("output_type", "execute_result");
                            result.addProperty("execution_count", count);
                            result.add("data", data);
                            result.add("metadata", new JsonObject());
                            outputs.add(result);
                        });
        return outputs;
    }

    private static JsonElement content(String type, String text) {
        return type.startsWith("image/") ? new JsonPrimitive(text) : Notebook.lines(text);
    }

    /** Pixels are compared elsewhere; that there is a picture is enough. */
    private static void compare(JsonObject cell, JsonArray outputs, int count) {
        assertThat(cell.get("execution_count")).isNotEqualTo(JsonNull.INSTANCE);
        assertThat(cell.get("execution_count").getAsInt()).isEqualTo(count);
        boolean varies = cell.getAsJsonObject("metadata").toString().contains(VARIES);
        assertThat(texts(cell.getAsJsonArray("outputs"), varies))
                .as("output of cell %d, saved and now", count)
                .isEqualTo(texts(outputs, varies));
    }

    /** What can be compared: types, and texts where they are always the same. */
    private static Map<String, String> texts(JsonArray outputs, boolean varies) {
        Map<String, String> texts = new TreeMap<>();
        for (JsonElement element : outputs) {
            JsonObject output = element.getAsJsonObject();
            if (output.has("text")) {
                texts.put("stdout", varies ? "" : Notebook.text(output.get("text")));
                continue;
            }
            for (Map.Entry<String, JsonElement> form : output.getAsJsonObject("data").entrySet()) {
                boolean picture = form.getKey().startsWith("image/");
                texts.put(form.getKey(), varies || picture ? "" : Notebook.text(form.getValue()));
            }
        }
        return texts;
    }

    /** Only the magic that all kernels know, and what the build itself has. */
    @ParameterizedTest
    @MethodSource("notebooks")
    void magicsNameWhatTheTestsRunWith(Path file) throws IOException {
        Notebook notebook = new Notebook(file);
        String classpath = System.getProperty("java.class.path");
        long magics = 0;
        for (JsonObject cell : notebook.codeCells()) {
            for (String line :
                    Notebook.text(cell.get("source"))
                            .lines()
                            .filter(l -> l.startsWith("%"))
                            .toList()) {
                Matcher magic = MAGIC.matcher(line);
                assertThat(magic.matches()).as(line).isTrue();
                magics++;
                String version = magic.group(3);
                if (magic.group(1).equals("org.efficienttransformers")) {
                    assertThat(Files.readString(Path.of("pom.xml")))
                            .contains("<version>" + version + "</version>");
                } else {
                    assertThat(classpath).contains(magic.group(2) + "-" + version + ".jar");
                }
            }
        }
        assertThat(magics).isPositive();
        assertThat(notebook.json().get("nbformat").getAsInt()).isEqualTo(4);
    }

    /** A newcomer is told what comes before it comes. */
    @ParameterizedTest
    @MethodSource("notebooks")
    void everyCellOfCodeFollowsAnExplanation(Path file) {
        List<JsonObject> cells = new Notebook(file).cells();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).get("cell_type").getAsString().equals("code")) {
                assertThat(i).isPositive();
                assertThat(cells.get(i - 1).get("cell_type").getAsString()).isEqualTo("markdown");
            }
        }
    }

    @Test
    void staleOutputsFailUntilTheyAreWritten(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("notebook.ipynb");
        Files.writeString(
                file,
                """
                {"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {},
                 "outputs": [{"data": {"text/plain": ["5"]}, "execution_count": 1, "metadata": {},
                 "output_type": "execute_result"}], "source": ["int x = 2;\\n", "x + 2"]}],
                 "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
                """);
        assertThatThrownBy(() -> run(file, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("output of cell 1");
        run(file, true);
        run(file, false);
        assertThat(file).content().contains("\"4\"").contains("\"x + 2\"");
    }

    @Test
    void rejectedSnippetsAndExceptionsFail() {
        try (NotebookKernel kernel = new NotebookKernel()) {
            assertThatThrownBy(() -> kernel.run("int x = \"text\";"))
                    .hasMessageContaining("REJECTED")
                    .hasMessageContaining("incompatible types");
            assertThatThrownBy(() -> kernel.run("int y = undefined + 1;"))
                    .hasMessageContaining("cannot find symbol");
            assertThatThrownBy(() -> kernel.run("int f() { return undefined; }"))
                    .hasMessageContaining("undefined");
            assertThatThrownBy(() -> kernel.run("Integer.parseInt(\"text\")"))
                    .hasMessageContaining("NumberFormatException");
            assertThatThrownBy(() -> kernel.run("for (int i = 0; i < 3; i++) {"))
                    .hasMessageContaining("ends too early");
        }
    }

    @Test
    void cellsShowWhatTheyPrintAndTheirLastValue() {
        try (NotebookKernel kernel = new NotebookKernel()) {
            NotebookKernel.Outcome outcome =
                    kernel.run("%maven a:b:1\nint x = 6;\nSystem.out.println(x);\nx * 7");
            assertThat(outcome.printed().strip()).isEqualTo("6");
            assertThat(outcome.value().orElseThrow().data()).isEqualTo(Map.of("text/plain", "42"));
            assertThat(kernel.run("int z = x + 1;").value()).isEmpty();
            assertThat(kernel.run("x = 8;").value()).isEmpty();
            assertThat(
                            kernel.run("render(\"<b>\" + x + \"</b>\", \"text/html\")")
                                    .value()
                                    .orElseThrow()
                                    .data())
                    .containsEntry("text/html", "<b>8</b>");
            assertThat(
                            kernel.run("new java.awt.image.BufferedImage(2, 3, 1)")
                                    .value()
                                    .orElseThrow()
                                    .data())
                    .containsEntry("text/plain", "2 x 3 pixels")
                    .containsKey("image/png");
        }
    }
}
