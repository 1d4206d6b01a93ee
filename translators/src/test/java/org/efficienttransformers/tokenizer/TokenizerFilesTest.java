/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files of a folder, and arguments, make of a tokenizer. */
class TokenizerFilesTest {

    private static final String LOWER = "{'type':'Lowercase'}";
    private static final String NFC = "{'type':'NFC'}";
    private static final String MODEL =
            "'model':{'type':'WordLevel','vocab':{'[UNK]':0,'a':1},'unk_token':'[UNK]'}";

    @TempDir private Path folder;

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content.replace('\'', '"'));
    }

    /** One Lowercase comes first, unless there is one; a sequence isn't put into another. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | {'type':'Sequence','normalizers':[" + LOWER + "]}",
                NFC + " | {'type':'Sequence','normalizers':[" + LOWER + "," + NFC + "]}",
                LOWER + " | " + LOWER,
                "{'type':'Sequence','normalizers':["
                        + NFC
                        + "]}"
                        + " | {'type':'Sequence','normalizers':["
                        + LOWER
                        + ","
                        + NFC
                        + "]}",
                "{'type':'Sequence','normalizers':["
                        + NFC
                        + ","
                        + LOWER
                        + "]}"
                        + " | {'type':'Sequence','normalizers':["
                        + NFC
                        + ","
                        + LOWER
                        + "]}"
            })
    void lowerCaseIsPutFirst(String normalizer, String expected) throws IOException {
        write("tokenizer.json", "{'version':'1.0','normalizer':" + normalizer + "," + MODEL + "}");
        assertThat(TokenizerFiles.read(folder, true).tokenizer().get("normalizer"))
                .isEqualTo(JsonParser.parseString(expected.replace('\'', '"')));
        assertThat(TokenizerFiles.read(folder, false).tokenizer().get("normalizer"))
                .isEqualTo(
                        normalizer.equals("null")
                                ? null
                                : JsonParser.parseString(normalizer.replace('\'', '"')));
    }

    /** transformers takes truncation_side, and where there is none the direction of the file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {'direction':'Left'} | true",
                "{} | {'direction':'Right'} | false",
                "{} | {} | false",
                "{} | null | false",
                "{'truncation_side':'right'} | {'direction':'Left'} | false",
                "{'truncation_side':'left'} | {'direction':'Right'} | true"
            })
    void sideThatIsCut(String config, String truncation, boolean left) throws IOException {
        write("tokenizer.json", "{'version':'1.0','truncation':" + truncation + "," + MODEL + "}");
        write("tokenizer_config.json", config);
        assertThat(TokenizerFiles.read(folder, false).truncatesLeft()).isEqualTo(left);
    }

    @Test
    void faultsNameTheFile() throws IOException {
        assertThatThrownBy(() -> TokenizerFiles.read(folder, false))
                .hasMessageContaining("There is no tokenizer in " + folder);
        write("tokenizer.json", "{'version':'1.0','normalizer':{'type':'X'}," + MODEL + "}");
        assertThatThrownBy(() -> TokenizerFiles.read(folder, false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json") + ": normalizer.type");
        Files.delete(folder.resolve("tokenizer.json"));
        write("vocab.json", "{'a':-1}");
        write("merges.txt", "#version: 0.2\n");
        assertThatThrownBy(() -> TokenizerFiles.read(folder, false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("vocab.json") + ": model.vocab.a is -1");
        write("vocab.json", "[]");
        assertThatThrownBy(() -> TokenizerFiles.read(folder, false))
                .hasMessageContaining("vocab.json is not a JSON object");
    }

    /** As transformers' AutoTokenizer would take it, or by the kind of files there are. */
    @Test
    void classIsTheOneNamedOrThatOfTheFiles() throws IOException {
        assertThat(TextTokenizer.className(folder)).isNull();
        write("vocab.txt", "[UNK]\n");
        assertThat(TextTokenizer.className(folder)).isEqualTo("BertTokenizer");
        write("merges.txt", "");
        assertThat(TextTokenizer.className(folder)).isEqualTo("RobertaTokenizer");
        write("tokenizer_config.json", "{'tokenizer_class':'BigBirdTokenizer'}");
        assertThat(TextTokenizer.className(folder)).isEqualTo("BigBirdTokenizer");
    }
}
