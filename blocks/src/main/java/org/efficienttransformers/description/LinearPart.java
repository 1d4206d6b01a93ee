/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

/**
 * A linear layer.
 *
 * @param name its name in checkpoints, within what it is a part of
 * @param units the size of what it returns, positive
 * @param bias true if it has a bias
 */
public record LinearPart(String name, int units, boolean bias) {}
