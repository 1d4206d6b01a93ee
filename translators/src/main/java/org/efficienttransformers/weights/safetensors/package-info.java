/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The safetensors format. Start at {@link
 * org.efficienttransformers.weights.safetensors.SafetensorsStore}; {@code SafetensorsHeader} checks
 * every rule of the format, and {@link
 * org.efficienttransformers.weights.safetensors.SafetensorsWriter} writes files that transformers
 * loads.
 */
package org.efficienttransformers.weights.safetensors;
