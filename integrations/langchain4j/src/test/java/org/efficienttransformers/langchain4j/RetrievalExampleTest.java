/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.AugmentationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalExampleTest {

    private static final Path SPEECHES =
            Path.of(
                    "../../examples/src/main/resources/org/efficienttransformers/examples/speeches");

    /** Each is embedded in one piece, and goes whole into the prompt. */
    @Test
    void theSpeechThatAnswersIsPutIntoThePrompt(@TempDir Path folder) throws IOException {
        for (String name :
                new String[] {"1803_thomas_jefferson_dr.txt", "1941_franklin_d_roosevelt_d.txt"}) {
            Files.copy(SPEECHES.resolve(name), folder.resolve(name));
        }

        AugmentationResult result =
                RetrievalExample.ask(folder, "Who bought Louisiana from France?");

        assertThat(result.contents()).hasSize(1);
        assertThat(result.contents().get(0).textSegment().metadata().getString("file"))
                .isEqualTo("1803_thomas_jefferson_dr.txt");
        assertThat(((UserMessage) result.chatMessage()).singleText())
                .startsWith("Who bought Louisiana from France?")
                .contains(Files.readString(folder.resolve("1803_thomas_jefferson_dr.txt")).strip());
    }
}
