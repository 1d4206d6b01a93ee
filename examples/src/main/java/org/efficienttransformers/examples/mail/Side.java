/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What a mail serves for. No two sides share a sentence, a name or a page of the long texts. */
enum Side {
    /** Models are trained on these: five of eight entries of each list. */
    TRAIN(0),
    /** Tells when to stop, and which settings are better: one of eight. */
    VALIDATION(1),
    /** For the scores that are published: two of eight. */
    HELD_OUT(2);

    /** The sides of eight entries in a row. */
    private static final List<Side> TURNS =
            List.of(TRAIN, TRAIN, VALIDATION, TRAIN, TRAIN, HELD_OUT, TRAIN, HELD_OUT);

    private final int seed;

    Side(int seed) {
        this.seed = seed;
    }

    /** What is added to a seed, so that each side draws numbers of its own. */
    int seed() {
        return seed;
    }

    /** The name of the side's file. */
    String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".jsonl";
    }

    /** The entries of a list that belong to this side. */
    <T> List<T> of(List<T> entries) {
        return IntStream.range(0, entries.size())
                .filter(i -> TURNS.get(i % TURNS.size()) == this)
                .mapToObj(entries::get)
                .toList();
    }
}
