/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Performer's attention: random features of queries and keys, whose products are an estimate of
 * full attention. In the order in which it is best read:
 *
 * <ol>
 *   <li>{@link org.efficienttransformers.attention.randomfeature.RandomFeatureAttention}, the
 *       Block: what it computes, and when its random directions are drawn again.
 *   <li>{@link org.efficienttransformers.attention.randomfeature.OrthogonalFeatures}: how those
 *       directions are drawn.
 *   <li>{@link org.efficienttransformers.attention.randomfeature.FeatureMap}: what is made of a
 *       query's or a key's projections onto them.
 *   <li>{@link org.efficienttransformers.attention.randomfeature.KeySums}: what attention keeps of
 *       keys and values, however many there are; also the past of a text that is continued.
 *   <li>{@link org.efficienttransformers.attention.randomfeature.FeatureKernel}, the arithmetic:
 *       sums over all keys, or over those before each query, as NDArray operations; the same as
 *       TorchScript are features.py and features_causal.py among the resources.
 *   <li>{@link org.efficienttransformers.attention.randomfeature.PerformerKind}: its settings, how
 *       it is put into a loaded model, its pattern and its cost.
 * </ol>
 *
 * <p>The resource program.py is the same attention within the program of a whole encoder.
 */
package org.efficienttransformers.attention.randomfeature;
