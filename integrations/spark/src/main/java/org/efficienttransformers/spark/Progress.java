/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What the executors have done so far.
 *
 * @param rows rows, failures among them
 * @param tokens tokens of all texts that were read
 * @param failures rows with an error
 */
public record Progress(LongAccumulator rows, LongAccumulator tokens, LongAccumulator failures)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Begins to count. */
    static Progress of(SparkContext context, String name) {
        return new Progress(
                context.longAccumulator(name + " rows"),
                context.longAccumulator(name + " tokens"),
                context.longAccumulator(name + " failures"));
    }
}
