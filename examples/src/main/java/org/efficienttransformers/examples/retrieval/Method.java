/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.retrieval;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.embedding.TokenEncoder;
import org.efficienttransformers.examples.embedding.Vectors;

/**
 * A way to make one vector of a document that is longer than 512 tokens.
 *
 * @param name what the table calls it
 * @param model the folder of the encoder; null for all-MiniLM-L6-v2
 * @param arguments the arguments of the Criteria
 * @param reading how much of a document goes into the encoder at once
 */
public record Method(String name, Path model, Map<String, String> arguments, Reading reading) {

    /** What all-MiniLM-L6-v2 takes besides the two tokens that mark beginning and end. */
    private static final int PIECE = 510;

    private static final String MAX_LENGTH = "maxLength";
    private static final String TYPE = "dtype";
    private static final int LONGEST_DOCUMENT = 4096;

    /** How much of a document goes into the encoder at once. */
    public enum Reading {
        /** The first tokens only. */
        BEGINNING,

        /** Piece by piece; the vector is the mean of the pieces' vectors. */
        PIECES,

        /** All of it. */
        WHOLE
    }

    /**
     * {@return the methods that are compared by default, by the names that the command line has for
     * them}
     */
    public static Map<String, Method> standard() {
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put(
                "truncation", new Method("first 510 tokens", null, Map.of(), Reading.BEGINNING));
        methods.put(
                "pieces",
                new Method("pieces of 510 tokens, averaged", null, Map.of(), Reading.PIECES));
        methods.put("longformer-128", longformer(128));
        methods.put("longformer-256", longformer(256));
        methods.put(
                "full",
                new Method(
                        "whole, full attention",
                        null,
                        Map.of(MAX_LENGTH, String.valueOf(LONGEST_DOCUMENT)),
                        Reading.WHOLE));
        return methods;
    }

    private static Method longformer(int window) {
        return new Method(
                "whole, longformer, window " + window,
                null,
                Map.of(
                        "attention",
                        "longformer",
                        "attentionWindow",
                        String.valueOf(window),
                        MAX_LENGTH,
                        String.valueOf(LONGEST_DOCUMENT)),
                Reading.WHOLE);
    }

    /**
     * Reads a method that isn't among the standard ones.
     *
     * @param arguments such as {@code attention=longformer,attentionWindow=512}
     * @return the method, for whole documents
     * @throws BadInputException if it isn't of that form
     */
    public static Method parse(String arguments) {
        Map<String, String> map = new TreeMap<>();
        map.put(MAX_LENGTH, String.valueOf(LONGEST_DOCUMENT));
        for (String argument : arguments.split(",", -1)) {
            String[] pair = argument.split("=", -1);
            if (pair.length != 2 || pair[0].isBlank() || pair[1].isBlank()) {
                throw new BadInputException(
                        "--add is '%s'; allowed: arguments of the Criteria, such as"
                                + " attention=longformer,attentionWindow=512.",
                        arguments);
            }
            map.put(pair[0].strip(), pair[1].strip());
        }
        return new Method("whole, " + arguments, null, map, Reading.WHOLE);
    }

    /**
     * {@return the method that embeds whole documents by an encoder of one's own}
     *
     * @param model its folder
     */
    public static Method by(Path model) {
        return new Method("whole, " + model.getFileName(), model, Map.of(), Reading.WHOLE);
    }

    /**
     * {@return the method that this one is an approximation of: the same in float32; nothing if
     * this one computes in float32}
     */
    public Optional<Method> inFloat32() {
        if (!arguments.containsKey(TYPE)) {
            return Optional.empty();
        }
        Map<String, String> others = new TreeMap<>(arguments);
        others.remove(TYPE);
        return Optional.of(new Method(name + ", in float32", model, others, reading));
    }

    /**
     * Loads the encoder.
     *
     * @return an encoder, for this method alone
     * @throws BadInputException if it can't be loaded
     */
    public TokenEncoder load() {
        return model == null ? TokenEncoder.load(arguments) : TokenEncoder.load(model);
    }

    /**
     * Embeds a document.
     *
     * @param encoder what {@link #load} gave
     * @param document token ids
     * @return a vector of length 1
     */
    float[] embed(TokenEncoder encoder, int[] document) {
        return switch (reading) {
            case BEGINNING ->
                    encoder.embed(Arrays.copyOf(document, Math.min(PIECE, document.length)));
            case PIECES -> embedPieces(encoder, document);
            case WHOLE -> encoder.embed(document);
        };
    }

    private static float[] embedPieces(TokenEncoder encoder, int[] document) {
        double[] sum = null;
        for (int start = 0; start < document.length; start += PIECE) {
            int end = Math.min(start + PIECE, document.length);
            float[] vector = encoder.embed(Arrays.copyOfRange(document, start, end));
            if (sum == null) {
                sum = new double[vector.length];
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        return Vectors.normalize(sum);
    }

    /**
     * Chooses among the standard methods.
     *
     * @param names their names on the command line
     * @return the methods, in that order
     * @throws BadInputException if a name is unknown
     */
    public static List<Method> named(List<String> names) {
        Map<String, Method> standard = standard();
        for (String name : names) {
            if (!standard.containsKey(name)) {
                throw new BadInputException(
                        "There is no method '%s'; allowed: %s.",
                        name, String.join(", ", standard.keySet()));
            }
        }
        return names.stream().map(standard::get).toList();
    }
}
