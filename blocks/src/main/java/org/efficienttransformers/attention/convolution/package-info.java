/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * ConvBERT's mixture of attention and convolution. Start at {@link
 * org.efficienttransformers.attention.convolution.MixedAttention}.
 */
package org.efficienttransformers.attention.convolution;
