/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Precision, recall and F1 of entities, found as a whole and of the right type, as <a
 * href="https://github.com/chakki-works/seqeval">seqeval</a> counts them by default.
 *
 * <p>Tags are {@code O}, {@code B-TYPE} and {@code I-TYPE}. An entity begins at B, or at an I that
 * doesn't continue one of its type, and ends before whatever doesn't continue it.
 */
public final class EntityScores {

    private static final String OUTSIDE = "O";
    private static final String BEGIN = "B-";
    private static final String INSIDE = "I-";

    private final Map<String, Counts> counts = new TreeMap<>();

    /** An entity: its type, and its first and last position. */
    private record Entity(String type, int first, int last) {}

    /** Begins with nothing counted. */
    public EntityScores() {}

    /**
     * Counts the entities of a text.
     *
     * @param right the right tag of each word
     * @param predicted the predicted tag of each word
     */
    public void add(List<String> right, List<String> predicted) {
        require(
                right.size() == predicted.size(),
                "There are %s right tags and %s predicted ones; give one of each for each word.",
                right.size(),
                predicted.size());
        Set<Entity> there = entities(right);
        Set<Entity> found = entities(predicted);
        for (Entity entity : there) {
            count(entity.type, found.contains(entity) ? new Counts(1, 0, 0) : new Counts(0, 0, 1));
        }
        for (Entity entity : found) {
            if (!there.contains(entity)) {
                count(entity.type, new Counts(0, 1, 0));
            }
        }
    }

    private void count(String type, Counts added) {
        counts.merge(type, added, Counts::plus);
    }

    private static Set<Entity> entities(List<String> tags) {
        Set<Entity> entities = new HashSet<>();
        String open = null;
        int first = 0;
        List<String> closed = new ArrayList<>(tags);
        closed.add(OUTSIDE);
        for (int i = 0; i < closed.size(); i++) {
            String tag = closed.get(i);
            String type = type(tag);
            boolean goesOn = open != null && tag.startsWith(INSIDE) && open.equals(type);
            if (goesOn) {
                continue;
            }
            if (open != null) {
                entities.add(new Entity(open, first, i - 1));
            }
            open = type;
            first = i;
        }
        return entities;
    }

    /** The type of a tag; null outside. */
    private static String type(String tag) {
        if (tag.equals(OUTSIDE)) {
            return null;
        }
        require(
                tag.startsWith(BEGIN) || tag.startsWith(INSIDE),
                "A tag is '%s'; allowed: O, B-TYPE and I-TYPE, such as B-PER.",
                tag);
        return tag.substring(BEGIN.length());
    }

    /** {@return the counts of all types together, whose F1 is seqeval's {@code f1_score}} */
    public Counts total() {
        return counts.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    /** {@return the counts of each type, in alphabetical order} */
    public Map<String, Counts> types() {
        return new TreeMap<>(counts);
    }

    /** {@return the mean F1 of all types, from 0 to 1; NaN if there is no entity} */
    public double macroF1() {
        return counts.values().stream().mapToDouble(Counts::f1).average().orElse(Double.NaN);
    }
}
