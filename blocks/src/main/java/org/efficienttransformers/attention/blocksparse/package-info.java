/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * BigBird's attention: blocks of positions. Start at {@link
 * org.efficienttransformers.attention.blocksparse.BlockSparseAttention}.
 */
package org.efficienttransformers.attention.blocksparse;
