/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.require;

import org.efficienttransformers.settings.Require;

/** How a model tells where in the text a word stands, as far as its embeddings do. */
public sealed interface Positions {

    /** {@return the length of the longest text that there are positions for, in tokens} */
    int maxLength();

    /** {@return how many positions can be named in {@code position_ids}, from 0 to below this} */
    default int count() {
        return maxLength();
    }

    /** {@return what config.json calls {@code max_position_embeddings}} */
    default int configured() {
        return count();
    }

    /**
     * A learned vector for each position.
     *
     * @param name the name of the table in checkpoints
     * @param rows the number of vectors
     * @param reserved how many rows at the top are not for texts; positions are counted from there.
     *     0 to count from 0
     * @param overTokens true to count tokens that aren't padding only, as RoBERTa does, whose first
     *     rows belong to padding
     */
    record Learned(String name, int rows, int reserved, boolean overTokens) implements Positions {

        /**
         * Positions that are counted from 0, or over tokens if rows are reserved for padding.
         *
         * @param name the name of the table in checkpoints
         * @param rows the number of vectors
         * @param reserved how many rows at the top belong to padding
         */
        public Learned(String name, int rows, int reserved) {
            this(name, rows, reserved, reserved > 0);
        }

        /** Checks the number of rows. */
        public Learned {
            atLeast("max_position_embeddings", rows, 1);
            require(
                    rows > reserved,
                    "max_position_embeddings is %d, of which padding takes the first %d; it must be"
                            + " more.",
                    rows,
                    reserved);
        }

        /**
         * {@return the same for longer or shorter texts}
         *
         * @param length the length of the longest text
         */
        public Learned with(int length) {
            return new Learned(name, reserved + length, reserved, overTokens);
        }

        @Override
        public int configured() {
            return overTokens ? rows : maxLength();
        }

        @Override
        public int maxLength() {
            return rows - reserved;
        }

        @Override
        public int count() {
            return rows;
        }
    }

    /**
     * Sines in the first half of the channels and cosines in the second; never trained.
     *
     * @param name the name of the table
     * @param maxLength the longest text
     */
    record Sinusoidal(String name, int maxLength) implements Positions {

        /** Checks the length. */
        public Sinusoidal {
            atLeast("The number of positions", maxLength, 1);
        }
    }

    /**
     * Axial position embeddings: positions are laid out in rows and columns, and one's vector is
     * that of its row followed by that of its column.
     *
     * @param rowName the name of the vectors of rows in checkpoints
     * @param columnName the name of the vectors of columns
     * @param rows first number of {@code axial_pos_shape}
     * @param columns second number of {@code axial_pos_shape}
     * @param rowSize first number of {@code axial_pos_embds_dim}
     * @param columnSize second number of {@code axial_pos_embds_dim}
     * @param normStd {@code axial_norm_std}, the standard deviation of new vectors
     * @param maxPositions {@code max_position_embeddings}
     */
    record Axial(
            String rowName,
            String columnName,
            int rows,
            int columns,
            int rowSize,
            int columnSize,
            float normStd,
            int maxPositions)
            implements Positions {

        /** Checks the sizes. */
        public Axial {
            atLeast("axial_pos_shape", Math.min(rows, columns), 1);
            atLeast("axial_pos_embds_dim", Math.min(rowSize, columnSize), 1);
            atLeast("max_position_embeddings", maxPositions, 1);
        }

        /** {@return the number of positions that there are vectors for, rows times columns} */
        public long positions() {
            return (long) rows * columns;
        }

        /**
         * Describes the shape as config.json has it, and its product.
         *
         * @return such as {@code axial_pos_shape [8, 16] = 128}
         */
        public String describe() {
            return "axial_pos_shape [" + rows + ", " + columns + "] = " + positions();
        }

        @Override
        public int maxLength() {
            return (int) Math.min(maxPositions, positions());
        }
    }

    /**
     * None: attention turns queries and keys by their positions, or does without.
     *
     * @param maxLength the longest text that the model is meant for
     */
    record None(int maxLength) implements Positions {

        /** Checks the length. */
        public None {
            Require.atLeast("max_position_embeddings", maxLength, 1);
        }
    }
}
