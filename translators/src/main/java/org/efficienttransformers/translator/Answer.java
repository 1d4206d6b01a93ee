/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import com.google.gson.annotations.SerializedName;
import java.util.List;

/**
 * The answer to a question: a span of the context.
 *
 * @param text the span, cut from the context; empty if there is no answer
 * @param start where it begins in the context, in chars
 * @param end where it ends, exclusive
 * @param score its probability: that of its first token times that of its last
 * @param best the best spans, this one first
 */
public record Answer(
        @SerializedName("answer") String text, int start, int end, double score, List<Span> best) {

    /** Keeps the spans from changes. */
    public Answer {
        best = List.copyOf(best);
    }

    /**
     * Makes an answer of its candidates.
     *
     * @param best the best spans, one or more, the best first
     * @return the answer
     */
    public static Answer of(List<Span> best) {
        Span first = best.get(0);
        return new Answer(first.text, first.start, first.end, first.score, best);
    }

    /**
     * A candidate.
     *
     * @param text the span, cut from the context
     * @param start where it begins in the context, in chars
     * @param end where it ends, exclusive
     * @param score its probability
     */
    public record Span(@SerializedName("answer") String text, int start, int end, double score) {}
}
