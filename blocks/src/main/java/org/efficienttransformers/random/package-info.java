/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** Random numbers that are the same as those of numpy and PyTorch. */
package org.efficienttransformers.random;
