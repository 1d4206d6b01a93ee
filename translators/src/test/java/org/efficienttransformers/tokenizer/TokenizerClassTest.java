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
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The class that a folder names, or its model's type, decides how texts are split, as in
 * transformers. See make_tokenizer_classes.py, which made the answers.
 */
class TokenizerClassTest {

    private static final Path RESOURCES = Path.of("src/test/resources/tokenizers");

    @TempDir private Path folder;

    static List<Named<JsonObject>> folders() throws IOException {
        return JsonParser.parseString(Files.readString(RESOURCES.resolve("classes.json")))
                .getAsJsonArray()
                .asList()
                .stream()
                .map(JsonElement::getAsJsonObject)
                .map(object -> Named.of(object.get("name").getAsString(), object))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void splitsTextsAsAutoTokenizerDoes(JsonObject expected) throws IOException {
        write(expected.getAsJsonObject("files"));
        if (!expected.has("cases")
                || expected.get("class").getAsString().equals("CanineTokenizer")) {
            assertThatThrownBy(() -> TextTokenizer.load(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(folder.toString())
                    .hasMessageContaining("; allowed")
                    .hasMessageEndingWith(".");
            return;
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            SequenceTemplate single = tokenizer.single();
            for (JsonElement element : expected.getAsJsonArray("cases")) {
                JsonObject text = element.getAsJsonObject();
                int[] ids = tokenizer.encode(text.get("text").getAsString()).ids();
                int[] all = concat(single.prefix(), ids, single.suffix());
                assertThat(all).isEqualTo(ints(text.getAsJsonArray("ids")));
                assertThat(tokenizer.decode(all)).isEqualTo(text.get("decoded").getAsString());
            }
            JsonObject pair = expected.getAsJsonObject("pair");
            JsonArray texts = pair.getAsJsonArray("texts");
            int[] first = tokenizer.encode(texts.get(0).getAsString()).ids();
            int[] second = tokenizer.encode(texts.get(1).getAsString()).ids();
            SequenceTemplate template = tokenizer.pair();
            assertThat(
                            concat(
                                    template.prefix(),
                                    first,
                                    template.middle(),
                                    second,
                                    template.suffix()))
                    .isEqualTo(ints(pair.getAsJsonArray("ids")));
            assertThat(
                            concat(
                                    template.prefixTypes(),
                                    filled(first.length, template.firstType()),
                                    template.middleTypes(),
                                    filled(second.length, template.secondType()),
                                    template.suffixTypes()))
                    .isEqualTo(ints(pair.getAsJsonArray("types")));
            assertThat(tokenizer.givesTokenTypes())
                    .isEqualTo(pair.get("gives_types").getAsBoolean());
        }
    }

    /** Writes files, in which names stand for the models of kinds.json and their parts. */
    private void write(JsonObject files) throws IOException {
        JsonObject kinds =
                JsonParser.parseString(Files.readString(RESOURCES.resolve("kinds.json")))
                        .getAsJsonObject();
        JsonObject models = kinds.getAsJsonObject("models");
        for (Map.Entry<String, JsonElement> file : files.asMap().entrySet()) {
            String text =
                    file.getValue().isJsonPrimitive()
                            ? file.getValue().getAsString()
                            : file.getValue().toString();
            String[] words = text.split(" ");
            if (text.startsWith("@")) {
                JsonObject model = models.getAsJsonObject(words[1]);
                if (words[0].equals("@merges")) {
                    List<String> lines = new ArrayList<>();
                    for (JsonElement merge : model.getAsJsonArray("merges")) {
                        JsonArray pair = merge.getAsJsonArray();
                        lines.add(pair.get(0).getAsString() + " " + pair.get(1).getAsString());
                    }
                    text = String.join("\n", lines) + "\n";
                } else if (file.getKey().endsWith("json")) {
                    text = model.get("vocab").toString();
                } else {
                    text = String.join("\n", lines(model.getAsJsonObject("vocab"))) + "\n";
                }
            }
            for (String model : models.keySet()) {
                text = text.replace("\"@" + model + "\"", models.get(model).toString());
            }
            text = text.replace("\"@charsmap\"", characters(kinds).toString());
            Files.writeString(folder.resolve(file.getKey()), text);
        }
    }

    private static List<String> lines(JsonObject vocab) {
        return vocab.asMap().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().getAsInt()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static JsonElement characters(JsonObject kinds) {
        for (JsonElement kind : kinds.getAsJsonArray("kinds")) {
            if (kind.getAsJsonObject().get("name").getAsString().equals("XLMRobertaTokenizer")) {
                return kind.getAsJsonObject().getAsJsonObject("tokenizer").get("normalizer");
            }
        }
        throw new AssertionError("kinds.json has no XLMRobertaTokenizer");
    }

    private static int[] ints(JsonArray list) {
        return list.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }

    private static int[] filled(int length, int value) {
        return IntStream.range(0, length).map(i -> value).toArray();
    }

    private static int[] concat(int[]... parts) {
        return java.util.Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}
