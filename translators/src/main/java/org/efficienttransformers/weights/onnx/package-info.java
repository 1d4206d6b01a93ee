/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Weights out of an ONNX model. Start at {@link org.efficienttransformers.weights.onnx.OnnxStore};
 * {@code OnnxGraph} reads the initializers and the nodes that use them, {@code OnnxNames} gives
 * them back the names that an export took from them.
 */
package org.efficienttransformers.weights.onnx;
