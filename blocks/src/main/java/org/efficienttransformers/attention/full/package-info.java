/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Attention of every position to every other. Start at {@link
 * org.efficienttransformers.attention.full.FullAttention}.
 */
package org.efficienttransformers.attention.full;
