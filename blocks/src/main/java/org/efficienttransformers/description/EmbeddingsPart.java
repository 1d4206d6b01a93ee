/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.rate;
import static org.efficienttransformers.settings.Require.require;

/**
 * What stands below the layers: words, positions and token types, summed.
 *
 * @param name what the names of all of these begin with in checkpoints; may be empty
 * @param words the name of the table of words
 * @param vocabSize its number of rows
 * @param hiddenSize e
 * @param positions the positions
 * @param types the name of the table of token types; null for none
 * @param typeVocabSize its number of rows, 1 if there is none
 * @param norm the norm of the sum; null for none
 * @param dropout the rate of dropout in training
 * @param place where elements are dropped
 * @param rescaled true if words are multiplied by the root of e (BigBird)
 * @param width the size of the vectors in the tables; e unless they are projected
 * @param projection the name of the linear layer from there to e; null for none
 * @param masks the name of a vector, (1, 1, e), that stands for words in a stream which isn't read:
 *     kept as it is, so that it is saved again; null for none
 */
public record EmbeddingsPart(
        String name,
        String words,
        int vocabSize,
        int hiddenSize,
        Positions positions,
        String types,
        int typeVocabSize,
        NormPart norm,
        float dropout,
        DropoutPlace place,
        boolean rescaled,
        int width,
        String projection,
        String masks) {

    /**
     * Embeddings that are as wide as the hidden states.
     *
     * @param name what the names of all of these begin with in checkpoints; may be empty
     * @param words the name of the table of words
     * @param vocabSize its number of rows
     * @param hiddenSize e
     * @param positions the positions
     * @param types the name of the table of token types; null for none
     * @param typeVocabSize its number of rows, 1 if there is none
     * @param norm the norm of the sum; null for none
     * @param dropout the rate of dropout in training
     * @param place where elements are dropped
     * @param rescaled true if words are multiplied by the root of e (BigBird)
     */
    public EmbeddingsPart(
            String name,
            String words,
            int vocabSize,
            int hiddenSize,
            Positions positions,
            String types,
            int typeVocabSize,
            NormPart norm,
            float dropout,
            DropoutPlace place,
            boolean rescaled) {
        this(
                name,
                words,
                vocabSize,
                hiddenSize,
                positions,
                types,
                typeVocabSize,
                norm,
                dropout,
                place,
                rescaled,
                hiddenSize,
                null,
                null);
    }

    /** Where elements are dropped. */
    public enum DropoutPlace {
        /** The sum, before its norm. */
        BEFORE_NORM,
        /** The sum, after its norm. */
        AFTER_NORM,
        /** Words and positions, each before they are summed; of axial positions whole columns. */
        EACH
    }

    /** Checks the sizes. */
    public EmbeddingsPart {
        atLeast("vocab_size", vocabSize, 1);
        atLeast("hidden_size", hiddenSize, 1);
        atLeast("type_vocab_size", typeVocabSize, 1);
        atLeast("embedding_size", width, 1);
        require(
                width == hiddenSize || projection != null,
                "The embeddings are %d wide and the hidden states %d; without a projection they must"
                        + " be alike.",
                width,
                hiddenSize);
        rate("The dropout of embeddings", dropout);
        if (positions instanceof Positions.Axial axial) {
            require(
                    axial.rowSize() + axial.columnSize() == hiddenSize,
                    "axial_pos_embds_dim is [%d, %d] and hidden_size is %d; the first two must sum"
                            + " to the third.",
                    axial.rowSize(),
                    axial.columnSize(),
                    hiddenSize);
        }
        if (positions instanceof Positions.Sinusoidal) {
            require(
                    hiddenSize % 2 == 0,
                    "The hidden size is %d; for fixed positions it must be even.",
                    hiddenSize);
        }
    }

    /**
     * {@return the same with other positions}
     *
     * @param other the positions
     */
    public EmbeddingsPart with(Positions other) {
        return with(other, types, typeVocabSize, width, projection, masks);
    }

    /**
     * {@return the same with vectors of another size, and a linear layer from there to e}
     *
     * @param size the size of the vectors in the tables
     * @param layer the name of the linear layer
     */
    public EmbeddingsPart projected(int size, String layer) {
        return with(positions, types, typeVocabSize, size, layer, masks);
    }

    /** {@return the same without token types} */
    public EmbeddingsPart withoutTypes() {
        return with(positions, null, 1, width, projection, masks);
    }

    /**
     * {@return the same with a vector that stands for words in a stream which isn't read}
     *
     * @param vector its name
     */
    public EmbeddingsPart withMasks(String vector) {
        return with(positions, types, typeVocabSize, width, projection, vector);
    }

    private EmbeddingsPart with(
            Positions places, String kinds, int count, int size, String layer, String vector) {
        return new EmbeddingsPart(
                name,
                words,
                vocabSize,
                hiddenSize,
                places,
                kinds,
                count,
                norm,
                dropout,
                place,
                rescaled,
                size,
                layer,
                vector);
    }
}
