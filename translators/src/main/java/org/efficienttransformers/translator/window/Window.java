/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.window;

import java.util.Arrays;

/**
 * A sequence that the model takes in one go: a text or a part of it, alone or with a second text,
 * with the tokens that the tokenizer puts around them.
 *
 * <p>Where windows overlap, each token belongs to the one that has more text around it. What a
 * window says about tokens is taken for its own only, and what it says as a whole is weighted by
 * their number, so that each token of a text counts once.
 *
 * @param ids the tokens
 * @param types their token types, or null if the model takes none
 * @param globalFrom the first token with global attention
 * @param globalTo the one after the last; where it equals {@code globalFrom}, the choice is the
 *     model's
 * @param offset where in the sequence the windowed text begins
 * @param part which tokens of that text are in here
 * @param logitsToKeep the places in the sequence whose logits the model is to compute, or null for
 *     all
 * @param unseen how many tokens at the end see the others and aren't seen by them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
public record Window(
        int[] ids,
        int[] types,
        int globalFrom,
        int globalTo,
        int offset,
        Part part,
        int[] logitsToKeep,
        int unseen) {

    /** Of which all logits are wanted, or which gives none. */
    public Window(int[] ids, int[] types, int globalFrom, int globalTo, int offset, Part part) {
        this(ids, types, globalFrom, globalTo, offset, part, null, 0);
    }

    /**
     * A range of a text's tokens; ends are exclusive.
     *
     * @param from the first token
     * @param to the one after the last
     * @param ownFrom the first token that belongs to this part
     * @param ownTo the one after the last
     */
    public record Part(int from, int to, int ownFrom, int ownTo) {

        /** All tokens of a text. */
        public static Part whole(int length) {
            return new Part(0, length, 0, length);
        }

        int length() {
            return to - from;
        }
    }

    /** The same, of which only the logits at these places are wanted, one or more. */
    public Window keepingLogits(int... places) {
        return new Window(ids, types, globalFrom, globalTo, offset, part, places, unseen);
    }

    /** The same with other global tokens; where there are none the choice is the model's. */
    public Window withGlobals(int from, int to) {
        return new Window(ids, types, from, to, offset, part, logitsToKeep, unseen);
    }

    /** The same with tokens behind it, all of them the same. */
    public Window filledUp(int id, int toLength, boolean seen) {
        int more = Math.max(0, toLength - ids.length);
        int[] filled = Arrays.copyOf(ids, ids.length + more);
        Arrays.fill(filled, ids.length, filled.length, id);
        return new Window(
                filled,
                types == null ? null : Arrays.copyOf(types, filled.length),
                globalFrom,
                globalTo,
                offset,
                part,
                logitsToKeep,
                seen ? 0 : more);
    }

    /** The number of tokens. */
    public int length() {
        return ids.length;
    }

    /** Where in the sequence a token of the text is. */
    public int placeOf(int token) {
        return offset + token - part.from;
    }
}
