/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import java.util.List;

/**
 * What is known of a part of a regular expression without a text: how long its matches are, and
 * what a search that goes back and tries again, as Oniguruma's does, may cost.
 *
 * @param shortest the fewest characters of a match
 * @param fixed whether all matches are as long as the shortest
 * @param fallible whether it may not match
 * @param ways in how many ways it can match at one place
 * @param failure the steps until it is known not to match
 * @param success the steps of the first match
 * @param all the steps of all ways
 */
record PatternPart(
        int shortest,
        boolean fixed,
        boolean fallible,
        Cost ways,
        Cost failure,
        Cost success,
        Cost all) {

    /** Repetitions of what has several ways to match are written out up to this number. */
    private static final int MOST_COPIES = 4;

    /** One character out of a set. */
    static final PatternPart CHARACTER =
            new PatternPart(1, true, true, Cost.ONE, Cost.ONE, Cost.ONE, Cost.ONE);

    /** A place in the text, such as its end. */
    static final PatternPart PLACE =
            new PatternPart(0, true, true, Cost.ONE, Cost.ONE, Cost.ONE, Cost.ONE);

    /** Looks around: whatever is found is taken as it is. */
    PatternPart look() {
        Cost steps = failure.plus(success);
        return new PatternPart(0, true, true, Cost.ONE, steps, steps, steps);
    }

    /** One part after the other. */
    static PatternPart sequence(List<PatternPart> parts) {
        int last = -1;
        for (int i = 0; i < parts.size(); i++) {
            last = parts.get(i).fallible ? i : last;
        }
        int shortest = 0;
        boolean fixed = true;
        Cost ways = Cost.ONE;
        Cost failure = Cost.NOTHING;
        Cost success = Cost.NOTHING;
        Cost all = Cost.NOTHING;
        for (int i = 0; i < parts.size(); i++) {
            PatternPart part = parts.get(i);
            shortest += part.shortest;
            fixed &= part.fixed;
            // All ways of what comes before are tried for each part that may not match.
            if (i < last) {
                failure = failure.plus(ways.times(part.all));
            } else if (i == last) {
                failure = failure.plus(ways.times(part.failure));
            }
            success = success.plus(part.success);
            all = all.plus(ways.times(part.all));
            ways = ways.times(part.ways);
        }
        return new PatternPart(shortest, fixed, last >= 0, ways, failure, success, all);
    }

    /** One part or another. */
    static PatternPart choice(List<PatternPart> parts) {
        PatternPart choice = parts.get(0);
        for (PatternPart part : parts.subList(1, parts.size())) {
            choice =
                    new PatternPart(
                            Math.min(choice.shortest, part.shortest),
                            choice.fixed && part.fixed && choice.shortest == part.shortest,
                            choice.fallible && part.fallible,
                            choice.ways.plus(part.ways),
                            choice.failure.plus(part.failure),
                            choice.success.plus(part.success),
                            choice.all.plus(part.all));
        }
        return choice;
    }

    /** The part so many times; {@code most} is below 0 for any number. */
    PatternPart repeated(int least, int most) {
        boolean any = most < 0;
        Cost copies = any ? Cost.LENGTH : new Cost(0, most);
        Cost counts = any ? Cost.LENGTH : new Cost(0, most - least + 1);
        Cost several;
        Cost wholly;
        Cost vain;
        if (fixed && ways.equals(Cost.ONE)) {
            several = counts;
            wholly = copies.times(success).plus(failure);
            vain = new Cost(0, least).times(success).plus(failure);
        } else if (!any && most <= MOST_COPIES) {
            several = Cost.ONE;
            wholly = Cost.ONE;
            for (int i = 0; i < most; i++) {
                several = several.times(ways).plus(Cost.ONE);
                wholly = several.times(all).plus(wholly);
            }
            vain = wholly;
        } else {
            several = Cost.EXPONENTIAL;
            wholly = Cost.EXPONENTIAL;
            vain = least > 1 ? wholly : failure;
        }
        return new PatternPart(
                shortest * least,
                fixed && least == most,
                least > 0 && fallible,
                several,
                least == 0 ? Cost.NOTHING : vain,
                copies.times(success).plus(copies.times(failure)),
                wholly.plus(Cost.ONE));
    }
}
