/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.efficienttransformers.settings.Require.require;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.config.Arguments;

/**
 * What a Criteria asks of a translator: the values of {@link TranslatorArgument}.
 *
 * @param maxLength the longest text in tokens; 0 where nothing is asked for
 * @param truncation true to cut longer texts
 * @param stride the overlap of the windows that longer texts are cut into, or {@link #NO_WINDOWS}
 * @param topK how many answers to give
 * @param functionToApply what makes probabilities of logits: default, softmax, sigmoid or none
 * @param pooling how an embedding is made of hidden states; null for what the folder says
 * @param normalize whether to scale embeddings to length 1; null for what the folder says
 * @param dimensions how many numbers of an embedding to give; 0 for all
 * @param prompt what stands before each text; null for what the folder says
 * @param promptName the name of a prompt of the folder; null for the folder's default
 * @param aggregationStrategy how entities are made of tokens
 * @param ignoreLabels labels that are no entities
 * @param maxAnswerLength the longest answer in tokens
 * @param noAnswer true to allow that a text has no answer
 * @param generation what is asked of text generation
 */
record TranslatorArguments(
        int maxLength,
        boolean truncation,
        int stride,
        int topK,
        String functionToApply,
        String pooling,
        Boolean normalize,
        int dimensions,
        String prompt,
        String promptName,
        AggregationStrategy aggregationStrategy,
        Set<String> ignoreLabels,
        int maxAnswerLength,
        boolean noAnswer,
        GenerationArguments generation) {

    /** The stride where texts are not to be cut into windows. */
    static final int NO_WINDOWS = -1;

    /** Checks what no argument can say alone. */
    TranslatorArguments {
        require(
                !truncation || stride == NO_WINDOWS,
                "truncation is true and stride is %s; allowed: one of them, to cut longer texts or"
                        + " to combine windows.",
                stride);
    }

    /**
     * Reads the arguments. Those of the Block are passed over.
     *
     * @param values texts, numbers or booleans, by name
     * @return the arguments
     * @throws IllegalArgumentException if a value is not allowed
     */
    static TranslatorArguments of(Map<String, ?> values) {
        Arguments given = new Arguments(values);
        return new TranslatorArguments(
                given.integer("maxLength", 1, 0),
                given.bool("truncation"),
                given.integer("stride", 0, NO_WINDOWS),
                given.integer("topK", 1, 5),
                given.choice("functionToApply", "default", "default", "softmax", "sigmoid", "none"),
                given.text("pooling", null),
                given.names().contains("normalize") ? (Boolean) given.bool("normalize") : null,
                given.integer("dimensions", 1, 0),
                given.text("prompt", null),
                given.text("promptName", null),
                choice(given, "aggregationStrategy", AggregationStrategy.NONE),
                Arrays.stream(given.text("ignoreLabels", "O").split(","))
                        .map(String::strip)
                        .collect(Collectors.toUnmodifiableSet()),
                given.integer("maxAnswerLength", 1, 15),
                given.bool("noAnswer"),
                GenerationArguments.of(given, values));
    }

    private static <E extends Enum<E>> E choice(Arguments given, String name, E defaultValue) {
        Class<E> type = defaultValue.getDeclaringClass();
        String[] allowed =
                Arrays.stream(type.getEnumConstants())
                        .map(TranslatorArguments::lower)
                        .toArray(String[]::new);
        String value = given.choice(name, lower(defaultValue), allowed);
        return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
