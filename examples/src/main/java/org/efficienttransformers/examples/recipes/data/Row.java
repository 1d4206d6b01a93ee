/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import org.efficienttransformers.examples.cli.BadInputException;

/** A row of a CSV file, or a line of a JSONL file: texts by their names. */
public interface Row {

    /**
     * Returns a text.
     *
     * @param name its column or key
     * @return the text
     * @throws BadInputException if there is none
     */
    String text(String name) throws BadInputException;

    /**
     * Tells where it was read, for messages.
     *
     * @return such as {@code line 12 of train.csv}
     */
    String where();
}
