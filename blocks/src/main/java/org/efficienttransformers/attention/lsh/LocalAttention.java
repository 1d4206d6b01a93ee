/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * Reformer's local attention: a position sees its chunk of the text, and those before and after it.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2001.04451">paper</a> "Reformer: The Efficient
 * Transformer", whose models alternate it with {@link LshAttention}. Time and memory grow with n *
 * c. The projections have no bias.
 */
public final class LocalAttention extends ChunkedAttention {

    private final Block query;
    private final Block key;
    private final Block value;

    private LocalAttention(Builder builder) {
        super(builder);
        query = addProjection("query", false);
        key = addProjection("key", false);
        value = addProjection("value", false);
    }

    /** {@inheritDoc} */
    @Override
    Vectors vectors(ParameterStore store, NDArray hidden, boolean training) {
        return new Vectors(
                project(query, store, hidden, training),
                project(key, store, hidden, training),
                project(value, store, hidden, training));
    }

    /** {@inheritDoc} */
    @Override
    NDArray order(Vectors vectors, NDArray visible) {
        return null;
    }

    /** {@inheritDoc} */
    @Override
    List<Block> projections() {
        return List.of(query, key, value);
    }

    /** {@inheritDoc} */
    @Override
    PastText past(NDManager manager, long multiple) {
        return new LocalPast(kernels, chunks, manager);
    }

    /** {@inheritDoc} */
    @Override
    void skipOrder(Vectors vectors) {
        // Nothing is drawn.
    }

    /** {@inheritDoc} */
    @Override
    int rounds() {
        return 1;
    }

    /** {@inheritDoc} */
    @Override
    boolean selfLast() {
        return false;
    }

    /**
     * Starts building.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LocalAttention}. */
    public static final class Builder extends ChunkedAttention.Builder<Builder> {

        private Builder() {}

        /** {@inheritDoc} */
        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Builds the block.
         *
         * @return the block
         * @throws IllegalArgumentException if the sizes don't fit together
         */
        public LocalAttention build() {
            return new LocalAttention(this);
        }
    }
}
