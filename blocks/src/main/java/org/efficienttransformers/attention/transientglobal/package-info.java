/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * LongT5's attention: a window with biases of distances, and sums over blocks that all positions
 * see.
 */
package org.efficienttransformers.attention.transientglobal;
