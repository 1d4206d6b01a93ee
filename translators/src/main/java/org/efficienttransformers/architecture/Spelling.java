/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import java.util.List;

/**
 * How an architecture spells what another names otherwise: its files have the one, and the model,
 * which is described as the other, the other.
 *
 * @param words parts of names, each replaced wherever it stands, in this order
 */
public record Spelling(List<Word> words) {

    /**
     * A part of a name.
     *
     * @param model as the model has it
     * @param file as files have it
     */
    public record Word(String model, String file) {}

    /** Copies the list. */
    public Spelling {
        words = List.copyOf(words);
    }

    /**
     * Makes one of pairs.
     *
     * @param words as the model has a word and as files have it, in turn
     * @return the spelling
     */
    public static Spelling of(String... words) {
        Word[] pairs = new Word[words.length / 2];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new Word(words[2 * i], words[2 * i + 1]);
        }
        return new Spelling(List.of(pairs));
    }

    /**
     * Spells a name as the model does.
     *
     * @param name the name of a tensor in a file, or one that the model itself has
     * @return that of the model
     */
    public String ofModel(String name) {
        String spelled = name;
        for (Word word : words) {
            spelled = spelled.replace(word.file, word.model);
        }
        return spelled;
    }

    /**
     * Spells a name as files do.
     *
     * @param name the name of a tensor of the model
     * @return that of files
     */
    public String ofFiles(String name) {
        String spelled = name;
        for (Word word : words) {
            spelled = spelled.replace(word.model, word.file);
        }
        return spelled;
    }
}
