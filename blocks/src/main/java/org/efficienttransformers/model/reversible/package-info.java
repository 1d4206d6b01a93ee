/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Layers with two streams, as a Reformer has them; not for applications. Start at {@link
 * org.efficienttransformers.model.reversible.ReversibleStack}; {@code ReversiblePass} is its
 * backward pass, which computes the inputs of layers back from their outputs.
 */
package org.efficienttransformers.model.reversible;
