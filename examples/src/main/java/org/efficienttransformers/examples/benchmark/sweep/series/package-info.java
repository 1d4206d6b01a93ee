/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What a sweep measures. Start at {@link
 * org.efficienttransformers.examples.benchmark.sweep.series.Series}: a {@link
 * org.efficienttransformers.examples.benchmark.sweep.series.MeasuredMechanism} with the form of its
 * kernels, a step and a batch, of a subject (kernel, layer or encoder) with its sizes.
 */
package org.efficienttransformers.examples.benchmark.sweep.series;
