/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** Text, token by token. Start at {@link org.efficienttransformers.generate.TextGenerator}. */
package org.efficienttransformers.generate;
