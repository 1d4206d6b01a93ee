/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What a model is, as data: {@link org.efficienttransformers.description.ModelDescription}, which
 * is made of parts (embeddings, layers, norms, head), each with its name in checkpoints. A new
 * architecture is a new description; {@code model} builds Blocks from it.
 *
 * <p>Letters of shapes: b batch, n length, e embedding, h heads, d size of a head.
 */
package org.efficienttransformers.description;
