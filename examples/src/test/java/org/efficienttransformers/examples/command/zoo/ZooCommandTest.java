/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.examples.MainTest;
import org.efficienttransformers.examples.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the zoo says of itself. */
class ZooCommandTest {

    @Test
    void listsModelsOneALine() {
        Output output = MainTest.run("zoo", "list");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.lines())
                .anyMatch(
                        line ->
                                line.matches(
                                        "all-minilm-l6-v2-bigbird-4096 +bigbird +text embedding"
                                                + " +4,096 +6  .*Apache.*"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "allenai/longformer-large-4096 +longformer +fill mask"
                                                + " +4,096 +24  .*Apache.*"))
                .anyMatch(line -> line.matches("all-minilm-l6-v2 +full +text embedding +512 .*"));
    }

    @Test
    void othersZoosAreNotAsked() {
        OtherZoo other = new OtherZoo();
        ModelZoo.registerModelZoo(() -> other);

        MainTest.run("zoo", "list");
        MainTest.run("zoo", "explain", "mail-full");

        assertThat(other.asked).isZero();
    }

    /** A zoo without models, in place of those that look for theirs on the network. */
    private static final class OtherZoo extends ModelZoo {

        private int asked;

        @Override
        public String getGroupId() {
            return "other";
        }

        @Override
        public Set<String> getSupportedEngines() {
            return Set.of("PyTorch");
        }

        @Override
        public Collection<ModelLoader> getModelLoaders() {
            asked++;
            return List.of();
        }
    }

    @Test
    void listIsTheSameInJson() {
        JsonArray models =
                JsonParser.parseString(MainTest.run("zoo", "list", "--json").out())
                        .getAsJsonArray();

        // The first line of the list is its head.
        assertThat(models.size()).isEqualTo(MainTest.run("zoo", "list").lines().size() - 1);
        assertThat(models)
                .extracting(model -> model.getAsJsonObject().get("name").getAsString())
                .isSorted()
                .contains("google/bigbird-roberta-base", "all-minilm-l6-v2-performer-4096");
    }

    @Test
    void explainsEveryModel() {
        JsonParser.parseString(MainTest.run("zoo", "list", "--json").out())
                .getAsJsonArray()
                .forEach(
                        model -> {
                            String name = model.getAsJsonObject().get("name").getAsString();
                            Output output = MainTest.run("zoo", "explain", name);
                            assertThat(output.err()).isEmpty();
                            assertThat(output.out())
                                    .contains(name, "licence ", "paper ", "tasks ", "memory ");
                        });
    }

    @Test
    void explainsAModelWithItsOwnSettings() {
        Output output =
                MainTest.run(
                        "zoo", "explain", "all-minilm-l6-v2-longformer-4096", "--length", "2048");

        assertThat(output.out())
                .contains("sliding window (Longformer), window 128")
                .contains("at 2,048 tokens")
                .contains("https://arxiv.org/abs/2004.05150");
    }

    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void explainsEveryMechanism(AttentionKind mechanism) {
        Output output = MainTest.run("zoo", "explain", mechanism.id());
        JsonObject json =
                JsonParser.parseString(
                                MainTest.run("zoo", "explain", mechanism.id(), "--json").out())
                        .getAsJsonObject();

        assertThat(output.out())
                .contains(
                        mechanism.about().title(),
                        mechanism.about().paper().url(),
                        "n being the length");
        assertThat(json.get("cost").getAsString()).isEqualTo(mechanism.about().cost());
        assertThat(json.getAsJsonObject("memory").get("activation_bytes").getAsLong()).isPositive();
    }

    @Test
    void drawsAPicture(@TempDir Path folder) throws IOException {
        Path picture = folder.resolve("pattern.svg");
        MainTest.run("zoo", "explain", "bigbird", "--picture", picture.toString());

        assertThat(Files.readString(picture)).startsWith("<svg").contains("block-sparse");
        MainTest.assertRefused(
                "can't be written",
                "zoo",
                "explain",
                "bigbird",
                "--picture",
                folder.resolve("nowhere/pattern.svg").toString());
    }

    /** In one line, as tasks may be broken into several. */
    private static String explained(String mechanism) {
        return MainTest.run("zoo", "explain", mechanism).out().replaceAll("\\s+", " ");
    }

    @Test
    void tasksAreThoseOfTheHeads() {
        assertThat(explained("performer")).contains("text generation");
        assertThat(explained("linformer")).contains("fill-mask").doesNotContain("text generation");
    }

    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void drawsAsManyCellsAsThePatternShows(AttentionKind mechanism) {
        AttentionPattern pattern = PatternDrawing.example(mechanism);
        List<String> lines = PatternDrawing.lines(pattern, StandardCharsets.UTF_8);

        for (int query = 0; query < pattern.length(); query++) {
            assertThat(lines.get(query)).hasSize(2 * pattern.length());
            for (int key = 0; key < pattern.length(); key++) {
                boolean drawn = "·".indexOf(lines.get(query).charAt(2 * key)) < 0;
                assertThat(drawn).isEqualTo(pattern.sees(query, key));
            }
        }
    }

    @Test
    void drawsInAsciiWhereBlocksCantBeWritten() {
        AttentionPattern pattern = PatternDrawing.example(AttentionKinds.of("bigbird"));
        String drawing =
                String.join("\n", PatternDrawing.lines(pattern, StandardCharsets.US_ASCII));

        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(drawing)).isTrue();
        assertThat(drawing).contains("GG", "rr", "##", "drawn at random");
    }

    @Test
    void whatIsNotThereIsRefused() {
        MainTest.assertRefused(
                "There is nothing called 'gpt2' in the zoo; allowed: ", "zoo", "explain", "gpt2");
        MainTest.assertRefused(
                "--length is 5000; allowed: 1 to 4096",
                "zoo",
                "explain",
                "allenai/longformer-base-4096",
                "--length",
                "5000");
        MainTest.assertRefused("--length is 0", "zoo", "explain", "full", "--length", "0");
        MainTest.assertRefused("No command of the zoo is named; allowed: list, explain", "zoo");
    }
}
