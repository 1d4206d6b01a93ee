/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tasks that write a text; not for applications. {@link
 * org.efficienttransformers.translator.write.Summarizer} writes about a text, {@link
 * org.efficienttransformers.translator.write.TextContinuer} goes on with it; {@code TextStream}
 * hands out what is written while it is.
 */
package org.efficienttransformers.translator.write;
