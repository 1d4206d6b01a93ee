/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Low-rank adapters (<a href="https://arxiv.org/abs/2106.09685">LoRA</a>): a model is trained by a
 * few small matrices next to its frozen weights. Start at {@link
 * org.efficienttransformers.lora.LoraModel}.
 */
package org.efficienttransformers.lora;
