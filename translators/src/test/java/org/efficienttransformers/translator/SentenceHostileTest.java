/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sentence-transformers doesn't write ends in a sentence, and nothing is passed over. */
class SentenceHostileTest {

    private static final String LIBRARY = "sentence_transformers.models.";

    @TempDir private Path scratch;
    private Path folder;

    @BeforeEach
    void assemble() throws IOException {
        folder = SentenceFixtures.assemble("dense-pickle", scratch.resolve("model"));
    }

    private void write(String file, String json) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), json.replace('\'', '"'));
    }

    private void assertRefused(String found, Object... arguments) {
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(folder, String.class, float[].class, arguments)
                                        .close())
                .isInstanceOfAny(
                        IOException.class,
                        UncheckedIOException.class,
                        IllegalArgumentException.class)
                .hasMessageContaining(found)
                .hasMessageEndingWith(".");
    }

    private static String modules(String... kinds) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < kinds.length; i++) {
            json.append(i == 0 ? "" : ", ")
                    .append("{'type': '")
                    .append(kinds[i].contains(".") ? "" : LIBRARY)
                    .append(kinds[i])
                    .append("', 'path': '")
                    .append(i == 0 ? "" : i + "_" + kinds[i])
                    .append("'}");
        }
        return json.append("]").toString();
    }

    @Test
    void modulesThatArentSupportedAreNamed() throws IOException {
        write("modules.json", modules("Transformer", "Pooling", "CNN"));
        assertRefused("has the module sentence_transformers.models.CNN (2_CNN), which isn't");
        write("modules.json", modules("Transformer", "WeightedLayerPooling"));
        assertRefused("has the module sentence_transformers.models.WeightedLayerPooling");
        write("modules.json", modules("Transformer", "Dense", "Pooling"));
        assertRefused("sentence_transformers.models.Dense (1_Dense)");
        write("modules.json", modules("Transformer", "Pooling", "Pooling"));
        assertRefused("sentence_transformers.models.Pooling (2_Pooling)");
        write("modules.json", modules("custom_st.Transformer", "Pooling"));
        assertRefused("has the module custom_st.Transformer, which");
        write("modules.json", modules("Transformer", "os.system"));
        assertRefused("has the module os.system");
        write("modules.json", modules("Transformer"));
        assertRefused("has no module Pooling");
        Files.delete(folder.resolve("config.json"));
        write("modules.json", modules("StaticEmbedding"));
        assertRefused("has the module sentence_transformers.models.StaticEmbedding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "modules.json | [] | is no list of 1 to 100 modules",
                "modules.json | null | is no list of 1 to 100 modules",
                "modules.json | [1] | has a module 1; each is an object",
                "modules.json | [{'path': ''}] | has no type, which is needed",
                "modules.json | [{'type': 7, 'path': ''}] | has type = 7; it must be a text",
                "modules.json | [{'type': 'x', 'path': '../..'}] | could lead out of the folder",
                "modules.json | [{'type': 'x', 'path': '/etc'}] | could lead out of the folder",
                "1_Pooling/config.json | {'word_embedding_dimension': 17} | have 16 numbers",
                "1_Pooling/config.json | {'pooling_mode': 'median'} | allowed: one or more",
                "1_Pooling/config.json | {'pooling_mode': []} | allowed: one or more",
                "1_Pooling/config.json | {'pooling_mode': ['cls', 'cls']} | allowed: one or more",
                "1_Pooling/config.json | {'pooling_mode_cls_token': 1} | must be true or false",
                "1_Pooling/config.json | {'pooling_mode_median': true} | which isn't known",
                "1_Pooling/config.json | [1] | is not a JSON object",
                "1_Pooling/config.json | {{ | is not valid JSON",
                "2_Dense/config.json | {'in_features': 16} | has no out_features",
                "2_Dense/config.json | {'in_features': -1, 'out_features': 6} | 1 or more",
                "2_Dense/config.json | {'in_features': 1e9, 'out_features': 2e9} | at most 268435456",
                "2_Dense/config.json | {'in_features': 1.5, 'out_features': 6} | a whole number",
                "2_Dense/config.json | {'in_features': 16, 'out_features': 7, 'bias': false} | by its config.json it is (7, 16)",
                "2_Dense/config.json | {'in_features': 16, 'out_features': 6} | have no tensor linear.bias",
                "2_Dense/config.json | {'in_features': 16, 'out_features': 6, 'activation_function': 'os.system'} | which isn't supported",
                "2_Dense/config.json | {'in_features': 16, 'out_features': 6, 'bias': false, 'module_input_name': 'token_embeddings'} | module_input_name is sentence_embedding",
                "sentence_bert_config.json | {'max_seq_length': -5} | 1 or more",
                "sentence_bert_config.json | {'max_seq_length': 'x'} | has max_seq_length",
                "sentence_bert_config.json | {'max_seq_length': 2} | it must be more than the 2",
                "sentence_bert_config.json | {'transformer_task': 'fill-mask'} | supported: feature-extraction",
                "config_sentence_transformers.json | {'prompts': ['a']} | an object from names to texts",
                "config_sentence_transformers.json | {'prompts': {'a': 1}} | an object from names to texts",
            })
    void brokenFilesAreNamed(String file, String json, String found) throws IOException {
        write(file, json);
        assertRefused(found);
    }

    @Test
    void argumentsOutOfRangeAreRefused() throws IOException {
        assertRefused("dimensions is '-3'", "dimensions", -3);
        assertRefused("dimensions is '0'", "dimensions", 0);
        assertRefused("the embedding has 6 numbers, so that 1 to 6 are allowed", "dimensions", 7);
        assertRefused("pooling is 'median'; allowed: one or more", "pooling", "median");
        assertRefused("pooling is 'mean,mean'", "pooling", "mean,mean");
        assertRefused(
                "has in_features = 16, and the vector that it gets has 32", "pooling", "mean,cls");
        assertRefused("has no prompts; give the text itself as prompt", "promptName", "query");
        write("config_sentence_transformers.json", "{'prompts': {'b': 'B', 'a': 'A'}}");
        assertRefused("has the prompts a, b", "promptName", "query");
        assertRefused("allowed: one of them", "promptName", "a", "prompt", "A");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Files.delete(folder.resolve("2_Dense/pytorch_model.bin"));
        assertRefused("No weights in");
        Files.delete(folder.resolve("2_Dense/config.json"));
        assertRefused("has no in_features");
    }

    @Test
    void linksOutOfTheFolderAreRefused() throws IOException {
        Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
        Files.move(folder.resolve("2_Dense"), elsewhere.resolve("2_Dense"));
        Files.createSymbolicLink(folder.resolve("2_Dense"), elsewhere.resolve("2_Dense"));
        assertRefused("a link that leads out of the model's folder");
        Files.delete(folder.resolve("2_Dense"));
        Files.createDirectory(folder.resolve("2_Dense"));
        for (String file : new String[] {"config.json", "pytorch_model.bin"}) {
            Files.createSymbolicLink(
                    folder.resolve("2_Dense").resolve(file),
                    elsewhere.resolve("2_Dense").resolve(file));
        }
        assertRefused("a link that leads out of the model's folder");
    }

    /** {@code include_prompt} is false, and nothing comes after the prompt. */
    @Test
    void aPromptAloneIsNoText() throws Exception {
        folder = SentenceFixtures.assemble("without-prompt-cls_token", scratch.resolve("other"));
        try (var model =
                LoadedModel.load(
                        folder, String.class, float[].class, "prompt", "Bees make honey.")) {
            assertThat(model.predictor().predict("")).hasSize(16); // the separator counts
        }
    }
}
