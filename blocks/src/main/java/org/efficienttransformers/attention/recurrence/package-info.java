/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * XLNet's attention: relative positions, and a memory of segments before. Start at {@link
 * org.efficienttransformers.attention.recurrence.RelativeAttention}.
 */
package org.efficienttransformers.attention.recurrence;
