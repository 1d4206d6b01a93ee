/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

/** How the hidden states of a text become one vector. */
enum Pooling {
    /** The mean over all tokens, those that mark beginning and end included. */
    MEAN,
    /** The state of the first token. */
    CLS,
    /** The largest value over all tokens, in each dimension. */
    MAX
}
