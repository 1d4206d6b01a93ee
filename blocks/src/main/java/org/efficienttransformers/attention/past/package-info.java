/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What attention keeps of a text that it reads piece by piece, as generation does: the contract,
 * {@link org.efficienttransformers.attention.past.Past}, where to start, and what several
 * mechanisms keep; those that keep something of their own have it next to them.
 */
package org.efficienttransformers.attention.past;
