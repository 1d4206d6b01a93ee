/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Reformer's attention: hashing and chunks. Start at {@link
 * org.efficienttransformers.attention.lsh.LshAttention}.
 */
package org.efficienttransformers.attention.lsh;
