/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What a training run makes small: losses as PyTorch computes them, each knowing the weight of its
 * batch, so that accumulated batches give the mean over all ({@link
 * org.efficienttransformers.training.loss.WeightedLoss}). Start at {@link
 * org.efficienttransformers.training.loss.CrossEntropyLoss}.
 */
package org.efficienttransformers.training.loss;
