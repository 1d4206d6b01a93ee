/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is allowed in a tokenizer.json up to its limits, and what is refused beyond them. */
class TokenizerFormatTest {

    private static final String WORDS =
            "{'type':'WordPiece','vocab':{'[UNK]':0,'a':1},'unk_token':'[UNK]',"
                    + "'continuing_subword_prefix':'##','max_input_chars_per_word':100}";
    private static final String PAIRS =
            "{'type':'BPE','vocab':{'a':0,'b':1,'ab':2},'merges':['a b']}";
    private static final String PIECES =
            "{'type':'Unigram','vocab':[['<unk>',0],['a',-1.5]],'unk_id':0}";

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    /** Checks a tokenizer of a model of which one member is another. */
    private static void checkModel(String model, String key, String value) throws IOException {
        JsonObject tokenizer = json("{'model':" + model + "}");
        JsonObject changed = tokenizer.getAsJsonObject("model");
        if (value.isEmpty()) {
            changed.remove(key);
        } else {
            changed.add(key, JsonParser.parseString(value.replace('\'', '"')));
        }
        TokenizerFormat.check(tokenizer);
    }

    private static void assertRefused(String model, String key, String value, String allowed) {
        assertThatThrownBy(() -> checkModel(model, key, value))
                .as("%s %s", key, value)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(allowed);
    }

