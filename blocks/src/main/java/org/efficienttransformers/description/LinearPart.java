/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import org.efficienttransformers.settings.Require;

/**
 * A linear layer.
 *
 * @param name its name in checkpoints, within what it is a part of
 * @param units the size of what it returns, positive
 * @param bias true if it has a bias
 * @param groups into how many parts input and output are cut, each part of the output being made of
 *     its part of the input; 1 for a layer of one matrix
 */
public record LinearPart(String name, int units, boolean bias, int groups) {

    /** Checks the number of groups. */
    public LinearPart {
        Require.atLeast("num_groups", groups, 1);
    }

    /**
     * A layer of one matrix.
     *
     * @param name its name in checkpoints, within what it is a part of
     * @param units the size of what it returns, positive
     * @param bias true if it has a bias
     */
    public LinearPart(String name, int units, boolean bias) {
        this(name, units, bias, 1);
    }
}
