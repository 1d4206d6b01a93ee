/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** EuroBERT. */
package org.efficienttransformers.architecture.eurobert;
