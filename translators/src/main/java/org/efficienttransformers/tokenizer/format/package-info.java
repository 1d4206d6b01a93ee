/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What a tokenizer.json may hold. DJL hands it to a native library in which a broken one ends the
 * whole JVM, and some patterns take for ever, so that everything is checked here first: a list of
 * components that are allowed, each with rules for its fields.
 */
package org.efficienttransformers.tokenizer.format;