    private static String quoted(int length) {
        return "'" + "p".repeat(length) + "'";
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "512"})
    void longestWordsUpToALimit(String value) throws IOException {
        checkModel(WORDS, "max_input_chars_per_word", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "513", "1.5", "'5'", "99999999999", "true", "1e2", "[5]"})
    void otherLongestWordsAreRefused(String value) {
        assertRefused(
                WORDS,
                "max_input_chars_per_word",
                value,
                "model.max_input_chars_per_word is "
                        + value.replace('\'', '"')
                        + "; allowed: a whole number from 0 to 512.");
    }

    @Test
    void prefixesUpToALimit() throws IOException {
        checkModel(WORDS, "continuing_subword_prefix", quoted(32));
        assertRefused(
                WORDS,
                "continuing_subword_prefix",
                quoted(33),
                "is \"" + "p".repeat(33) + "\"; allowed: a text of at most 32 characters.");
        assertRefused(WORDS, "continuing_subword_prefix", "7", "a text of at most 32");
        assertRefused(WORDS, "continuing_subword_prefix", "'\\ud800'", "halves of surrogate");
        assertRefused(WORDS, "continuing_subword_prefix", "'\\udfff'", "halves of surrogate");
        checkModel(WORDS, "continuing_subword_prefix", "'\\ud83d\\ude00\\ue000\\ud7ff'");
        // Of what is long a beginning of 60 characters is shown.
        assertRefused(
                WORDS,
                "continuing_subword_prefix",
                quoted(58),
                " is \"" + "p".repeat(58) + "\"; allowed");
        assertRefused(
                WORDS,
                "continuing_subword_prefix",
                quoted(59),
                " is \"" + "p".repeat(59) + "...; allowed");
    }

    @Test
    void wordsHaveNumbersAndUnicode() {
        assertRefused(WORDS, "vocab", "{'[UNK]':-1}", "model.vocab.[UNK] is -1; allowed: a whole");
        assertRefused(WORDS, "vocab", "{'[UNK]':0,'\\ud800':1}", "halves of surrogate pairs");
        assertRefused(WORDS, "vocab", "{'a':0}", "allowed: a word of the vocab.");
        assertRefused(WORDS, "unk_token", "", "model has no unk_token, which is needed.");
    }

    /** Files of 2020 have no type. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "BPE | {'vocab':{'a':0,'b':1,'ab':2},'merges':['a b']}",
                "Unigram | {'vocab':[['<unk>',0]],'unk_id':0}",
                "WordLevel | {'vocab':{'<unk>':0},'unk_token':'<unk>'}",
                "WordPiece | {'vocab':{'a':0},'unk_token':'a','continuing_subword_prefix':'##',"
                        + "'max_input_chars_per_word':9}"
            })
    void modelsWithoutATypeAreKnownByTheirFields(String type, String model) throws IOException {
        JsonObject tokenizer = json("{'model':" + model + "}");
        TokenizerFormat.check(tokenizer);
        assertThat(tokenizer.getAsJsonObject("model").get("type").getAsString()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dropout | 0",
                "dropout | null",
                "fuse_unk | true",
                "ignore_merges | false",
                "byte_fallback | true",
                "merges | []",
                "merges | [['a','b']]",
                "merges | ['#version: 0.2','a b']"
            })
    void whatBytePairsMayHold(String key, String value) throws IOException {
        checkModel(PAIRS, key, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dropout | 0.1 | null or 0",
                "dropout | 'x' | a number",
                "fuse_unk | 1 | true or false",
                "ignore_merges | 'x' | true or false",
                "byte_fallback | 0 | true or false",
                "merges | ['a b c'] | two words of the vocab",
                "merges | ['b a'] | two words of the vocab",
                "merges | ['a c'] | two words of the vocab",
                "merges | ['c b'] | two words of the vocab",
                "merges | [['a']] | two words of the vocab",
                "merges | [['a',1]] | a text",
                "unk_token | 'c' | a word of the vocab"
            })
    void whatBytePairsMayNotHold(String key, String value, String allowed) {
        assertRefused(PAIRS, key, value, "allowed: " + allowed);
    }

    @Test
    void bytesStandInForWordsWithoutAffixesOnly() throws IOException {
        String prefixed = PAIRS.replace("'merges':['a b']", "'merges':[],'byte_fallback':true");
        checkModel(prefixed, "end_of_word_suffix", "''");
        assertRefused(prefixed, "end_of_word_suffix", "'</w>'", "where words have a prefix or");
        assertRefused(prefixed, "continuing_subword_prefix", "'##'", "where words have a prefix");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unk_id | 2 | allowed: a whole number from 0 to 1.",
                "unk_id | `` | model has no unk_id, which is needed for characters without",
                "vocab | [['<unk>',0],['a']] | allowed: a list of a piece and its score.",
                "vocab | [['<unk>',0],['a',0,0]] | allowed: a list of a piece and its score.",
                "vocab | [['<unk>',0],['a','x']] | allowed: a number.",
                "vocab | [['<unk>',0],[5,0]] | allowed: a text of at most 1024 characters."
            })
    void whatPiecesMayNotHold(String key, String value, String finding) {
        assertRefused(PIECES, key, value, finding);
    }

    @Test
    void piecesUpToALimit() throws IOException {
        checkModel(PIECES, "unk_id", "1");
        checkModel(PIECES, "vocab", "[['<unk>',0],[" + quoted(1024) + ",0]]");
        assertRefused(PIECES, "vocab", "[[" + quoted(1025) + ",0]]", "a text of at most 1024");
    }

    /** Each byte has a piece, so no character is unknown. */
    @Test
    void piecesOfAllBytesNeedNoUnknown() throws IOException {
        String bytes =
                IntStream.range(0, 256)
                        .mapToObj(value -> String.format("['<0x%02X>',0]", value))
                        .collect(Collectors.joining(",", "[", "]"));
        String all = "{'type':'Unigram','vocab':" + bytes + ",'byte_fallback':true}";
        checkModel(all, "version", "''");
        assertRefused(all, "byte_fallback", "false", "has no unk_id");
        assertRefused(all, "vocab", bytes.replace("0x7F", "0x7f"), "has no unk_id");
    }

    /** Those that begin alike are copied together: 1 + 2 + ... + 128 bytes without 64 are 8,192. */
    @Test
    void piecesThatBeginAlikeHaveALimitTogether() throws IOException {
        checkModel(PIECES, "vocab", chains(64, "a"));
        assertRefused(PIECES, "vocab", chains(63, "a"), "begin alike have at most 8192 bytes");
        checkModel(PIECES, "vocab", chains(64, "a", "b"));
        assertRefused(PIECES, "vocab", chains(63, "b", "a"), "begin alike have at most 8192");
        assertRefused(PIECES, "vocab", chains(100, "\u00e9"), "begin alike have at most 8192");
    }

    /** Pieces of each letter 1 to 128 times, but for one length, longest of all letters first. */
    private static String chains(int without, String... letters) {
        List<String> pieces = new ArrayList<>();
        for (int length = 128; length > 0; length--) {
            for (String letter : letters) {
                if (length != without) {
                    pieces.add("['" + letter.repeat(length) + "',0]");
                }
            }
        }
        return pieces.toString();
    }

    private static void check(String processor) throws IOException {
        TokenizerFormat.check(json("{'model':" + WORDS + ",'post_processor':" + processor + "}"));
    }

    private static String list(String part, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> part)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String template(String single, String pair, int ids) {
        return String.format(
                "{'type':'TemplateProcessing','single':%s,'pair':%s,'special_tokens':"
                        + "{'s':{'id':'s','ids':%s,'tokens':%s}}}",
                single, pair, list("1", ids), list("'x'", ids));
    }

    private static final String A = "{'Sequence':{'id':'A','type_id':0}}";
    private static final String B = "{'Sequence':{'id':'B','type_id':1}}";
    private static final String S = "{'SpecialToken':{'id':'s','type_id':0}}";
    private static final String BYTES =
            "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true}";
    private static final String BERT = "{'type':'BertProcessing','sep':['s',1],'cls':['c',2]}";

    @Test
    void processorsUpToTheirLimits() {
        String both = "[" + A + "," + B + "]";
        String many = "[" + A + "," + S.concat(",").repeat(30) + S + "]";
        String more = "[" + A + "," + S.concat(",").repeat(31) + S + "]";
        assertThatCode(() -> check(template("[" + A + "]", both, 32))).doesNotThrowAnyException();
        assertThatCode(() -> check(template(many, both, 1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(template(more, both, 1))).hasMessageContaining("32");
        assertThatThrownBy(() -> check(template("[" + A + "]", both, 33)))
                .hasMessageContaining("as many ids as tokens, at most 32");
        assertThatThrownBy(() -> check(template(both, both, 1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> check(template("[" + A + "]", "[" + B + "," + A + "]", 1)))
                .isInstanceOf(IOException.class);
        String sequence = "{'type':'Sequence','processors':%s}";
        assertThatCode(() -> check(String.format(sequence, list(BYTES, 32))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(String.format(sequence, list(BYTES, 33))))
                .hasMessageContaining("at most 32 parts");
        assertThatCode(() -> check(String.format(sequence, "[" + BYTES + "," + BERT + "]")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(String.format(sequence, list(BERT, 2))))
                .hasMessageContaining("one that adds tokens in all, and ByteLevel");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'BertProcessing','sep':['s'],'cls':['c',2]} | a list of a token and its id",
                "{'type':'BertProcessing','sep':['s',1],'cls':['c','d']} | a whole number from 0",
                "{'type':'BertProcessing','sep':[1,1],'cls':['c',2]} | a text of at most 4096",
                "{'type':'ByteLevel','add_prefix_space':1,'trim_offsets':true} | true or false",
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':'x'} | true or false",
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':0} |"
                        + " true or false",
                "{'type':'RobertaProcessing','sep':['s'],'cls':['c',2],'trim_offsets':true,"
                        + "'add_prefix_space':true} | a list of a token and its id",
                "{'type':'RobertaProcessing','sep':['s',1],'cls':['c',2],'trim_offsets':1,"
                        + "'add_prefix_space':true} | true or false",
                "{'type':'RobertaProcessing','sep':['s',1],'cls':['c',2],'trim_offsets':true,"
                        + "'add_prefix_space':1} | true or false",
                "{'type':'Sequence','processors':[{'type':'ByteLevel','add_prefix_space':1,"
                        + "'trim_offsets':true}]} | true or false",
                "{'type':'TemplateProcessing','single':[],'pair':[],'special_tokens':"
                        + "{'s':{'id':'s','ids':[1],'tokens':[1]}}} | a text of at most 4096",
                "{'type':'TemplateProcessing','single':[],'pair':[],'special_tokens':"
                        + "{'s':{'id':1,'ids':[1],'tokens':['x']}}} | a text of at most 4096",
                "{'type':'TemplateProcessing','single':[],'pair':[],'special_tokens':"
                        + "{'s':{'id':'s','ids':['x'],'tokens':['x']}}} | a whole number from 0"
            })
    void whatProcessorsMayNotHold(String processor, String allowed) {
        assertThatThrownBy(() -> check(processor))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("allowed: " + allowed);
    }

    /**
     * A pattern that may go through all of a text in vain, from each of its places, makes it slow.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | false",
                "{'normalizer': null, 'pre_tokenizer': {'type': 'Whitespace'}} | false",
                "{'normalizer': {'type': 'Replace', 'pattern': {'String': 'a*b'}}} | false",
                "{'normalizer': {'type': 'Replace', 'pattern': {'Regex': 'a+'}}} | false",
                "{'normalizer': {'type': 'Replace', 'pattern': {'Regex': 'a*b'}}} | true",
                "{'pre_tokenizer': {'type': 'Split', 'pattern': {'Regex': 'a*b'}}} | true",
                "{'pre_tokenizer': {'type': 'Sequence', 'pretokenizers': [{'type': 'Digits'},"
                        + " {'type': 'Split', 'pattern': {'Regex': 'a*b'}}]}} | true",
                "{'decoder': {'type': 'Replace', 'pattern': {'Regex': 'a*b'}}} | false"
            })
    void textsOfOneWordHaveALimitWherePatternsAreSlow(String tokenizer, boolean slow) {
        int longest = TokenizerFormat.longestWord(json(tokenizer));
        assertThat(longest).isEqualTo(slow ? 1 << 17 : Integer.MAX_VALUE);
    }
}
