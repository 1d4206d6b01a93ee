/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** LongT5, as in transformers ({@code modeling_longt5.py}). */
package org.efficienttransformers.architecture.longt5;
