/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A few consecutive sentences of a document.
 *
 * @param text the sentences
 * @param start where they begin in the document, in chars
 */
public record Passage(String text, int start) {

    /** Enough to be about something; shorter sentences are taken together. */
    private static final int WORDS = 50;

    /**
     * Cuts a text into passages of whole sentences, each of them of at least {@value #WORDS} words
     * unless it is the last.
     *
     * @param text a text
     * @return its passages, one after another
     */
    public static List<Passage> split(String text) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        sentences.setText(text);
        List<Passage> passages = new ArrayList<>();
        int start = 0;
        for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
            String passage = text.substring(start, end).strip();
            boolean last = end == text.length();
            if (!passage.isEmpty() && (last || passage.split("\\s+").length >= WORDS)) {
                passages.add(new Passage(passage, text.indexOf(passage, start)));
                start = end;
            }
        }
        return passages;
    }
}
