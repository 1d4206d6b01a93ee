/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;

/** Makes a model's inputs of texts. */
final class Tokens {

    private Tokens() {}

    /**
     * Cuts texts into tokens, with those that mark beginning and end.
     *
     * @param tokenizer the tokenizer
     * @param texts the texts
     * @param maxLength the longest that the model takes
     * @param truncate whether to cut longer ones at their ends
     * @return the ids of each text
     * @throws BadInputException if texts are longer and aren't to be cut
     */
    static List<int[]> encode(
            TextTokenizer tokenizer, List<String> texts, int maxLength, boolean truncate) {
        SequenceTemplate template = tokenizer.single();
        int room = maxLength - template.addedTokens();
        List<int[]> all = texts.stream().map(text -> tokenizer.encode(text).ids()).toList();
        long longer = all.stream().filter(ids -> ids.length > room).count();
        if (longer > 0 && !truncate) {
            throw new BadInputException(
                    "%s of %s texts are longer than the %s tokens that the model"
                            + " takes; --truncate cuts them, or give a larger --max-length.",
                    longer, texts.size(), maxLength);
        }
        return all.stream()
                .map(
                        ids ->
                                Stream.of(
                                                template.prefix(),
                                                Arrays.copyOf(ids, Math.min(room, ids.length)),
                                                template.suffix())
                                        .flatMapToInt(Arrays::stream)
                                        .toArray())
                .toList();
    }

    /** Cuts a longer sequence, and puts the tokens that mark an end behind it. */
    static int[] shorten(int[] ids, int length, int... end) {
        if (ids.length <= length) {
            return ids;
        }
        int[] shorter = Arrays.copyOf(ids, length);
        System.arraycopy(end, 0, shorter, length - end.length, end.length);
        return shorter;
    }

    /**
     * Puts texts together, the shorter ones filled up.
     *
     * @param manager owns the arrays
     * @param ids the ids of each text
     * @param padding how they are filled up
     * @return input_ids, and attention_mask where there is padding: (b, n), INT64
     */
    static NDList pad(NDManager manager, List<int[]> ids, Padding padding) {
        int length = padding.length(ids.stream().mapToInt(text -> text.length).max().orElseThrow());
        long[] values = new long[ids.size() * length];
        long[] mask = new long[values.length];
        Arrays.fill(values, padding.id());
        for (int i = 0; i < ids.size(); i++) {
            int[] text = ids.get(i);
            for (int j = 0; j < text.length; j++) {
                values[i * length + j] = text[j];
                mask[i * length + j] = 1;
            }
        }
        Shape shape = new Shape(ids.size(), length); // b n
        NDList inputs = new NDList(HostData.create(manager, values, shape));
        inputs.head().setName("input_ids");
        if (Arrays.stream(mask).anyMatch(value -> value == 0)) {
            inputs.add(HostData.create(manager, mask, shape));
            inputs.get(1).setName("attention_mask");
        }
        return inputs;
    }
}
