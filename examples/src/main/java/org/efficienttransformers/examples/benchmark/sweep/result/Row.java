/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.util.OptionalLong;
import org.efficienttransformers.examples.benchmark.Statistics;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;

/**
 * What was measured of a series at one length.
 *
 * @param series the series
 * @param length tokens of a text
 * @param time seconds of a call; null if not measured
 * @param cpu the CPU time of all calls that count; null if not measured
 * @param peak the peak of resident memory above the loaded model, in bytes, if measured
 * @param note what there is to say, such as why something was left out; may be empty
 */
public record Row(
        Series series, int length, Statistics time, CpuTime cpu, OptionalLong peak, String note) {

    /** The same with its memory. */
    public Row withPeak(OptionalLong bytes, String more) {
        String both = note.isEmpty() || more.isEmpty() ? note + more : note + "; " + more;
        return new Row(series, length, time, cpu, bytes, both);
    }

    /** Tokens of all texts of the batch, by the median; of lengths that are drawn the mean one. */
    double tokensPerSecond() {
        double tokens = series.drawn() ? 0.75 * length : length;
        return series.batch() * tokens / time.median();
    }
}
