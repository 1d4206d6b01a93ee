/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.util.List;

/** A row of a CSV file, or a line of a JSONL file: values by their names. */
interface Row {

    /** The text of a column or key; where there is none, a BadInputException. */
    String text(String name);

    /** The whole number of a column or key; where there is none, a BadInputException. */
    int integer(String name);

    /**
     * The texts of a column or key: a list in JSON, separated by commas in CSV; where there is
     * none, a BadInputException.
     */
    List<String> texts(String name);

    /** The finite number of a column or key; where there is none, a BadInputException. */
    double number(String name);

    /** Where it was read, for messages, such as {@code line 12 of train.csv}. */
    String where();
}
