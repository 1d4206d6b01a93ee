/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * A layer and its parts, each as a Block and as it is written into a program; not for applications.
 * Start at {@link org.efficienttransformers.model.layer.TransformerLayer}: attention, and {@link
 * org.efficienttransformers.model.layer.FeedForward} after it. {@link
 * org.efficienttransformers.model.layer.Layers} makes linear layers and norms of a description,
 * {@link org.efficienttransformers.model.layer.LayerStack} runs layers one after the other, {@link
 * org.efficienttransformers.model.layer.ModelProgram} compiles what they write.
 */
package org.efficienttransformers.model.layer;
