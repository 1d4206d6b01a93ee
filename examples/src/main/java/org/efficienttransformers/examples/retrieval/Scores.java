/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.retrieval;

import org.efficienttransformers.examples.cli.BadInputException;

/**
 * How well queries find the one document that is relevant to each.
 *
 * @param accuracy the part of queries that find it first (accuracy@1)
 * @param meanReciprocalRank the mean of 1 / rank
 */
public record Scores(double accuracy, double meanReciprocalRank) {

    /**
     * Ranks the documents for each query.
     *
     * @param similarities a row for each query, with its similarity to each document
     * @param relevant the index of the relevant document for each query
     * @return the scores; another document that is just as similar is taken to be ranked before the
     *     relevant one
     */
    public static Scores of(double[][] similarities, int[] relevant) {
        if (similarities.length == 0 || similarities.length != relevant.length) {
            throw new BadInputException(
                    "There are %s rows of similarities and %s relevant documents;"
                            + " there must be as many, and one at least.",
                    similarities.length, relevant.length);
        }
        int first = 0;
        double reciprocalRanks = 0;
        for (int query = 0; query < relevant.length; query++) {
            int rank = rank(similarities[query], relevant[query]);
            first += rank == 1 ? 1 : 0;
            reciprocalRanks += 1.0 / rank;
        }
        return new Scores((double) first / relevant.length, reciprocalRanks / relevant.length);
    }

    private static int rank(double[] similarities, int relevant) {
        int rank = 1;
        for (int document = 0; document < similarities.length; document++) {
            if (document != relevant && similarities[document] >= similarities[relevant]) {
                rank++;
            }
        }
        return rank;
    }
}
