/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * What attention is computed from.
 *
 * @param store the parameters
 * @param hidden the hidden states, (b, n, e)
 * @param visible the attention mask, (b, n), or null if every position is a token
 * @param global the global attention mask, (b, n), or null if none is given
 * @param positions the positions that rotary positions turn by, (b, n, 1), or null for 0, 1, 2, ...
 * @param training true if gradients are wanted and dropout is on
 */
public record AttentionInputs(
        ParameterStore store,
        NDArray hidden,
        NDArray visible,
        NDArray global,
        NDArray positions,
        boolean training) {

    /**
     * Takes apart what a {@link SelfAttention} is called with.
     *
     * @param store the parameters
     * @param inputs the hidden states, masks, and positions
     * @param training true if gradients are wanted and dropout is on
     * @return each in its place
     */
    static AttentionInputs of(ParameterStore store, NDList inputs, boolean training) {
        NDArray last = inputs.get(inputs.size() - 1);
        boolean placed = inputs.size() > 1 && arePositions(last);
        int masks = inputs.size() - (placed ? 1 : 0);
        return new AttentionInputs(
                store,
                inputs.head(),
                masks > 1 ? inputs.get(1) : null,
                masks > 2 ? inputs.get(2) : null,
                placed ? last : null,
                training);
    }

    /**
     * Tells whether a further input is the positions, and no mask.
     *
     * @param input an input of an attention, but for the first
     * @return true if it has three dimensions
     */
    public static boolean arePositions(NDArray input) {
        return input.getShape().dimension() == 3;
    }

    /**
     * Refuses shapes that don't fit.
     *
     * @param hiddenSize the embedding size e
     * @return this
     */
    AttentionInputs checked(int hiddenSize) {
        Shape shape = hidden.getShape();
        require(
                shape.dimension() == 3 && shape.get(2) == hiddenSize,
                "The hidden states have shape %s; allowed: (batch, length, %s).",
                shape,
                hiddenSize);
        checkMask("attention mask", visible);
        checkMask("global attention mask", global);
        return this;
    }

    private void checkMask(String name, NDArray mask) {
        if (mask == null) {
            return;
        }
        Shape expected = hidden.getShape().slice(0, 2);
        DataType type = hidden.getDataType();
        require(
                mask.getShape().equals(expected) && mask.getDataType() == type,
                "The %s is %s %s; for these hidden states it must be %s %s.",
                name,
                mask.getDataType(),
                mask.getShape(),
                type,
                expected);
    }

    /**
     * {@return these with other hidden states}
     *
     * @param others the hidden states, (b, n, e)
     */
    public AttentionInputs withHidden(NDArray others) {
        return new AttentionInputs(store, others, visible, global, positions, training);
    }

    /**
     * Returns the value of a parameter.
     *
     * @param parameter a parameter of the attention
     * @return its value on the device of the hidden states
     */
    public NDArray value(Parameter parameter) {
        return store.getValue(parameter, hidden.getDevice(), training);
    }

    /** {@return the attention mask, (b, n); all ones if none is given} */
    public NDArray tokens() {
        return visible == null
                ? hidden.getManager().ones(hidden.getShape().slice(0, 2), hidden.getDataType())
                : visible;
    }
}
