/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.examples.MainTest;
import org.efficienttransformers.examples.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that were converted load again and answer as they should. */
class ConvertCommandTest {

    private static final double TOLERANCE = 1e-4;
    private static final double HALF = 2e-3;

    @TempDir private Path folder;

    /** The probability of the first mask's best token, in transformers and from a folder. */
    private static void assertAnswersAsBefore(Path converted, double tolerance) throws IOException {
        JsonObject expected = TextModels.firstCase("bert-fill-mask");
        Output output =
                MainTest.run(
                        "predict",
                        converted.toString(),
                        expected.get("text").getAsString(),
                        "--json");
        assertThat(output.err()).isEmpty();
        JsonObject best =
                JsonParser.parseString(output.out()).getAsJsonArray().get(0).getAsJsonObject();
        JsonObject original =
                expected.getAsJsonArray("masks").get(0).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(best.get("className")).isEqualTo(original.get("text"));
        assertThat(best.get("probability").getAsDouble())
                .isCloseTo(original.get("probability").getAsDouble(), within(tolerance));
    }

    @ParameterizedTest
    @CsvSource({
        "longformer, attentionWindow=512, tensors of global projections copied",
        "bigbird, blockSize=16, position table",
        "linformer, linformerK=512, projections over the length started as means",
    })
    void writesWhatAnswersAsBefore(String attention, String setting, String made)
            throws IOException {
        Path output = folder.resolve("out");
        Output printed =
                MainTest.run(
                        "convert",
                        TextModels.copy("bert-fill-mask", folder).toString(),
                        "--attention",
                        attention,
                        "--set",
                        setting,
                        "--max-length",
                        "512",
                        "--output",
                        output.toString());

        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .contains(made, "tiled to 512", "config.json", "model.safetensors", "vocab.txt");
        JsonObject config =
                JsonParser.parseString(Files.readString(output.resolve("config.json")))
                        .getAsJsonObject();
        assertThat(config.get("max_position_embeddings").getAsInt()).isEqualTo(512);
        assertThat(config.toString()).contains(attention);
        assertAnswersAsBefore(output, TOLERANCE);
    }

    @Test
    void writesPerformersInHalfPrecision() throws IOException {
        Path output = folder.resolve("out");
        Output printed =
                MainTest.run(
                        "convert",
                        TextModels.copy("bert-fill-mask", folder).toString(),
                        "--attention",
                        "performer",
                        "--dtype",
                        "float16",
                        "--output",
                        output.toString(),
                        "--json");

        JsonObject json = JsonParser.parseString(printed.out()).getAsJsonObject();
        assertThat(json.get("dtype").getAsString()).isEqualTo("float16");
        assertThat(json.getAsJsonArray("report").toString()).contains("random features drawn");
        assertThat(MainTest.run("predict", output.toString(), "A [MASK].").code()).isZero();
    }

    @Test
    void halvesAModelThatKeepsItsAttention() throws IOException {
        Path original = TextModels.copy("bert-fill-mask", folder);
        Path output = Files.createDirectory(folder.resolve("out"));
        Output printed =
                MainTest.run(
                        "convert",
                        original.toString(),
                        "--dtype",
                        "float16",
                        "--output",
                        output.toString());

        assertThat(printed.err()).isEmpty();
        assertThat((double) Files.size(output.resolve("model.safetensors")))
                .isCloseTo(
                        Files.size(original.resolve("model.safetensors")) / 2.0, within(20_000.0));
        assertAnswersAsBefore(output, HALF);
    }

    @Test
    void whatCantBeConvertedIsRefusedAndNothingWritten() throws IOException {
        String bert = TextModels.copy("bert-fill-mask", folder).toString();
        String output = folder.resolve("out").toString();
        MainTest.assertRefused(
                "--dtype is bfloat16; allowed: float32, float16",
                "convert",
                bert,
                "--dtype",
                "bfloat16",
                "--output",
                output);
        MainTest.assertRefused(
                "attention is 'flash'; allowed: full, longformer",
                "convert",
                bert,
                "--attention",
                "flash",
                "--output",
                output);
        MainTest.assertRefused(
                "linformerK is given, but the attention is longformer",
                "convert",
                bert,
                "--attention",
                "longformer",
                "--set",
                "linformerK=8",
                "--output",
                output);
        MainTest.assertRefused(
                "is not empty, and nothing in it is overwritten",
                "convert",
                bert,
                "--output",
                bert);
        MainTest.assertRefused(
                "is a file; give a folder",
                "convert",
                bert,
                "--output",
                folder.resolve("bert-fill-mask/config.json").toString());
        MainTest.assertRefused("Missing required option: '--output=FOLDER'", "convert", bert);
        MainTest.assertRefused(
                "can't be loaded",
                "convert",
                TextModels.fixture("reformer-model").toString(),
                "--attention",
                "longformer",
                "--output",
                output);
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
