/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Time and memory of mechanisms over lengths. Start at {@link
 * org.efficienttransformers.examples.benchmark.sweep.Sweep}, the command; a {@code Preset} is a
 * sweep by name, with bounds for its figures, and {@code Budget} says what to leave out.
 *
 * <pre>
 * sweep.series     what is measured: a mechanism, the form of its kernels, step, batch
 * sweep.measure    measuring it: making models, taking turns, memory in a JVM of its own
 * sweep.result     what came of it: rows, what follows from them, tables and pictures
 * </pre>
 */
package org.efficienttransformers.examples.benchmark.sweep;
