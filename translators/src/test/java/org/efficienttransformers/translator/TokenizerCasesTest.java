/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folders of src/test/resources/cases give the answers of transformers, or a sentence. */
class TokenizerCasesTest {

    private static final Path CASES = Path.of("src/test/resources/cases");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "japanese-tokenizer-class/basic-character",
                "tokenizer-class/generic-class-keeps-json",
                "tokenizer-class/gpt2-class-beside-roberta",
                "tokenizer-class/roberta-json-without-template",
                "truncation-side-left/model",
                "xlm-roberta",
                "camembert"
            })
    void embeddingsAreThoseOfTransformers(String name) throws IOException, TranslateException {
        Path folder = CASES.resolve(name);
        JsonObject expected = TextFixtures.expected(folder);
        Object[] arguments =
                expected.has("arguments")
                        ? new Object[] {"truncation", true, "maxLength", 16}
                        : new Object[0];
        try (LoadedModel<String, float[]> model =
                        LoadedModel.load(folder, String.class, float[].class, arguments);
                Predictor<String, float[]> predictor = model.predictor()) {
            float[] vector = predictor.predict(expected.get("text").getAsString());
            JsonArray values = expected.getAsJsonArray("vector");
            assertThat(vector).hasSize(values.size());
            for (int i = 0; i < vector.length; i++) {
                assertThat(vector[i]).isCloseTo(values.get(i).getAsFloat(), within(5e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "japanese-tokenizer-class/basic-character",
                "tokenizer-class/generic-class-keeps-json",
                "tokenizer-class/gpt2-class-beside-roberta",
                "tokenizer-class/roberta-json-without-template"
            })
    void tokensAreThoseOfTransformers(String name) throws IOException {
        Path folder = CASES.resolve(name);
        JsonObject expected = TextFixtures.expected(folder);
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            SequenceTemplate template = tokenizer.single();
            int[] ids = tokenizer.encode(expected.get("text").getAsString()).ids();
            assertThat(
                            Stream.of(template.prefix(), ids, template.suffix())
                                    .flatMapToInt(java.util.Arrays::stream)
                                    .mapToObj(tokenizer::token))
                    .containsExactlyElementsOf(
                            expected.getAsJsonArray("tokens").asList().stream()
                                    .map(JsonElement::getAsString)
                                    .toList());
        }
    }

    @Test
    void wordsThatTakeMecabAreRefused() {
        Path folder = CASES.resolve("japanese-tokenizer-class/mecab");
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        folder.resolve("tokenizer_config.json")
                                + " has word_tokenizer_type = mecab, which needs a program that isn't"
                                + " part of this library; allowed: basic.");
    }

    @Test
    void idsOfDecomposedTextAreThoseOfSentencePiece() throws IOException {
        Path folder = CASES.resolve("sentencepiece-decomposed-text");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            for (JsonElement text : TextFixtures.expected(folder).getAsJsonArray("ids")) {
                JsonArray pair = text.getAsJsonArray();
                int[] ids =
                        pair.get(1).getAsJsonArray().asList().stream()
                                .mapToInt(JsonElement::getAsInt)
                                .toArray();
                assertThat(tokenizer.encode(pair.get(0).getAsString()).ids()).isEqualTo(ids);
            }
        }
    }
}
