/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What came of a sweep. Start at {@link
 * org.efficienttransformers.examples.benchmark.sweep.result.SweepResults}, which holds a {@link
 * org.efficienttransformers.examples.benchmark.sweep.result.Row} for each series and length and
 * tells what follows from them; tables, CSV and pictures show it, and a {@code Bound} says what a
 * figure must not exceed.
 */
package org.efficienttransformers.examples.benchmark.sweep.result;
