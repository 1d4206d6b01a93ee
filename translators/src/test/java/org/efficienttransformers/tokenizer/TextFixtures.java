/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The folders of src/test/resources/textfixtures. */
public final class TextFixtures {

    private static final Path ROOT = Path.of("src/test/resources/textfixtures");

    /** Of this JVM alone, since several run tests at a time and each may start more. */
    private static final Path COPIES = copies();

    private TextFixtures() {}

    /** The folder of a tokenizer. */
    public static Path tokenizer(String name) {
        return ROOT.resolve("tokenizers").resolve(name);
    }

    /** The folder of a checkpoint with its tokenizer, or one that it names, copied for this JVM. */
    public static Path model(String name) {
        Path source = ROOT.resolve("models").resolve(name);
        Path folder = COPIES.resolve(name);
        JsonElement tokenizer = expected(source).get("tokenizer");
        try {
            Files.createDirectories(folder);
            folder.toFile().deleteOnExit();
            if (tokenizer != null) {
                copy(tokenizer(tokenizer.getAsString()), folder);
            }
            copy(source, folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All checkpoints. */
    public static List<Path> models() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("models"))) {
            return folders.sorted().map(folder -> model(folder.getFileName().toString())).toList();
        }
    }

    /** The answers of a folder. */
    public static JsonObject expected(Path folder) {
        try {
            return JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of a folder, with their answers. */
    public static List<JsonObject> cases(Path folder) {
        return StreamSupport.stream(expected(folder).getAsJsonArray("cases").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                copy.toFile().deleteOnExit();
            }
        }
    }

    private static Path copies() {
        try {
            Path folder = Files.createTempDirectory("textfixtures");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
