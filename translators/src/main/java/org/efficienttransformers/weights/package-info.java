/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tensors in files, whatever the format. A {@link org.efficienttransformers.weights.TensorStore} is
 * what a reader gives; start at {@link org.efficienttransformers.weights.folder.Weights#open},
 * which finds the right reader for a Hugging Face folder.
 *
 * <pre>
 * weights.folder        which files of a folder hold its weights, one or several
 * weights.safetensors   model.safetensors, read and written
 * weights.pickle        pytorch_model.bin, read without running what is in it
 * weights.onnx          *.onnx: initializers with the names that the checkpoint had
 * </pre>
 *
 * <p>The folder knows the formats, the formats know this package, and no format knows another. Each
 * turns its file into a table of {@link org.efficienttransformers.weights.TensorView}s over a
 * {@link org.efficienttransformers.weights.MappedFile}, which a {@link
 * org.efficienttransformers.weights.MappedStore} makes arrays of. Whatever a file holds, a reader
 * ends in the right numbers or in a {@link
 * org.efficienttransformers.weights.WeightFormatException}.
 */
package org.efficienttransformers.weights;
