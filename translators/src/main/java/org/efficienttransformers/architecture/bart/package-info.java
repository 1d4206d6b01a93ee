/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Encoder-decoders whose layers are BART's: LED and BigBird-Pegasus, as in transformers ({@code
 * modeling_led.py}, {@code modeling_bigbird_pegasus.py}).
 */
package org.efficienttransformers.architecture.bart;
