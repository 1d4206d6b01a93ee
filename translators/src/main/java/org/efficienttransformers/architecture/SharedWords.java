/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.ModelDescription;

/**
 * The one table of words of an encoder-decoder, which published files hold under any of its four
 * names, or under several.
 *
 * <p>transformers 5 takes the output layer for a matrix of its own where a file has it with other
 * numbers than the table, whatever {@code tie_word_embeddings} says, and so do we.
 */
public final class SharedWords {

    /** The name of the table. */
    public static final String TABLE = "shared.weight";

    /** The name of the output layer's matrix. */
    public static final String OUTPUT = "lm_head.weight";

    private static final Pattern OTHERS =
            Pattern.compile("^(encoder|decoder)\\.embed_tokens\\.weight$");

    private SharedWords() {}

    /**
     * Brings the names of the two stacks for the table to the one that they share.
     *
     * @param name the name of a tensor, without the prefix of the backbone
     * @return the name to compare
     */
    public static String canonical(String name) {
        return OTHERS.matcher(name).replaceFirst(TABLE);
    }

    /**
     * Gives the output layer a matrix of its own, if a file has one of other numbers.
     *
     * @param description the model
     * @param tensors those of the file
     * @param architecture knows the names
     * @return the description that fits
     * @throws IllegalArgumentException if encoder and decoder have different tables
     */
    public static ModelDescription fit(
            ModelDescription description, TensorEdits tensors, Architecture architecture) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (String name : tensors.names()) {
            names.computeIfAbsent(architecture.canonical(name), key -> new ArrayList<>()).add(name);
        }
        List<String> tables = names.getOrDefault(TABLE, List.of());
        for (String table : tables) {
            require(
                    tensors.isSame(tables.get(0), table),
                    "The tensors %s and %s hold different numbers; encoder and decoder must share"
                            + " one table of words.",
                    tables.get(0),
                    table);
        }
        List<String> outputs = names.getOrDefault(OUTPUT, List.of());
        return tables.isEmpty()
                        || outputs.isEmpty()
                        || tensors.isSame(tables.get(0), outputs.get(0))
                ? description
                : description.with(untied(description.head()));
    }

    private static HeadPart untied(HeadPart head) {
        List<HeadPart.Step> steps = new ArrayList<>();
        for (HeadPart.Step step : head.steps()) {
            steps.add(step instanceof HeadPart.Decode ? new HeadPart.Decode(OUTPUT, null) : step);
        }
        return new HeadPart(
                head.head(), head.rows(), steps, head.relationship(), head.questionMasked());
    }

    /**
     * {@return whether the output layer is the table of words}
     *
     * @param description the model
     */
    public static boolean isTied(ModelDescription description) {
        return description.head().steps().stream()
                .anyMatch(
                        step -> step instanceof HeadPart.Decode decode && decode.weight() == null);
    }

    /**
     * Names tensors that a file may hold under the name of another.
     *
     * @param description the model
     * @return what {@link Architecture#tied} asks for
     */
    public static Map<String, String> tied(ModelDescription description) {
        return isTied(description) ? Map.of(TABLE, OUTPUT) : Map.of();
    }
}
