/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The factorised patterns of Sparse Transformers: near positions, and some far away. Start at
 * {@link org.efficienttransformers.attention.strided.StridedAttention}.
 */
package org.efficienttransformers.attention.strided;
