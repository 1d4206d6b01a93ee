/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionPattern;

/**
 * Pictures of attention: what a mechanism lets each query see, the weights that a model gives to
 * tokens, and how hashing sorts positions. Queries go downwards, keys to the right; legends stand
 * outside.
 *
 * <pre>
 *   AttentionPattern pattern = LongformerKind.pattern(64, 16, 1, false, List.of(0));
 *   Picture picture = AttentionPlot.pattern("Longformer", pattern);
 *   Files.writeString(Path.of("longformer.svg"), picture.svg());
 * </pre>
 */
public final class AttentionPlot {

    private AttentionPlot() {}

    /**
     * Draws what each query sees, a colour for each reason, with the share that each reason has.
     *
     * @param title what stands above it
     * @param pattern the pattern; its cells get smaller as it grows, down to one pixel
     * @return the picture
     */
    public static Picture pattern(String title, AttentionPattern pattern) {
        return PatternPlot.single(title, pattern);
    }

    /**
     * Draws patterns in rows of five, above one legend.
     *
     * @param patterns the patterns by their titles, from left to right in the order of iteration
     * @return the picture
     * @throws IllegalArgumentException if there is none
     */
    public static Picture patterns(Map<String, AttentionPattern> patterns) {
        return PatternPlot.row(patterns);
    }

    /**
     * Draws the weights of one head, or the mean of several.
     *
     * @param title what stands above it
     * @param tokens the text, n tokens
     * @param weights {@code [query][key]}, n times n numbers of 0 or more, such as {@link
     *     org.efficienttransformers.attention.full.FullAttention#weights} gives
     * @return the picture
     * @throws IllegalArgumentException if the weights are negative, not finite or not n times n
     */
    public static Picture weights(String title, List<String> tokens, float[][] weights) {
        return weights(tokens, Map.of(title, weights));
    }

    /**
     * Draws the weights of several heads side by side, on one scale.
     *
     * @param tokens the text, n tokens
     * @param heads {@code [query][key]} of each head, by the title that stands above it, from left
     *     to right in the order of iteration
     * @return the picture
     * @throws IllegalArgumentException if there is no head, or weights are negative, not finite or
     *     not n times n
     */
    public static Picture weights(List<String> tokens, Map<String, float[][]> heads) {
        return new WeightPlot(tokens, heads).draw();
    }

    /**
     * Draws how attention by hashing sorts positions by bucket and cuts them into chunks, which
     * Reformer's queries see each other in. Each cell bears the number of its bucket, where there
     * is room; after eight buckets the colours start over.
     *
     * @param title what stands above it
     * @param buckets the bucket of each position, 0 or more
     * @param chunk the chunk length, positive
     * @return the picture
     * @throws IllegalArgumentException if there is no position, or a number is out of range
     */
    public static Picture buckets(String title, int[] buckets, int chunk) {
        return new BucketPlot(title, buckets.clone(), chunk).draw();
    }
}
