/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.examples.MainTest;
import org.efficienttransformers.examples.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans; how good the estimates are is held elsewhere. */
class PlanCommandTest {

    private static Map<String, JsonObject> plan(String... args) {
        Output output = MainTest.run(args);
        assertThat(output.err()).isEmpty();
        Map<String, JsonObject> rows = new LinkedHashMap<>();
        for (JsonElement row : JsonParser.parseString(output.out()).getAsJsonArray()) {
            rows.put(row.getAsJsonObject().get("mechanism").getAsString(), row.getAsJsonObject());
        }
        return rows;
    }

    @Test
    void saysOfEachMechanismWhetherItFits() {
        Output output = MainTest.run("plan", "--length", "4096", "--memory", "16GB");

        assertThat(output.err()).isEmpty();
        assertThat(output.lines().get(0))
                .isEqualTo(
                        "12 layers of 768, 12 heads; one text of 4,096 tokens, float32; 16.0 GB");
        assertThat(output.lines())
                .anyMatch(line -> line.matches("full +\\d.* MB  yes +1.00 x full  n²"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "longformer +window 512 +.*  yes .*x full  n · window"));
        assertThat(output.lines()).hasSize(3 + AttentionKinds.all().size());
    }

    @Test
    void readmeShowsWhatItPrints() throws IOException {
        String shown =
                String.join(
                        "\n",
                        MainTest.run("plan", "--length", "16384", "--memory", "2GB")
                                .lines()
                                .subList(0, 6));

        assertThat(Files.readString(Path.of("../README.md")))
                .contains("$ et plan --length 16384 --memory 2GB | head -6\n" + shown + "\n");
    }

    /** The longest that is said to fit does, and one token more doesn't. */
    @Test
    void longestTextIsTheLongest() {
        for (String mechanism : new String[] {"full", "longformer", "reformer", "linformer"}) {
            JsonObject row =
                    plan("plan", "--length", "100000", "--memory", "1.5GB", "--json")
                            .get(mechanism);
            assertThat(row.get("fits").getAsBoolean()).isFalse();
            int longest = row.get("longest_that_fits").getAsInt();
            assertThat(longest).isPositive();
            for (int more = 0; more < 2; more++) {
                JsonObject again =
                        plan(
                                        "plan",
                                        "--length",
                                        String.valueOf(longest + more),
                                        "--memory",
                                        "1.5GB",
                                        "--json")
                                .get(mechanism);
                assertThat(again.get("fits").getAsBoolean()).isEqualTo(more == 0);
            }
        }
    }

    /** Twice the length is four times the work of the scores, and twice that of all others. */
    @Test
    void workGrowsAsTheMechanismsDo() {
        Map<String, JsonObject> once =
                plan("plan", "--length", "65536", "--memory", "1TB", "--json");
        Map<String, JsonObject> twice =
                plan("plan", "--length", "131072", "--memory", "1TB", "--json");
        once.forEach(
                (mechanism, row) -> {
                    double growth =
                            twice.get(mechanism).get("multiply_adds").getAsDouble()
                                    / row.get("multiply_adds").getAsDouble();
                    if (mechanism.equals("strided")) {
                        assertThat(growth).isBetween(2.0, 2.9);
                    } else if (row.get("cost").getAsString().contains("n²")) {
                        assertThat(growth).isBetween(3.7, 4.0);
                    } else {
                        assertThat(growth).isBetween(1.9, 2.2);
                    }
                });
    }

    @Test
    void takesTheSizesOfAModel() {
        assertThat(
                        MainTest.run(
                                        "plan",
                                        "--length",
                                        "4096",
                                        "--memory",
                                        "1GB",
                                        "--model",
                                        "all-minilm-l6-v2")
                                .out())
                .contains("6 layers of 384, 12 heads");
    }

    /** Architectures call their sizes by names of their own. */
    @ParameterizedTest
    @CsvSource({
        "reformer-model, '2 layers of 24, 2 heads'",
        "distilbert-model-native, '2 layers of 16, 4 heads'",
        "nomic-bert-model-hub-config, '3 layers of 40, 5 heads'",
        "xlnet-model, '3 layers of 48, 4 heads'",
        "led-model, '2 layers of 32, 4 heads'",
        "longt5-tglobal, '2 layers of 32, 4 heads'"
    })
    void takesTheSizesOfAFolder(String fixture, String sizes) {
        Output output =
                MainTest.run(
                        "plan",
                        "--length",
                        "64",
                        "--memory",
                        "1GB",
                        "--model",
                        TextModels.fixture(fixture).toString());
        assertThat(output.err()).isEmpty();
        assertThat(output.out()).contains(sizes);
    }

    @Test
    void whatCantBePlannedIsRefused() {
        MainTest.assertRefused(
                "'much' is no amount of memory", "plan", "--length", "9", "--memory", "much");
        MainTest.assertRefused(
                "--length is 0; allowed: 1 to", "plan", "--length", "0", "--memory", "1GB");
        MainTest.assertRefused(
                "Missing required option: '--memory=AMOUNT'", "plan", "--length", "9");
        MainTest.assertRefused(
                "planning downloads nothing",
                "plan",
                "--length",
                "9",
                "--memory",
                "1GB",
                "--model",
                "hf://bert-base-uncased/x");
    }
}
