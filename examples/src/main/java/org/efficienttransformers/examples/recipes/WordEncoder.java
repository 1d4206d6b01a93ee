/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.recipes.data.LabelledText;
import org.efficienttransformers.examples.recipes.data.LabelledWords;
import org.efficienttransformers.examples.recipes.data.Labels;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.training.CrossEntropyLoss;

/**
 * Makes tokens of words; the first token of a word has its label, the others have none.
 *
 * @param tokenizer the tokenizer
 * @param maxLength the longest text in tokens
 * @param truncate whether to cut longer ones at their ends
 */
record WordEncoder(TextTokenizer tokenizer, int maxLength, boolean truncate) {

    /**
     * A text.
     *
     * @param ids its tokens, with those that mark its ends
     * @param labels for each the index of its label, or {@link CrossEntropyLoss#IGNORED}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
    record Encoded(int[] ids, long[] labels) {}

    /** Encodes texts, their words with a space between them. */
    List<Encoded> encode(List<LabelledWords> texts, Labels labels) {
        List<Encoded> all = new ArrayList<>();
        for (LabelledWords text : texts) {
            all.add(encode(text, labels));
        }
        return all;
    }

    private Encoded encode(LabelledWords text, Labels labels) {
        String joined =
                text.words().stream().map(LabelledText::text).collect(Collectors.joining(" "));
        EncodedText encoded = tokenizer.encode(joined);
        SequenceTemplate template = tokenizer.single();
        int count = Math.min(encoded.length(), maxLength - template.addedTokens());
        if (count < encoded.length() && !truncate) {
            throw new BadInputException(
                    "The text at %s is %s tokens long, and the model takes %s;"
                            + " --truncate cuts it, or give a larger --max-length.",
                    text.where(), encoded.length() + template.addedTokens(), maxLength);
        }
        int before = template.prefix().length;
        int[] ids = Arrays.copyOf(template.prefix(), count + template.addedTokens());
        System.arraycopy(encoded.ids(), 0, ids, before, count);
        System.arraycopy(template.suffix(), 0, ids, before + count, template.suffix().length);
        long[] classes = new long[ids.length];
        Arrays.fill(classes, CrossEntropyLoss.IGNORED);
        int word = -1;
        int next = 0; // where the next word begins
        for (int i = 0; i < count; i++) {
            boolean first = false;
            while (word + 1 < text.words().size() && encoded.ends()[i] > next) {
                word++;
                next += text.words().get(word).text().length() + 1;
                first = true;
            }
            if (first) {
                classes[before + i] = labels.index(text.words().get(word));
            }
        }
        return new Encoded(ids, classes);
    }
}
