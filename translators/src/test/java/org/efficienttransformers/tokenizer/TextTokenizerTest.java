/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers of every kind of file cut texts as transformers does, and count chars. */
class TextTokenizerTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"byte-pairs", "pieces", "word-pieces", "xlnet-pieces"})
    void givesTheIdsAndOffsetsOfTransformers(String name) throws IOException {
        Path fixture = TextFixtures.tokenizer(name);
        try (TextTokenizer tokenizer = TextTokenizer.load(fixture)) {
            for (JsonObject text : TextFixtures.cases(fixture)) {
                assertThat(tokenizer.encode(text.get("text").getAsString()))
                        .usingRecursiveComparison()
                        .isEqualTo(
                                new EncodedText(
                                        text.get("text").getAsString(),
                                        ints(text, "ids"),
                                        ints(text, "starts"),
                                        ints(text, "ends")));
            }
        }
    }

    @Test
    void offsetsCutTheTextAroundCharactersOutsideTheBasicPlane() throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.tokenizer("pieces"))) {
            String text = "\ud83d\ude00 the \ud83d\udc69\u200d\ud83d\udc67 end";
            EncodedText encoded = tokenizer.encode(text);
            int last = encoded.length() - 1;
            assertThat(text.substring(0, encoded.ends()[last])).isEqualTo(text);
            for (int i = 0; i <= last; i++) {
                String piece = text.substring(encoded.starts()[i], encoded.ends()[i]);
                assertThat(piece.chars().filter(c -> Character.isSurrogate((char) c)).count())
                        .as("whole characters in '%s'", piece)
                        .isEven();
            }
        }
    }

    @Test
    void tellsWhatItsFilesSay(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                """
                {"version": "1.0", "added_tokens": [], "model": {"type": "BPE", "merges": [],
                "vocab": {"<0x41>": 0, "a": 1, "<0x4>": 2, "?": 3}, "unk_token": "?"}}
                """);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                """
                {"tokenizer_class": "PreTrainedTokenizerFast", "truncation_side": "left",
                "model_input_names": ["input_ids"], "model_max_length": 1}
                """);
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(IntStream.range(0, 5).filter(tokenizer::isByte)).containsExactly(0);
            assertThat(tokenizer.id("a")).isEqualTo(1);
            assertThat(tokenizer.id("b")).isNull();
            assertThat(tokenizer.specialTokens().unknown())
                    .isEqualTo(new SpecialTokens.SpecialToken("?", 3));
            assertThat(tokenizer.truncatesLeft()).isTrue();
            assertThat(tokenizer.givesTokenTypes()).isFalse();
            assertThat(tokenizer.modelMaxLength()).isEqualTo(1);
            assertThat(tokenizer.marksContinuingSubwords()).isFalse();
            assertThatThrownBy(() -> tokenizer.encode(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The text is null");
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.tokenizer("word-pieces"))) {
            assertThat(tokenizer.marksContinuingSubwords()).isTrue();
            assertThat(tokenizer.truncatesLeft()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-pairs", "pieces", "word-pieces", "xlnet-pieces"})
    void encodesALongTextInPiecesAsInOneGo(String name) throws IOException {
        Path fixture = TextFixtures.tokenizer(name);
        StringBuilder text = new StringBuilder();
        while (text.length() < 4 * PieceEncoder.PIECE) {
            for (JsonObject part : TextFixtures.cases(fixture)) {
                text.append(part.get("text").getAsString()).append(text.length()).append(' ');
            }
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(fixture)) {
            EncodedText pieces = tokenizer.encode(text.toString());
            EncodedText whole = tokenizer.encodeWhole(text.toString());
            assertThat(pieces).usingRecursiveComparison().isEqualTo(whole);
        }
    }

    /** A border of pieces may be inside a pair of surrogates, or a word. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void encodesALongTextOfSurrogatePairsAsInOneGo(int before) throws IOException {
        String text = "x".repeat(before) + "\ud83d\ude00\ud83d\ude01 ".repeat(PieceEncoder.PIECE);
        for (String name : List.of("byte-pairs", "word-pieces")) {
            try (TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.tokenizer(name))) {
                assertThat(tokenizer.encode(text))
                        .as(name)
                        .usingRecursiveComparison()
                        .isEqualTo(tokenizer.encodeWhole(text));
            }
        }
    }

    /** U+FFFD takes the place of what isn't Unicode, and only of that. */
    @Test
    void halvesOfSurrogatePairsAreReplaced() throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.tokenizer("byte-pairs"))) {
            String pair = "\ud83d\ude00";
            for (String[] text :
                    List.of(
                            new String[] {pair + "a" + pair, pair + "a" + pair},
                            new String[] {"\ud83d" + pair, "\ufffd" + pair},
                            new String[] {pair + "\ude00", pair + "\ufffd"},
                            new String[] {"a\ud83d", "a\ufffd"},
                            new String[] {"\ude00\ud83d", "\ufffd\ufffd"},
                            new String[] {"\ud83da\ude00", "\ufffda\ufffd"})) {
                EncodedText encoded = tokenizer.encode(text[0]);
                assertThat(encoded.ids()).isEqualTo(tokenizer.encodeWhole(text[1]).ids());
                assertThat(encoded.text()).isEqualTo(text[0]);
            }
            assertThatThrownBy(() -> tokenizer.encode(null)).hasMessageContaining("is null");
        }
    }

    @Test
    void encodesALongTextWithoutWordBoundaries() throws IOException {
        String text = "ab".repeat(PieceEncoder.PIECE);
        try (TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.tokenizer("byte-pairs"))) {
            assertThat(tokenizer.encode(text))
                    .usingRecursiveComparison()
                    .isEqualTo(tokenizer.encodeWhole(text));
        }
    }

    /**
     * Oniguruma goes back through spaces in search of an end of line, and gives up at some time.
     */
    @Test
    void refusesAWordThatThePatternsTakeTooLongFor() throws IOException {
        JsonObject tokenizer =
                TokenizerFiles.object(
                        TextFixtures.tokenizer("byte-pairs").resolve("tokenizer.json"));
        tokenizer.add(
                "pre_tokenizer",
                JsonParser.parseString(
                        "{\"type\": \"Split\", \"pattern\": {\"Regex\":"
                                + " \"\\\\s*[\\\\r\\\\n]+|\\\\s+|\\\\S+\"},"
                                + " \"behavior\": \"Isolated\", \"invert\": false}"));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toString());
        try (TextTokenizer read = TextTokenizer.load(folder)) {
            assertThat(read.encode("a " + " ".repeat(100_000) + "b").ids()).isNotEmpty();
            assertThatThrownBy(() -> read.encode("a " + " ".repeat(200_000) + "b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "The text of 200003 characters has a word, or spaces in a row, of 1024 or"
                                    + " more, which the patterns of the tokenizer take too long for in"
                                    + " texts above 131072; break it up, or shorten the text.");
        }
    }

    @Test
    void takesHalfASurrogatePairAsReplacementCharacter() throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.tokenizer("pieces"))) {
            EncodedText encoded = tokenizer.encode("a \ud83d b\udc67");
            EncodedText replaced = tokenizer.encode("a \ufffd b\ufffd");
            assertThat(encoded.text()).isEqualTo("a \ud83d b\udc67");
            assertThat(encoded.ids()).isEqualTo(replaced.ids());
            assertThat(encoded.ends()).isEqualTo(replaced.ends());
        }
    }

    @Test
    void vocabJsonWithMergesIsTheSameAsTokenizerJson() throws IOException {
        Path fixture = TextFixtures.tokenizer("byte-pairs");
        JsonObject model =
                TokenizerFiles.object(fixture.resolve("tokenizer.json")).getAsJsonObject("model");
        Files.writeString(folder.resolve("vocab.json"), model.get("vocab").toString());
        StringBuilder merges = new StringBuilder("#version: 0.2\n");
        for (JsonElement merge : model.getAsJsonArray("merges")) {
            JsonArray pair = merge.getAsJsonArray();
            merges.append(pair.get(0).getAsString()).append(' ').append(pair.get(1).getAsString());
            merges.append('\n');
        }
        Files.writeString(folder.resolve("merges.txt"), merges);
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            for (JsonObject text : TextFixtures.cases(fixture)) {
                EncodedText encoded = tokenizer.encode(text.get("text").getAsString());
                assertThat(encoded.ids()).isEqualTo(ints(text, "ids"));
                assertThat(encoded.starts()).isEqualTo(ints(text, "starts"));
            }
            assertThat(tokenizer.specialTokens().mask().id()).isEqualTo(4);
            assertThat(tokenizer.pair().middle()).containsExactly(2, 2);
        }
    }

    @Test
    void addsTheTokensOfTheFilesBesideTokenizerJson() throws IOException {
        Path fixture = TextFixtures.tokenizer("byte-pairs");
        Files.copy(fixture.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("added_tokens.json"), "{\"[one]\": 500}");
        Files.writeString(
                folder.resolve("special_tokens_map.json"),
                "{\"mask_token\": {\"content\": \"[hole]\", \"lstrip\": true}}");
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"added_tokens_decoder\": {\"501\": {\"content\": \"[two]\"}},"
                        + " \"pad_token\": \"<pad>\"}");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(tokenizer.encode("[one][two][hole]").ids()).containsExactly(500, 501, 502);
            assertThat(tokenizer.specialTokens().mask())
                    .isEqualTo(new SpecialTokens.SpecialToken("[hole]", 502));
            assertThat(tokenizer.vocabSize()).isEqualTo(503);
            assertThat(tokenizer.token(501)).isEqualTo("[two]");
        }
    }

    @Test
    void keepsCapitalsIfTokenizerConfigSaysSo() throws IOException {
        Path fixture = TextFixtures.tokenizer("word-pieces");
        Files.copy(fixture.resolve("vocab.txt"), folder.resolve("vocab.txt"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder);
                TextTokenizer lower = TextTokenizer.load(fixture)) {
            assertThat(tokenizer.encode("THE").ids()).isNotEqualTo(lower.encode("THE").ids());
            assertThat(tokenizer.encode("the").ids()).isEqualTo(lower.encode("THE").ids());
        }
    }

    /** The texts are what transformers 5.18 decodes with these files. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    byte-pairs | false | false | is it so ? it is , yes .
                    byte-pairs | true  | false | is it so ? it is , yes .
                    byte-pairs | true  | true  | is it so? it is, yes.
                    byte-pairs | false | true  | is it so ? it is , yes .
                    pieces     | false | false | is it so ? it is , yes .
                    pieces     | true  | false | is it so? it is, yes.
                    """)
    void takesSpacesBeforeSignsAwayAsTransformersDoes(
            String name, boolean cleanUp, boolean ofBytePairs, String text) throws IOException {
        Path fixture = TextFixtures.tokenizer(name);
        Files.copy(fixture.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                String.format(
                        "{\"tokenizer_class\": \"PreTrainedTokenizerFast\","
                                + " \"clean_up_tokenization_spaces\": %s,"
                                + " \"clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt"
                                + "_output\": %s}",
                        cleanUp, ofBytePairs));
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            int[] ids = tokenizer.encode("is it so ? it is , yes .").ids();
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
            assertThat(tokenizer.decodePlain(ids)).isEqualTo(text);
        }
    }

    @Test
    void readsTheLongestLengthOfTokenizerConfig() throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.tokenizer("pieces"))) {
            assertThat(tokenizer.modelMaxLength()).isEqualTo(128);
        }
        Path fixture = TextFixtures.tokenizer("byte-pairs");
        Files.copy(fixture.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"model_max_length\": 1000000000000000019884624838656}");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(tokenizer.modelMaxLength()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void saysWhatAFolderWithoutTokenizerNeeds() {
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "There is no tokenizer in "
                                + folder
                                + "; allowed: tokenizer.json, vocab.json with merges.txt,"
                                + " vocab.txt, or spiece.model, sentencepiece.bpe.model,"
                                + " tokenizer.model of SentencePiece.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{}",
                "null",
                "{\"model\": 3}",
                "{\"model\": {\"vocab\": 3}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": \"b\"}, \"merges\": []}}"
            })
    void saysWhichTokenizerJsonIsBroken(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mask_token\": 3.5}",
                "{\"mask_token\": {}}",
                "{\"pad_token\": []}",
                "{\"added_tokens_decoder\": []}",
                "{\"added_tokens_decoder\": {\"x\": {\"content\": \"[x]\"}}}",
                "{\"tokenizer_class\": \"RobertaTokenizer\", \"add_prefix_space\": \"maybe\"}"
            })
    void saysWhatIsWrongInTokenizerConfig(String json) throws IOException {
        Path fixture = TextFixtures.tokenizer("byte-pairs");
        Files.copy(fixture.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOfAny(IOException.class, IllegalArgumentException.class)
                .message()
                .contains(folder.toString())
                .endsWith(".");
    }

    @Test
    void saysThatAVocabularyLacksASeparator() throws IOException {
        Path file = Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[CLS]\nthe\n");
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file
                                + " has no [SEP], which is the sep_token; tokenizer_config.json may"
                                + " name another.");
    }

    private static int[] ints(JsonObject object, String key) {
        return object.getAsJsonArray(key).asList().stream()
                .mapToInt(JsonElement::getAsInt)
                .toArray();
    }
}
