/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * Makes a tokenizer.json of vocab.json and merges.txt, as transformers' RobertaTokenizer does: byte
 * pairs as GPT-2 has them, {@code <s> A </s></s> B </s>}.
 */
final class BytePairFiles {

    private static final Map<String, String> SPECIAL_TOKENS =
            Map.of(
                    "bos_token", "<s>",
                    "eos_token", "</s>",
                    "cls_token", "<s>",
                    "sep_token", "</s>",
                    "unk_token", "<unk>",
                    "pad_token", "<pad>",
                    "mask_token", "<mask>");

    private BytePairFiles() {}

    static JsonObject read(Path vocab, Path merges, PretrainedConfig config) throws IOException {
        JsonObject words = TokenizerFiles.object(vocab);
        JsonArray pairs = new JsonArray();
        for (String line : Files.readAllLines(merges)) {
            if (!line.startsWith("#version") && !line.isBlank()) {
                pairs.add(line);
            }
        }
        JsonObject model = new JsonObject();
        model.addProperty("type", "BPE");
        model.addProperty("continuing_subword_prefix", "");
        model.addProperty("end_of_word_suffix", "");
        model.addProperty("fuse_unk", false);
        model.add("vocab", words);
        model.add("merges", pairs);

        boolean prefixSpace = config.bool("add_prefix_space", false);
        boolean trimOffsets = config.bool("trim_offsets", true);
        JsonObject byteLevel = new JsonObject();
        byteLevel.addProperty("type", "ByteLevel");
        byteLevel.addProperty("add_prefix_space", prefixSpace);
        byteLevel.addProperty("trim_offsets", true);
        byteLevel.addProperty("use_regex", true);

        JsonObject tokenizer = new JsonObject();
        tokenizer.addProperty("version", "1.0");
        tokenizer.add("pre_tokenizer", byteLevel);
        tokenizer.add("decoder", byteLevel.deepCopy());
        tokenizer.add("model", model);
        TokenizerSettings.addSpecialTokens(tokenizer, config, SPECIAL_TOKENS, vocab);
        Vocabulary vocabulary = Vocabulary.of(tokenizer);
        JsonObject processor = new JsonObject();
        processor.addProperty("type", "RobertaProcessing");
        processor.add("sep", pair(config, "sep_token", vocabulary));
        processor.add("cls", pair(config, "cls_token", vocabulary));
        processor.addProperty("trim_offsets", trimOffsets);
        processor.addProperty("add_prefix_space", prefixSpace);
        tokenizer.add("post_processor", processor);
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
