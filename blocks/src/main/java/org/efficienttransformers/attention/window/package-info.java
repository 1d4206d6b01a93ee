/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Longformer's attention: a window around each position, and global tokens. Start at {@link
 * org.efficienttransformers.attention.window.SlidingWindowAttention}.
 */
package org.efficienttransformers.attention.window;
