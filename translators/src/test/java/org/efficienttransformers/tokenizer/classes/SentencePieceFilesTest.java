/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.tokenizer.proto.SentencePieceModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of SentencePiece give what SentencePiece gives. See make_sentencepiece.py. */
class SentencePieceFilesTest {

    private static final Path MODELS = Path.of("src/test/resources/sentencepiece");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "byte-pairs",
                "byte-pairs-identity",
                "byte-pairs-bytes",
                "unigram",
                "big-bird"
            })
    void idsAreThoseOfSentencePiece(String name) throws IOException {
        Path model = MODELS.resolve(name);
        String json = Files.readString(model.resolve("expected.json"));
        try (TextTokenizer tokenizer = TextTokenizer.load(model)) {
            for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
                JsonObject expected = element.getAsJsonObject();
                String text = expected.get("text").getAsString();
                List<Integer> ids = new ArrayList<>();
                expected.getAsJsonArray("ids").forEach(id -> ids.add(id.getAsInt()));
                int[] actual = tokenizer.encode(text).ids();
                assertThat(actual).as(text).containsExactly(ids.toArray(Integer[]::new));
            }
        }
    }

    @Test
    void textsOfABigBirdStandBetweenSpecialTokens() throws IOException {
        Files.copy(MODELS.resolve("big-bird/spiece.model"), folder.resolve("spiece.model"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"big_bird\"}");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            SequenceTemplate single = tokenizer.single();
            assertThat(single.prefix()).containsExactly(4); // [CLS]
            assertThat(single.suffix()).containsExactly(5); // [SEP]
            assertThat(tokenizer.pair().addedTokens()).isEqualTo(3);
            // The mask takes the space in front of it along, as in transformers.
            assertThat(tokenizer.encode("a [MASK]").ids()).containsExactly(9, 6);
        }
    }

    /** Expected by src/test/python/make_piece_classes.py, that is by transformers' own classes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "XLMRobertaTokenizer",
                "CamembertTokenizer",
                "T5Tokenizer",
                "XLNetTokenizer",
                "AlbertTokenizer",
                "PegasusTokenizer"
            })
    void aFileThatStandsAloneIsWhatItsClassMakesOfIt(String name) throws IOException {
        JsonObject expected =
                JsonParser.parseString(Files.readString(MODELS.resolve("classes/expected.json")))
                        .getAsJsonObject()
                        .getAsJsonObject(name);
        Path file = folder.resolve(expected.get("file").getAsString());
        Files.copy(MODELS.resolve("unigram/spiece.model"), file);
        if (expected.get("moved").getAsBoolean()) {
            SentencePieceModel model = SentencePieceModel.parseFrom(Files.readAllBytes(file));
            List<SentencePieceModel.Piece> pieces = new ArrayList<>(model.getPiecesList());
            pieces.add(2, pieces.remove(0));
            Files.write(
                    file,
                    model.toBuilder().clearPieces().addAllPieces(pieces).build().toByteArray());
        }
        JsonObject config = new JsonObject();
        config.add("model_type", expected.get("model_type"));
        Files.writeString(folder.resolve("config.json"), config.toString());
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                expected.getAsJsonObject("tokenizer_config").toString());
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            SequenceTemplate single = tokenizer.single();
            for (JsonElement element : expected.getAsJsonArray("texts")) {
                String text = element.getAsJsonObject().get("text").getAsString();
                List<Integer> actual = new ArrayList<>(list(single.prefix()));
                actual.addAll(list(tokenizer.encode(text).ids()));
                actual.addAll(list(single.suffix()));
                assertThat(actual).as(text).isEqualTo(ids(element.getAsJsonObject(), "ids"));
            }
            SequenceTemplate pair = tokenizer.pair();
            List<Integer> actual = new ArrayList<>(list(pair.prefix()));
            actual.addAll(list(tokenizer.encode("a few").ids()));
            actual.addAll(list(pair.middle()));
            actual.addAll(list(tokenizer.encode("months").ids()));
            actual.addAll(list(pair.suffix()));
            assertThat(actual).isEqualTo(ids(expected, "pair"));
        }
    }

    /** What these models were trained with, where nothing names a class. */
    @ParameterizedTest
    @CsvSource({"longt5, 0, 1", "bigbird_pegasus, 0, 1", "xlnet, 0, 2", "nystromformer, 1, 1"})
    void aFileBesideAModelEndsTextsAsTheModelKnowsIt(String type, int before, int after)
            throws IOException {
        Files.copy(MODELS.resolve("unigram/spiece.model"), folder.resolve("spiece.model"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + type + "\"}");
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                before + after > 1 ? "{\"cls_token\": \"<s>\", \"sep_token\": \"</s>\"}" : "{}");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(tokenizer.single().prefix()).hasSize(before);
            assertThat(tokenizer.single().suffix()).hasSize(after);
        }
    }

    private static List<Integer> ids(JsonObject object, String key) {
        return object.getAsJsonArray(key).asList().stream().map(JsonElement::getAsInt).toList();
    }

    private static List<Integer> list(int... ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    @Test
    void textsOfAReformerStandByThemselves() throws IOException {
        Files.copy(MODELS.resolve("byte-pairs/spiece.model"), folder.resolve("spiece.model"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"reformer\"}");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(tokenizer.single().addedTokens()).isZero();
            int[] ids = tokenizer.encode("A few months later").ids();
            assertThat(tokenizer.decode(ids)).isEqualTo("A few months later");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', has no pieces",
        "'x', is not a model of SentencePiece",
        "'\n\u00ff', is not a model of SentencePiece"
    })
    void aBrokenFileIsOneSentence(String content, String message) throws IOException {
        Path file = folder.resolve("spiece.model");
        Files.writeString(file, content);
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 100, 500, 1000, 3000})
    void aCutFileIsRefused(int length) throws IOException {
        byte[] whole = Files.readAllBytes(MODELS.resolve("byte-pairs/spiece.model"));
        Path file = folder.resolve("spiece.model");
        Files.write(file, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> TextTokenizer.load(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void damagedRulesForCharactersAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(MODELS.resolve("unigram/spiece.model"));
        SentencePieceModel model = SentencePieceModel.parseFrom(whole);
        ByteString damaged = ByteString.copyFrom(new byte[] {1});
        Path file = folder.resolve("spiece.model");
        Files.write(
                file,
                model.toBuilder()
                        .setNormalizer(model.getNormalizer().toBuilder().setCharacters(damaged))
                        .build()
                        .toByteArray());
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file
                                + ": precompiled_charsmap is no table of SentencePiece, or damaged:"
                                + " its trie can't be in its 1 bytes.");
    }

    /** What was replaced stands for all of what it replaces. */
    @Test
    void offsetsAreThoseOfTheTextBeforeCharactersAreReplaced() throws IOException {
        String text = "e\u0301 \ufb01n \u304b\u3099";
        try (TextTokenizer tokenizer = TextTokenizer.load(MODELS.resolve("byte-pairs"))) {
            EncodedText encoded = tokenizer.encode(text);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < encoded.length(); i++) {
                parts.add(text.substring(encoded.starts()[i], encoded.ends()[i]));
            }
            assertThat(String.join("|", parts)).contains("e\u0301").contains("\u304b\u3099");
            assertThat(encoded.ends()[encoded.length() - 1]).isEqualTo(text.length());
        }
    }
}
