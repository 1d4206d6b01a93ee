/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The small checkpoints of translators' tests, whose answers transformers gave. */
public final class TextModels {

    private static final Path RESOURCES = Path.of("../translators/src/test/resources");

    private TextModels() {}

    /** Puts a checkpoint and its tokenizer together in a folder. */
    public static Path copy(String name, Path parent) throws IOException {
        Path source = RESOURCES.resolve("textfixtures/models").resolve(name);
        String tokenizer = expected(source).get("tokenizer").getAsString();
        Path folder = Files.createDirectories(parent.resolve(name));
        for (Path from :
                List.of(RESOURCES.resolve("textfixtures/tokenizers").resolve(tokenizer), source)) {
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    if (!file.endsWith("expected.json")) {
                        Files.copy(file, folder.resolve(file.getFileName()));
                    }
                }
            }
        }
        return folder;
    }

    /** The first text of a checkpoint, and what transformers says of it. */
    public static JsonObject firstCase(String name) throws IOException {
        return expected(RESOURCES.resolve("textfixtures/models").resolve(name))
                .getAsJsonArray("cases")
                .get(0)
                .getAsJsonObject();
    }

    /** The folder of a checkpoint without a tokenizer. */
    public static Path fixture(String name) {
        return RESOURCES.resolve("fixtures").resolve(name);
    }

    private static JsonObject expected(Path folder) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                .getAsJsonObject();
    }
}
