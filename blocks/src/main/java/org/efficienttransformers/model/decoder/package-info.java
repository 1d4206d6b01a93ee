/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The decoder of encoder-decoders; not for applications. Start at {@link
 * org.efficienttransformers.model.decoder.DecoderStack}; {@link
 * org.efficienttransformers.model.decoder.DecoderProgram} computes the same in inference, and
 * {@link org.efficienttransformers.model.decoder.DecoderPast} is what it remembers of a text that
 * is being written.
 */
package org.efficienttransformers.model.decoder;
