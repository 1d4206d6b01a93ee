/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.efficienttransformers.examples.cli.KindOption;
import org.efficienttransformers.examples.pictures.MechanismPatterns;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands know a mechanism that an application adds, by one line in a file of its own. */
class AddedMechanismTest {

    @TempDir private Path folder;
    private ClassLoader before;
    private URLClassLoader application;

    /** Every third position. */
    public static final class EveryThird extends AttentionKind {

        /** Made by the service loader. */
        public EveryThird() {
            super(
                    new About(
                            "every-third",
                            "every third position",
                            "sparse pattern",
                            new Paper(
                                    "Generating Long Sequences with Sparse Transformers",
                                    "1904.10509"),
                            "n² / 3",
                            "n",
                            "yes",
                            "nowhere"),
                    true);
        }

        @Override
        public SelfAttention build(
                AttentionSizes sizes,
                Settings settings,
                int layer,
                List<? extends SelfAttention> below) {
            return new FullAttention(sizes);
        }

        @Override
        public AttentionPattern pattern(Settings settings, int length, boolean causal) {
            return AttentionPattern.of(
                    length,
                    causal,
                    (query, key) -> (query - key) % 3 == 0 ? Reason.LOCAL : Reason.HIDDEN);
        }

        @Override
        public String describe(Settings settings) {
            return "stride 3";
        }

        @Override
        public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
            return AttentionCost.of(
                    sizes, AttentionCost.scores(length, length / 3.0, sizes.hiddenSize()));
        }
    }

    @BeforeEach
    void register() throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(AttentionKind.class.getName()), EveryThird.class.getName());
        before = Thread.currentThread().getContextClassLoader();
        application = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(application);
    }

    @AfterEach
    void forget() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        application.close();
    }

    @Test
    void isPlannedWith() {
        assertThat(MainTest.run("plan", "--length", "4096", "--memory", "4GB").out())
                .containsPattern("every-third +stride 3 .* n² / 3");
    }

    @Test
    void isExplainedAndDrawn() throws IOException {
        Path picture = folder.resolve("pattern.svg");
        assertThat(
                        MainTest.run(
                                        "zoo",
                                        "explain",
                                        "every-third",
                                        "--picture",
                                        picture.toString())
                                .out())
                .contains("every third position, stride 3", "arxiv.org/abs/1904.10509")
                .containsPattern("text\\s+generation");
        assertThat(Files.readString(picture)).contains("every third position");
    }

    @Test
    void isNamedWhereAnotherIsSought() {
        MainTest.assertRefused("strided, every-third", "zoo", "explain", "gpt2");
    }

    /** As by {@code optArgument("attention", "every-third")}, then saved and loaded as it is. */
    @Test
    void takesThePlaceOfAnotherThroughCriteria() throws Exception {
        Path bert = Path.of("../translators/src/test/resources/fixtures/bert-model");
        Criteria<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelUrls("hf://" + bert.toAbsolutePath().normalize())
                        .optArgument("attention", "every-third")
                        .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            assertThat(kind(model)).isEqualTo("every-third");
            Path saved = folder.resolve("saved");
            CheckpointWriter.save(model, saved, DataType.FLOAT32);
            try (ZooModel<NDList, NDList> again =
                    Criteria.builder()
                            .setTypes(NDList.class, NDList.class)
                            .optModelUrls("hf://" + saved)
                            .build()
                            .loadModel()) {
                assertThat(kind(again)).isEqualTo("every-third");
            }
        }
    }

    private static String kind(ZooModel<?, ?> model) {
        TransformerModel block = (TransformerModel) model.getBlock();
        return block.description().layers().get(0).attention().kind().id();
    }

    @Test
    void isConvertedTo() throws IOException {
        Path output = folder.resolve("converted");
        MainTest.run(
                "convert",
                Path.of("../translators/src/test/resources/fixtures/bert-model").toString(),
                "--attention",
                "every-third",
                "--output",
                output.toString());
        assertThat(Files.readString(output.resolve("config.json"))).contains("every-third");
    }

    @Test
    void isSwept() {
        Output output =
                Output.of(
                        new Benchmark(),
                        "sweep --mechanisms every-third --lengths 64 --measure time --repeats 1"
                                .split(" "));
        assertThat(output.out()).containsPattern("64 +every-third +fused");
    }

    @Test
    void isInThePicturesOfTheDocumentation() {
        assertThat(MechanismPatterns.pictures())
                .containsKeys("pattern-every-third.svg", "pattern-every-third-causal.svg");
    }

    @Test
    void isAnOptionOfNewModels() {
        assertThat(new KindOption()).contains("every-third");
        assertThat(new KindOption().convert("every-third").about().title())
                .isEqualTo("every third position");
    }
}
