/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** Reformer: {@link org.efficienttransformers.architecture.reformer.Reformer}. */
package org.efficienttransformers.architecture.reformer;
