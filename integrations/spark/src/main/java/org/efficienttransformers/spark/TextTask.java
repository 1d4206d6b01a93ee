/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * What is asked of a model about a row. It is sent to executors.
 *
 * @param <I> the input of the model
 * @param <O> its answer
 */
interface TextTask<I, O> extends Serializable {

    /** The class of the input. */
    Class<I> input();

    /** The class of the answer. */
    Class<O> output();

    /**
     * Makes an input.
     *
     * @param row the row
     * @param columns where the texts are in it; none is null
     * @return the input
     */
    I read(Row row, int... columns);

    /**
     * Makes the value of the column of answers.
     *
     * @param answer the answer
     * @return the value
     */
    Object write(O answer);

    /**
     * What is asked about a text alone.
     *
     * @param <O> the answer
     */
    interface OfText<O> extends TextTask<String, O> {

        @Override
        default Class<String> input() {
            return String.class;
        }

        @Override
        default String read(Row row, int... columns) {
            return row.getString(columns[0]);
        }
    }
}
