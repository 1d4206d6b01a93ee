/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Models as Blocks, built from a description: start at {@link
 * org.efficienttransformers.model.TransformerModel}, which has the one forward pass, and go on with
 * Backbone (embeddings, layers, pooler), TransformerLayer and HeadBlock. Children bear the names
 * that checkpoints give them, which {@link org.efficienttransformers.model.StateDict} collects.
 */
package org.efficienttransformers.model;
