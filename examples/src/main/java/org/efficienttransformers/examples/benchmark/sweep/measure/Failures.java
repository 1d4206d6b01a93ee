/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import java.util.OptionalLong;
import org.efficienttransformers.examples.benchmark.sweep.result.Row;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;

/** What is said of a row that can't be measured. */
public final class Failures {

    private Failures() {}

    /** The first line of what an exception says: after it PyTorch puts its stack. */
    public static String describe(Exception e) {
        String message = String.valueOf(e.getMessage());
        return "failed: " + message.lines().findFirst().orElse(message).strip();
    }

    /** A row with nothing but a note. */
    public static Row row(Series series, int length, String note) {
        return new Row(series, length, null, null, OptionalLong.empty(), note);
    }
}
