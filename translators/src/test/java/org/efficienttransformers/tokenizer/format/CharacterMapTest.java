/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** SentencePiece's rules for characters: those that make_tokenizer_kinds.py had it write. */
class CharacterMapTest {

    private static final byte[] TABLE = table();

    private static byte[] table() {
        try {
            JsonObject kinds =
                    JsonParser.parseString(
                                    Files.readString(
                                            Path.of("src/test/resources/tokenizers/kinds.json")))
                            .getAsJsonObject();
            for (JsonElement kind : kinds.getAsJsonArray("kinds")) {
                JsonObject object = kind.getAsJsonObject();
                if (object.get("name").getAsString().equals("XLMRobertaTokenizer")) {
                    return Base64.getDecoder()
                            .decode(
                                    object.getAsJsonObject("tokenizer")
                                            .getAsJsonObject("normalizer")
                                            .get("precompiled_charsmap")
                                            .getAsString());
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("kinds.json has no XLMRobertaTokenizer");
    }

    private static CharacterMap.Match find(CharacterMap map, String text) {
        return map.find(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    @Test
    void takesTheRuleForTheLongestBeginning() throws IOException {
        CharacterMap map = CharacterMap.read(TABLE);
        assertThat(find(map, "\ufb01x")).isEqualTo(new CharacterMap.Match(3, "fi"));
        assertThat(find(map, "e\u0301x")).isEqualTo(new CharacterMap.Match(3, "\u00e9"));
        assertThat(find(map, "\u304b\u3099")).isEqualTo(new CharacterMap.Match(6, "\u304c"));
        assertThat(find(map, "\u200bx")).isEqualTo(new CharacterMap.Match(3, ""));
        assertThat(find(map, "ex")).isNull();
        assertThat(find(map, "")).isNull();
    }

    @Test
    void saysWhatIsDamaged() {
        assertDamaged(new byte[] {1}, "its trie can't be in its 1 bytes");
        assertDamaged(
                withSize(TABLE.length), "its trie can't be in its " + TABLE.length + " bytes");
        assertDamaged(withSize(-1), "its trie can't be in its " + TABLE.length + " bytes");
        assertDamaged(Arrays.copyOf(TABLE, 100), "its trie can't be in its 100 bytes");
        byte[] far = TABLE.clone();
        Arrays.fill(far, 4, 8, (byte) 0xFF);
        assertDamaged(far, ", out of it");
        byte[] words = TABLE.clone();
        words[words.length - 2] = (byte) 0xFF;
        assertDamaged(words, "its replacements aren't UTF-8");
    }

    /** Whatever passes the check can be asked for anything. */
    @Test
    void noTextLeadsOutOfATrie() {
        Random random = new Random(3);
        int passed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] table = TABLE.clone();
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                table[random.nextInt(table.length)] = (byte) random.nextInt(256);
            }
            CharacterMap map;
            try {
                map = CharacterMap.read(table);
            } catch (IOException e) {
                continue;
            }
            passed++;
            byte[] text = new byte[64];
            random.nextBytes(text);
            for (int at = 0; at < text.length; at++) {
                CharacterMap.Match match = map.find(text, at);
                assertThat(match == null || match.bytes() <= text.length - at).isTrue();
            }
        }
        assertThat(passed).isBetween(1000, 19_000);
    }

    private static byte[] withSize(int size) {
        byte[] table = TABLE.clone();
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putInt(0, size);
        return table;
    }

    private static void assertDamaged(byte[] table, String finding) {
        assertThatThrownBy(() -> CharacterMap.read(table))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("is no table of SentencePiece, or damaged: ")
                .hasMessageContaining(finding)
                .hasMessageEndingWith(".");
    }
}
