/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Readers and writers of weight files. Start at {@link
 * org.efficienttransformers.weights.Weights#open}, which finds the weights of a Hugging Face folder
 * and gives a {@link org.efficienttransformers.weights.TensorStore}.
 *
 * <pre>
 * Weights
 *   SafetensorsStore   model.safetensors     SafetensorsHeader checks every rule of the format
 *   PickleStore        pytorch_model.bin     PickleArchive or PickleSequence, TorchPickle: nothing is run
 *   ShardedStore       *.index.json          several files of either kind
 *
 * OnnxStore            *.onnx                OnnxGraph, OnnxNames: initializers with their names
 * SafetensorsWriter    model.safetensors     for transformers to load
 * </pre>
 *
 * <p>Every reader turns its file into a table of {@code TensorView}s over a {@code MappedFile};
 * {@code TensorReader} makes arrays of them. Whatever a file holds, a reader ends in the right
 * numbers or in a {@link org.efficienttransformers.weights.WeightFormatException}.
 */
package org.efficienttransformers.weights;
