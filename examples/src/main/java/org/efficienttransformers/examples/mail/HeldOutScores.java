/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

/** Counts what a classifier found of mails whose label is known. */
final class HeldOutScores {

    private int hits;
    private int falseAlarms;
    private int missed;
    private int rest;

    void add(boolean spam, boolean found) {
        if (spam && found) {
            hits++;
        } else if (found) {
            falseAlarms++;
        } else if (spam) {
            missed++;
        } else {
            rest++;
        }
    }

    /** The share of mails that were found to be what they are. */
    double accuracy() {
        return (double) (hits + rest) / (hits + rest + falseAlarms + missed);
    }

    /** The harmonic mean of precision and recall of spam. */
    double f1() {
        return 2.0 * hits / (2.0 * hits + falseAlarms + missed);
    }
}
