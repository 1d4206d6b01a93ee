/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Which files of a model's folder hold its weights: one file, or an index over several. Start at
 * {@link org.efficienttransformers.weights.folder.Weights}.
 */
package org.efficienttransformers.weights.folder;
