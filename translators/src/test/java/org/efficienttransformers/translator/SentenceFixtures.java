/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders of sentence-transformers in src/test/resources/sentence, put together. */
final class SentenceFixtures {

    static final Path ROOT = Path.of("src/test/resources/sentence");

    private SentenceFixtures() {}

    /** The names of cases: those of cross-encoders begin with scores. */
    static List<String> names(boolean scores) {
        try (Stream<Path> list = Files.list(ROOT.resolve("cases"))) {
            return list.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("scores") == scores)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonElement expected(String name) throws IOException {
        return json(ROOT.resolve("cases").resolve(name).resolve("expected.json"));
    }

    static List<JsonElement> inputs(String kind) throws IOException {
        return json(ROOT.resolve("texts.json")).getAsJsonObject().getAsJsonArray(kind).asList();
    }

    /** Puts a case and the model that it stands around together. */
    static Path assemble(String name, Path target) throws IOException {
        Path from = ROOT.resolve("cases").resolve(name);
        copy(from, target);
        Path nested = target.resolve("0_Transformer");
        Path transformer = Files.exists(nested) ? nested : target;
        Path patch = from.resolve("config.patch.json");
        if (!Files.exists(patch)) {
            copy(ROOT.resolve("encoder"), transformer);
            return target;
        }
        JsonObject change = json(patch).getAsJsonObject();
        copy(ROOT.resolve("classifier-" + change.remove("labels")), transformer);
        JsonObject config = json(transformer.resolve("config.json")).getAsJsonObject();
        change.asMap().forEach(config::add);
        Files.writeString(transformer.resolve("config.json"), config.toString());
        return target;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    static JsonElement json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file));
    }
}
