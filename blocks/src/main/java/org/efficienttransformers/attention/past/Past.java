/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.past;

/**
 * What attention remembers of texts that it reads piece by piece, so that a further piece costs
 * what it costs alone. Not for several threads at once.
 */
public interface Past extends AutoCloseable {

    /** {@return how many positions of each text were read} */
    int length();

    /**
     * Goes on with other texts: those that some of the texts so far become, as beams of a search do
     * that are left or continued in several ways.
     *
     * @param rows for each text from now on, the number of the one that it continues, from 0
     */
    void reorder(int... rows);

    @Override
    void close();
}
