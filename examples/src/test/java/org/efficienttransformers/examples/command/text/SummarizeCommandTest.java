/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.examples.MainTest;
import org.efficienttransformers.examples.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummarizeCommandTest {

    private static final String LED =
            Path.of("../translators/src/test/resources/summaries/led-summarization").toString();

    @TempDir private Path folder;

    private static JsonObject first() throws IOException {
        String expected = Files.readString(Path.of(LED, "expected.json"));
        return JsonParser.parseString(expected)
                .getAsJsonObject()
                .getAsJsonArray("cases")
                .get(0)
                .getAsJsonObject();
    }

    private static String summary() throws IOException {
        return first().getAsJsonObject("default").get("text").getAsString();
    }

    private Path file() throws IOException {
        return Files.writeString(folder.resolve("document.txt"), first().get("text").getAsString());
    }

    @Test
    void summarisesAFile() throws IOException {
        Output output = MainTest.run("summarize", LED, "--file", file().toString());
        assertThat(output.out()).isEqualTo(summary() + System.lineSeparator());
    }

    @Test
    void printsPiecesOrJson() throws IOException {
        Output streamed = MainTest.run("summarize", LED, "--file", file().toString(), "--stream");
        assertThat(streamed.out()).isEqualTo(summary() + System.lineSeparator());
        Output json = MainTest.run("summarize", LED, "--file", file().toString(), "--json");
        assertThat(JsonParser.parseString(json.out()).getAsString()).isEqualTo(summary());
        Output both =
                MainTest.run("summarize", LED, "--file", file().toString(), "--json", "--stream");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("JSON isn't written by pieces");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Output unknown = MainTest.run("summarize", LED, "text", "--set", "beams=2");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("beams").contains("numBeams");
        Output other = MainTest.run("summarize", "mail-longformer", "text");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains("can't serve the task 'summarization, streamed'; allowed: ");
    }
}
