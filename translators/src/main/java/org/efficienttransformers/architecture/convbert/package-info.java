/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** ConvBERT: BERT of which half is a convolution. */
package org.efficienttransformers.architecture.convbert;
