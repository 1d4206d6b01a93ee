/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What measurements share: {@link org.efficienttransformers.examples.benchmark.Machine}, which says
 * what they were made on, random models to measure, and statistics. The measurements themselves, of
 * which {@link org.efficienttransformers.examples.Benchmark} has the list, are in two rooms: {@link
 * org.efficienttransformers.examples.benchmark.sweep} compares mechanisms over lengths, {@code
 * single} has programs that answer one question each.
 */
package org.efficienttransformers.examples.benchmark;
