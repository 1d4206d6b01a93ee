/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokenizers of all kinds that transformers makes are read, broken ones refused in a sentence. */
class TokenizerKindsTest {

    private static final Path RESOURCES = Path.of("src/test/resources/tokenizers");

    /** A tokenizer.json whose parts the broken ones replace. */
    private static final Path SOUND =
            TextFixtures.tokenizer("byte-pairs").resolve("tokenizer.json");

    @TempDir private Path folder;

    /** Made by make_tokenizer_kinds.py; their vocabularies are in the file once. */
    static List<Named<JsonObject>> kinds() throws IOException {
        JsonObject file = read(RESOURCES.resolve("kinds.json")).getAsJsonObject();
        JsonObject models = file.getAsJsonObject("models");
        List<Named<JsonObject>> kinds = named(file.getAsJsonArray("kinds"));
        for (Named<JsonObject> kind : kinds) {
            JsonObject model =
                    kind.getPayload().getAsJsonObject("tokenizer").getAsJsonObject("model");
            JsonObject shared = models.getAsJsonObject(model.get("type").getAsString());
            model.add("vocab", shared.get("vocab"));
            if (shared.has("merges")) {
                model.add("merges", shared.get("merges"));
            }
        }
        return kinds;
    }

    /** Variants of a tokenizer.json, and a part of the sentence that refuses them. */
    static List<Named<JsonObject>> broken() throws IOException {
        return named(read(RESOURCES.resolve("hostile.json")).getAsJsonArray());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void givesTheIdsOfTheTokenizersLibrary(JsonObject kind) throws IOException {
        write(kind.getAsJsonObject("tokenizer"));
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            for (JsonElement element : kind.getAsJsonArray("cases")) {
                JsonObject text = element.getAsJsonObject();
                int[] ids =
                        StreamSupport.stream(text.getAsJsonArray("ids").spliterator(), false)
                                .mapToInt(JsonElement::getAsInt)
                                .toArray();
                assertThat(tokenizer.encode(text.get("text").getAsString()).ids()).isEqualTo(ids);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWhatWouldEndTheJvmOrTakeForEver(JsonObject variant) throws IOException {
        JsonObject tokenizer = read(SOUND).getAsJsonObject();
        tokenizer.add(variant.get("field").getAsString(), variant.get("value"));
        write(tokenizer);
        if (variant.get("refusal") instanceof JsonNull) {
            try (TextTokenizer read = TextTokenizer.load(folder)) {
                assertThat(read.encode("the harbour").ids()).isNotEmpty();
            }
            return;
        }
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json") + ": ")
                .hasMessageContaining(variant.get("refusal").getAsString())
                .hasMessageEndingWith(".");
    }

    private void write(JsonObject tokenizer) throws IOException {
        // Half of a surrogate pair can only be written as an escape.
        String json = tokenizer.toString().replace("\ud800", "\\ud800");
        Files.writeString(folder.resolve("tokenizer.json"), json);
    }

    private static List<Named<JsonObject>> named(JsonArray list) {
        return list.asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(object -> Named.of(object.get("name").getAsString(), object))
                .toList();
    }

    private static JsonElement read(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file));
    }
}
