/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * A reader to fuzz, and how inputs for it are made. Each has a constructor without parameters, as
 * it is made again in every child JVM; {@link FuzzTest} lists them.
 */
public interface FuzzTarget {

    /** How many inputs a full run makes. The build makes a share of them. */
    int count();

    /**
     * Makes an input.
     *
     * @param random the only source of chance, so that the same seed makes the same input
     * @return the bytes of its files, by name
     */
    Map<String, byte[]> make(Random random) throws IOException;

    /**
     * Makes the input of a number; targets that go through a list override this.
     *
     * @param number counts the inputs from 0 on
     * @param random as above
     * @return the bytes of its files, by name
     */
    default Map<String, byte[]> make(int number, Random random) throws IOException {
        return make(random);
    }

    /**
     * Reads an input, all of it, and frees what it took.
     *
     * @param folder holds the files
     * @throws Exception if the input is refused, or if something is wrong
     */
    void read(Path folder) throws Exception;

    /**
     * Tells whether {@link #read} threw what the documentation of the reader says it may.
     *
     * @param thrown what it threw
     */
    boolean isRefusal(Exception thrown);

    /** How many times the size of its files an input may take of Java's heap. */
    default int mostTimes() {
        return 10;
    }
}
