/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** Nystromformer: BERT with landmarks. */
package org.efficienttransformers.architecture.nystromformer;
