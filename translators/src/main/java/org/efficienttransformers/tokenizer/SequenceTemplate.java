/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tokens that a tokenizer puts around one text, or around and between two: such as {@code <s> A
 * </s>} and {@code <s> A </s></s> B </s>}.
 *
 * @param prefix the ids before the first text
 * @param middle the ids between two texts; empty for one text
 * @param suffix the ids after the last text
 * @param prefixTypes the token types of {@code prefix}
 * @param firstType the token type of the first text
 * @param middleTypes the token types of {@code middle}
 * @param secondType the token type of the second text
 * @param suffixTypes the token types of {@code suffix}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
public record SequenceTemplate(
        int[] prefix,
        int[] middle,
        int[] suffix,
        int[] prefixTypes,
        int firstType,
        int[] middleTypes,
        int secondType,
        int[] suffixTypes) {

    /**
     * Returns what is left of the first of two texts that are too long together, as the tokenizers
     * library's {@code longest_first} has it: the longer one is cut first.
     *
     * @param first the number of its tokens
     * @param second that of the second text
     * @param room how many there may be of both, fewer than there are
     * @return how many of the first are left; of the second it is what is left of the room
     */
    public static int keptOfFirst(int first, int second, int room) {
        int shorter = Math.min(Math.min(first, second), room / 2);
        return first <= second ? shorter : room - shorter;
    }

    /**
     * Returns one with a further token before the first text.
     *
     * @param id the token
     * @return a template whose prefix ends with it
     */
    public SequenceTemplate before(int id) {
        return new SequenceTemplate(
                concatenated(prefix, new int[] {id}),
                middle,
                suffix,
                concatenated(prefixTypes, new int[] {firstType}),
                firstType,
                middleTypes,
                secondType,
                suffixTypes);
    }

    /** {@return the number of tokens that it adds} */
    public int addedTokens() {
        return prefix.length + middle.length + suffix.length;
    }

    /**
     * Puts the tokens around those of a text, of a template for one text.
     *
     * @param ids the tokens of the text
     * @return prefix, text, suffix
     */
    public int[] around(int... ids) {
        return concatenated(prefix, ids, suffix);
    }

    /**
     * Puts the tokens around and between those of two texts, of a template for two.
     *
     * @param first the tokens of the first text
     * @param second those of the second
     * @return prefix, first text, middle, second text, suffix
     */
    public int[] around(int[] first, int[] second) {
        return concatenated(prefix, first, middle, second, suffix);
    }

    /**
     * Returns the types of what {@link #around(int[], int[])} returns.
     *
     * @param first the number of tokens of the first text
     * @param second that of the second
     * @return the type of each token
     */
    public int[] types(int first, int second) {
        return concatenated(
                prefixTypes,
                repeated(firstType, first),
                middleTypes,
                repeated(secondType, second),
                suffixTypes);
    }

    private static int[] repeated(int type, int count) {
        int[] types = new int[count];
        Arrays.fill(types, type);
        return types;
    }

    private static int[] concatenated(int[]... parts) {
        return Stream.of(parts).flatMapToInt(Arrays::stream).toArray();
    }

    /** Tokens that grow at the end, with their types. */
    private static final class Part {

        private final IntStream.Builder ids = IntStream.builder();
        private final IntStream.Builder types = IntStream.builder();

        void add(JsonElement id, int type) {
            ids.add(id.getAsInt());
            types.add(type);
        }
    }

    /**
     * Reads the template of a tokenizer.json.
     *
     * @param processor its post_processor, which is as it must be, or null
     * @param pair whether it is for two texts
     * @return the template
     */
    static SequenceTemplate of(JsonObject processor, boolean pair) {
        Part[] parts = {new Part(), new Part(), new Part()};
        int[] types = {0, pair ? 1 : 0};
        for (JsonObject step : steps(processor)) {
            String type = step.get("type").getAsString();
            if (type.equals("TemplateProcessing")) {
                template(step, pair, parts, types);
            } else if (type.equals("RobertaProcessing") || type.equals("BertProcessing")) {
                boolean roberta = type.startsWith("Roberta");
                JsonElement sep = step.getAsJsonArray("sep").get(1);
                types[1] = roberta ? 0 : types[1];
                parts[0].add(step.getAsJsonArray("cls").get(1), 0);
                if (pair) {
                    parts[1].add(sep, 0);
                    if (roberta) {
                        parts[1].add(sep, 0);
                    }
                }
                parts[2].add(sep, types[1]);
            }
        }
        return new SequenceTemplate(
                parts[0].ids.build().toArray(),
                parts[1].ids.build().toArray(),
                parts[2].ids.build().toArray(),
                parts[0].types.build().toArray(),
                types[0],
                parts[1].types.build().toArray(),
                types[1],
                parts[2].types.build().toArray());
    }

    private static List<JsonObject> steps(JsonObject processor) {
        if (processor == null) {
            return List.of();
        }
        if (!processor.get("type").getAsString().equals("Sequence")) {
            return List.of(processor);
        }
        return processor.getAsJsonArray("processors").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static void template(JsonObject step, boolean pair, Part[] parts, int... types) {
        int part = 0;
        for (JsonElement element : step.getAsJsonArray(pair ? "pair" : "single")) {
            JsonObject piece = element.getAsJsonObject();
            if (piece.has("Sequence")) {
                types[part] = piece.getAsJsonObject("Sequence").get("type_id").getAsInt();
                // What stands after the last text is the third part, even if there is one text.
                part = pair && part == 0 ? 1 : 2;
            } else {
                JsonObject token = piece.getAsJsonObject("SpecialToken");
                int type = token.get("type_id").getAsInt();
                JsonObject special =
                        step.getAsJsonObject("special_tokens")
                                .getAsJsonObject(token.get("id").getAsString());
                for (JsonElement id : special.getAsJsonArray("ids")) {
                    parts[part].add(id, type);
                }
            }
        }
        if (!pair) {
            types[1] = types[0];
        }
    }
}
