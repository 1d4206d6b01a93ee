/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Puts the tokenizer beside a trained model. */
final class TokenizerCopy {

    private static final List<String> FILES =
            List.of(
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "vocab.json",
                    "merges.txt",
                    "vocab.txt");

    private TokenizerCopy() {}

    /** Copies the tokenizer files that a folder has. */
    static void copy(Path from, Path to) throws IOException {
        for (String name : FILES) {
            Path file = from.resolve(name);
            if (Files.exists(file) && !file.equals(to.resolve(name))) {
                // Files of the hub's cache are links.
                Files.copy(
                        file.toRealPath(), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
