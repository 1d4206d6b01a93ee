/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import java.util.ArrayList;
import java.util.List;

/** Parts of names that transformers spells in another way than the files that it reads. */
public final class Spellings {

    private record Pair(String ours, String theirs) {}

    private final List<Pair> pairs = new ArrayList<>();

    /**
     * Notes parts of names.
     *
     * @param words in turns, as files spell a part, and as transformers does
     */
    public Spellings(String... words) {
        for (int i = 0; i < words.length; i += 2) {
            pairs.add(new Pair(words[i], words[i + 1]));
        }
    }

    /**
     * Spells a name as files do.
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
     * Spells a name as transformers does.
     *
     * @param name a name as files spell it
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
