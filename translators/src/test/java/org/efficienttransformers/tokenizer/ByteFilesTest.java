/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.efficienttransformers.tokenizer.classes.Vocabulary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reformers that read bytes have bytes for tokens. */
class ByteFilesTest {

    @TempDir private Path folder;

    @BeforeEach
    void write() throws IOException {
        config("reformer", 258);
    }

    private void config(String modelType, int vocabSize) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"model_type\": \"" + modelType + "\", \"vocab_size\": " + vocabSize + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "In 1965, Brooks left IBM to found the Department of Computer Science",
                "  two  spaces,\ttabs\nand\r\nlines <pad> </s>",
                "Ünïcödé — 日本語 \uD83D\uDE00",
                "\u0000\u0001\u007F\u00A0\u00AD\u00FF"
            })
    void tokensAreBytesAndTwo(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] expected = IntStream.range(0, bytes.length).map(i -> (bytes[i] & 0xFF) + 2).toArray();
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(tokenizer.encode(text).ids()).isEqualTo(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(text);
            assertThat(tokenizer.single().addedTokens()).isZero();
            assertThat(tokenizer.vocabSize()).isEqualTo(258);
        }
    }

    @Test
    void allBytesHaveATokenOfTheirOwn() {
        assertThat(Vocabulary.of(ByteFiles.tokenizer()).size()).isEqualTo(258);
        assertThat(ByteFiles.tokenizer().getAsJsonObject("model").getAsJsonObject("vocab").asMap())
                .hasSize(256);
    }

    @Test
    void otherModelsNeedFiles() throws IOException {
        config("reformer", 320);
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no tokenizer in");
        config("bert", 258);
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no tokenizer in");
    }
}
