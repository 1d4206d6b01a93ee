/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Adapters of peft, such as LoRA's. {@link
 * org.efficienttransformers.checkpoint.adapter.AdapterConfig} is adapter_config.json, {@link
 * org.efficienttransformers.checkpoint.adapter.AdaptedTensors} a model's tensors with an adapter
 * merged, and {@link org.efficienttransformers.checkpoint.adapter.AdapterWriter} saves one that was
 * trained.
 */
package org.efficienttransformers.checkpoint.adapter;
