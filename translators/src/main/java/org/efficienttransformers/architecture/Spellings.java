/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import java.util.ArrayList;
import java.util.List;

/**
 * Parts of names that we spell in one way, and others in another: files, or transformers, which may
 * spell them otherwise than the files that it reads.
 */
public final class Spellings {

    private record Pair(String ours, String theirs) {}

    private final List<Pair> pairs = new ArrayList<>();

    /**
     * Notes parts of names.
     *
     * @param words in turns, as we spell a part, and as they do; each is replaced wherever it
     *     stands, in this order
     */
    public Spellings(String... words) {
        for (int i = 0; i < words.length; i += 2) {
            pairs.add(new Pair(words[i], words[i + 1]));
        }
    }

    /**
     * Spells a name as we do.
     *
     * @param name a name in either spelling
     * @return the name
     */
    public String ours(String name) {
        String spelt = name;
        for (Pair pair : pairs) {
            spelt = spelt.replace(pair.theirs, pair.ours);
        }
        return spelt;
    }

    /**
     * Spells a name as they do.
     *
     * @param name a name as we spell it
     * @return the name
     */
    public String theirs(String name) {
        String spelt = name;
        for (Pair pair : pairs) {
            spelt = spelt.replace(pair.ours, pair.theirs);
        }
        return spelt;
    }
}
