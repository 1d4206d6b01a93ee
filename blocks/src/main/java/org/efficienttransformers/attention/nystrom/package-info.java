/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Nystromformer's attention: means of segments stand for all positions. Start at {@link
 * org.efficienttransformers.attention.nystrom.NystromAttention}.
 */
package org.efficienttransformers.attention.nystrom;
