/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

/**
 * Makes tokens of words; the first token of a word has its label, the others have none.
 *
 * @param tokenizer the tokenizer
 * @param maxLength the longest text in tokens
 * @param truncate whether to cut longer ones at their ends
 */
public record WordEncoder(TextTokenizer tokenizer, int maxLength, boolean truncate) {

    /**
     * A text.
     *
     * @param ids its tokens, with those that mark its ends
     * @param labels for each the index of its label, or {@link CrossEntropyLoss#IGNORED}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
    public record Encoded(int[] ids, long[] labels) {}

    /**
     * Encodes texts, their words with a space between them.
     *
     * @param texts the texts
     * @param labels the labels that their words may have
     * @return their tokens and labels
     * @throws IllegalArgumentException if a text is too long and isn't to be cut, or has another
     *     label; it is named
     */
    public List<Encoded> encode(List<LabelledWords> texts, Labels labels) {
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
        require(
                truncate || count == encoded.length(),
                "The text at %s is %s tokens long, and the model takes %s; truncate it, or let the"
                        + " model take more.",
                text.where(),
                encoded.length() + template.addedTokens(),
                maxLength);
        int before = template.prefix().length;
        int[] ids = template.around(Arrays.copyOf(encoded.ids(), count));
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
