/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Linformer's attention: mixtures of positions. Start at {@link
 * org.efficienttransformers.attention.lowrank.LowRankAttention}.
 */
package org.efficienttransformers.attention.lowrank;
