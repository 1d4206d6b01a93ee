/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import ai.djl.ndarray.NDArray;

/**
 * Keys that every query sees, wherever it is.
 *
 * @param key (b, g, h, d)
 * @param value (b, g, h, d)
 * @param position where each stands, (b, g), INT64; a slot that a sequence doesn't fill (sequences
 *     of a batch may have different numbers) holds a position past the end of the text
 */
public record GlobalKeys(NDArray key, NDArray value, NDArray position) {}
