/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Performer's attention: random features. Start at {@link
 * org.efficienttransformers.attention.randomfeature.RandomFeatureAttention}.
 */
package org.efficienttransformers.attention.randomfeature;
