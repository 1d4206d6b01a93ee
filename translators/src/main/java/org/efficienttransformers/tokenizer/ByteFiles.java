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
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.classes.TokenizerSettings;

/**
 * The tokenizer of Reformers that read bytes, such as google/reformer-enwik8, which have no files
 * for it: a token is a byte of the text in UTF-8, its index the byte's value and 2, as the model's
 * page says. Index 0 is padding.
 */
final class ByteFiles {

    private static final int BYTES = 256;
    private static final int FIRST = 2;

    private ByteFiles() {}

    /**
     * Tells whether the model of a folder reads bytes.
     *
     * @param folder a Hugging Face folder without tokenizer files
     * @return true if it is a Reformer with a vocabulary for bytes
     * @throws IOException if its config.json is broken
     */
    static boolean fit(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(PretrainedConfig.FILE))) {
            return false;
        }
        PretrainedConfig config = PretrainedConfig.read(folder);
        return config.string("model_type", "").equals("reformer")
                && config.integer("vocab_size", 0) == BYTES + FIRST;
    }

    /**
     * Makes a tokenizer.json: byte pairs that are never merged.
     *
     * @return the tokenizer
     */
    static JsonObject tokenizer() {
        JsonObject vocab = new JsonObject();
        int others = 0;
        for (int value = 0; value < BYTES; value++) {
            // The tokenizers library writes bytes as characters that can be seen.
            int written = isVisible(value) ? value : BYTES + others++;
            vocab.addProperty(Character.toString(written), value + FIRST);
        }
        JsonObject model = TokenizerSettings.typed("BPE");
        model.add("vocab", vocab);
        model.add("merges", new JsonArray());
        JsonObject bytes = TokenizerSettings.typed("ByteLevel");
        bytes.addProperty("add_prefix_space", false);
        bytes.addProperty("trim_offsets", false);
        bytes.addProperty("use_regex", true);
        JsonObject tokenizer = new JsonObject();
        tokenizer.addProperty("version", "1.0");
        tokenizer.add("pre_tokenizer", bytes);
        tokenizer.add("decoder", bytes.deepCopy());
        tokenizer.add("model", model);
        return tokenizer;
    }

    private static boolean isVisible(int value) {
        return (value > ' ' && value <= '~') || (value > 0xA0 && value != 0xAD);
    }
}
