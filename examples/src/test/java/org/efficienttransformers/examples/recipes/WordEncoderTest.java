/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.task.LabelledWords;
import org.efficienttransformers.finetune.task.Labels;
import org.efficienttransformers.finetune.task.WordEncoder;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each word's first piece has its label; a piece that begins with ## is never a first one. */
class WordEncoderTest {

    @TempDir private Path folder;

    private static LabelledWords words(String... labelled) {
        List<LabelledText> words = new ArrayList<>();
        for (int i = 0; i < labelled.length; i += 2) {
            words.add(new LabelledText(labelled[i], labelled[i + 1], "here"));
        }
        return new LabelledWords(words, "here");
    }

    @Test
    void firstPiecesHaveTheLabelsOfTheirWords() throws Exception {
        Labels labels = new Labels(List.of("B-LOC", "B-PER", "O"));
        // The tokenizer gives nothing for the zero-width space, whose label must not go to "lives".
        LabelledWords text =
                words(
                        "Wolfeschlegelstein",
                        "B-PER",
                        "\u200b",
                        "B-LOC",
                        "lives",
                        "O",
                        "in",
                        "O",
                        "Reykjavik",
                        "B-LOC");
        try (TextTokenizer tokenizer = TextTokenizer.load(RecipeRunner.wholeTokenizer(folder))) {
            WordEncoder.Encoded encoded =
                    new WordEncoder(tokenizer, 64, false).encode(List.of(text), labels).get(0);
            List<String> first = new ArrayList<>();
            List<Long> found = new ArrayList<>();
            int pieces = 0;
            for (int i = 1; i < encoded.ids().length - 1; i++) {
                String token = tokenizer.token(encoded.ids()[i]);
                if (token.startsWith("##")) {
                    pieces++;
                    assertThat(encoded.labels()[i]).isEqualTo(CrossEntropyLoss.IGNORED);
                } else {
                    first.add(token);
                    found.add(encoded.labels()[i]);
                }
            }
            assertThat(pieces).isPositive();
            assertThat(first).hasSize(4).contains("lives", "in");
            assertThat(found).containsExactly(1L, 2L, 2L, 0L);
            assertThat(encoded.labels()[0]).isEqualTo(CrossEntropyLoss.IGNORED);
        }
    }

    @Test
    void cutsWhereAskedTo() throws Exception {
        Labels labels = new Labels(List.of("B-PER", "O"));
        LabelledWords text = words("Tom", "B-PER", "and", "O", "Ann", "B-PER");
        try (TextTokenizer tokenizer = TextTokenizer.load(RecipeRunner.wholeTokenizer(folder))) {
            WordEncoder.Encoded cut =
                    new WordEncoder(tokenizer, 4, true).encode(List.of(text), labels).get(0);
            assertThat(cut.ids()).hasSize(4).endsWith(tokenizer.single().suffix());
            assertThat(cut.labels()).containsExactly(-100, 0, 1, -100);
        }
    }
}
