/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** ModernBERT: {@link org.efficienttransformers.architecture.modernbert.ModernBert}. */
package org.efficienttransformers.architecture.modernbert;
