/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.efficienttransformers.examples.MainTest;
import org.efficienttransformers.settings.Setting;
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
    public static final class EveryThird implements AttentionKind {

        /** {@inheritDoc} */
        @Override
        public About about() {
            return new About(
                    "every-third",
                    "every third position",
                    new Paper("Generating Long Sequences with Sparse Transformers", "1904.10509"),
                    "n² / 3",
                    "yes",
                    "nowhere");
        }

        /** {@inheritDoc} */
        @Override
        public boolean canBeCausal() {
            return true;
        }

        /** {@inheritDoc} */
        @Override
        public List<Setting<?>> settings() {
            return List.of();
        }

        /** {@inheritDoc} */
        @Override
        public SelfAttention build(
                AttentionSizes sizes,
                Settings settings,
                int layer,
                List<? extends SelfAttention> below) {
            return FullAttention.builder().setSizes(sizes).build();
        }

        /** {@inheritDoc} */
        @Override
        public AttentionPattern pattern(Settings settings, int length, boolean causal) {
            return AttentionPattern.of(
                    length,
                    causal,
                    (query, key) -> (query - key) % 3 == 0 ? Reason.LOCAL : Reason.HIDDEN);
        }

        /** {@inheritDoc} */
        @Override
        public String describe(Settings settings) {
            return "stride 3";
        }

        /** {@inheritDoc} */
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
                .contains("text generation");
        assertThat(Files.readString(picture)).contains("every third position");
    }

    @Test
    void isNamedWhereAnotherIsSought() {
        MainTest.assertRefused("linformer, performer, every-third", "zoo", "explain", "gpt2");
    }
}
