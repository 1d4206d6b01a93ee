/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PassageTest {

    private static final String SENTENCE = "Word " + "word ".repeat(28) + "end. ";

    @Test
    void sentencesAreTakenTogetherUntilTheyHaveFiftyWords() {
        List<Passage> passages = Passage.split(SENTENCE.repeat(5));

        // 30 words are too few, 60 are enough, and the last has what is left.
        assertThat(passages)
                .extracting(passage -> passage.text().split(" ").length)
                .containsExactly(60, 60, 30);
        assertThat(passages)
                .extracting(Passage::start)
                .containsExactly(0, 2 * SENTENCE.length(), 4 * SENTENCE.length());
    }

    @Test
    void textWithoutSentencesIsOnePassage() {
        assertThat(Passage.split("  honey ")).containsExactly(new Passage("honey", 2));
    }

    @Test
    void passagesOfASpeechMakeUpTheSpeech() throws IOException {
        for (Document speech : Library.speeches()) {
            List<Passage> passages = Passage.split(speech.text());

            assertThat(passages.stream().map(Passage::text).collect(Collectors.joining(" ")))
                    .isEqualToNormalizingWhitespace(speech.text());
            assertThat(passages).hasSizeGreaterThan(10);
            assertThat(passages).allMatch(p -> speech.text().startsWith(p.text(), p.start()));
        }
    }
}
