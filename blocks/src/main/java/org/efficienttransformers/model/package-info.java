/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Models as Blocks, built from a description: start at {@link
 * org.efficienttransformers.model.TransformerModel}, which has the one forward pass, and go on with
 * {@code Backbone} (embeddings, layers, pooler) and {@code HeadBlock}. Children bear the names that
 * checkpoints give them, which {@link org.efficienttransformers.model.StateDict} collects.
 *
 * <pre>
 * model.reversible   layers with two streams, whose inputs are computed back
 * model.decoder      layers that look at a source, too
 * model.layer        what both are made of: a layer and its parts, and how each is written into a program
 * </pre>
 *
 * <p>Each of these three knows those below it at most; none knows this package.
 */
package org.efficienttransformers.model;
