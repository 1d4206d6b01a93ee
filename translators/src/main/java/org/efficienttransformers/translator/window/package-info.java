/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Windows of texts that are longer than the model; not for applications. {@link
 * org.efficienttransformers.translator.window.WindowPlanner} makes them, and {@link
 * org.efficienttransformers.translator.window.WeightedMean} puts together what each said.
 */
package org.efficienttransformers.translator.window;
