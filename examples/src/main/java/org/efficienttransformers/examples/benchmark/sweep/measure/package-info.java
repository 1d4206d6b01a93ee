/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * How a sweep measures a series at a length. {@link
 * org.efficienttransformers.examples.benchmark.sweep.measure.Workloads} makes what is called,
 * {@link org.efficienttransformers.examples.benchmark.sweep.measure.TurnTaking} times it, and
 * {@link org.efficienttransformers.examples.benchmark.sweep.measure.MemoryPoint} measures its
 * memory in a JVM of its own.
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;
