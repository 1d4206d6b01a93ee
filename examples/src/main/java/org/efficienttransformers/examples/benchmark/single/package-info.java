/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Programs that answer one question each, such as what a checkpoint spares, or how long a model
 * takes to load; docs/BENCHMARKS.md has the answers. They know nothing of each other, so start at
 * whichever you like: {@link org.efficienttransformers.examples.benchmark.single.EncoderMemory} is
 * a plain one.
 */
package org.efficienttransformers.examples.benchmark.single;
