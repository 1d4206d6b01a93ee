/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/** Makes a tokenizer.json of byte pairs and their merges, as GPT-2 has them. */
public final class BytePairFiles {

    private static final Map<String, String> SPECIAL_TOKENS =
            Map.of(
                    "bos_token", "<s>",
                    "eos_token", "</s>",
                    "cls_token", "<s>",
                    "sep_token", "</s>",
                    "unk_token", "<unk>",
                    "pad_token", "<pad>",
                    "mask_token", "<mask>");

    private static final Map<String, String> END_OF_TEXT =
            Map.of(
                    "bos_token", "<|endoftext|>",
                    "eos_token", "<|endoftext|>",
                    "unk_token", "<|endoftext|>");

    private BytePairFiles() {}

    /**
     * Reads merges.txt, a pair a line.
     *
     * @param merges the file
     * @return the pairs, as tokenizer.json has them
     */
    public static JsonArray merges(Path merges) throws IOException {
        JsonArray pairs = new JsonArray();
        for (String line : Files.readAllLines(merges)) {
            if (!line.startsWith("#version") && !line.isBlank()) {
                pairs.add(line);
            }
        }
        return pairs;
    }

    /** Makes what transformers' RobertaTokenizer makes: {@code <s> A </s></s> B </s>}. */
    static JsonObject roberta(TokenizerSource source, PretrainedConfig config) throws IOException {
        JsonObject tokenizer = byteLevel(source, config);
        TokenizerSettings.addSpecialTokens(tokenizer, config, SPECIAL_TOKENS, source.file());
        Vocabulary vocabulary = Vocabulary.of(tokenizer);
        JsonObject processor = TokenizerSettings.typed("RobertaProcessing");
        processor.add("sep", pair(config, "sep_token", vocabulary));
        processor.add("cls", pair(config, "cls_token", vocabulary));
        processor.addProperty("trim_offsets", config.bool("trim_offsets", true));
        processor.addProperty("add_prefix_space", config.bool("add_prefix_space", false));
        tokenizer.add("post_processor", processor);
        return tokenizer;
    }

    /** Makes what transformers' GPT2Tokenizer makes, which adds nothing to a text by itself. */
    static JsonObject gpt2(TokenizerSource source, PretrainedConfig config) throws IOException {
        JsonObject tokenizer = byteLevel(source, config);
        TokenizerSettings.addSpecialTokens(tokenizer, config, END_OF_TEXT, source.file());
        tokenizer.add("post_processor", source.postProcessor());
        return tokenizer;
    }

    private static JsonObject byteLevel(TokenizerSource source, PretrainedConfig config)
            throws IOException {
        JsonObject model = TokenizerSettings.typed("BPE");
        model.addProperty("continuing_subword_prefix", "");
        model.addProperty("end_of_word_suffix", "");
        model.addProperty("fuse_unk", false);
        model.add("vocab", source.words());
        model.add("merges", source.merges());

        JsonObject byteLevel = TokenizerSettings.typed("ByteLevel");
        byteLevel.addProperty("add_prefix_space", config.bool("add_prefix_space", false));
        byteLevel.addProperty("trim_offsets", true);
        byteLevel.addProperty("use_regex", true);

        JsonObject tokenizer = source.tokenizer(model);
        tokenizer.add("pre_tokenizer", byteLevel);
        tokenizer.add("decoder", byteLevel.deepCopy());
        return tokenizer;
    }

    private static JsonArray pair(PretrainedConfig config, String key, Vocabulary vocabulary) {
        String token = TokenizerSettings.content(config, key, SPECIAL_TOKENS.get(key));
        JsonArray pair = new JsonArray();
        pair.add(token);
        pair.add(vocabulary.id(token));
        return pair;
    }
}
