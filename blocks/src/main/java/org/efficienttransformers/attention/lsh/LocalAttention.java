/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.attention.past.KeptVectors;
import org.efficienttransformers.kernel.KernelMode;

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

    /**
     * Makes the block.
     *
     * @param sizes the sizes; projections have no biases
     * @param chunks which chunks a position sees; none after its own in causal attention
     */
    public LocalAttention(AttentionSizes sizes, Chunks chunks) {
        super(sizes, chunks);
        query = addProjection("query", false);
        key = addProjection("key", false);
        value = addProjection("value", false);
    }

    @Override
    Vectors vectors(ParameterStore store, NDArray hidden, boolean training) {
        return new Vectors(
                project(query, store, hidden, training),
                project(key, store, hidden, training),
                project(value, store, hidden, training));
    }

    @Override
    NDArray order(Vectors vectors, NDArray visible) {
        return null;
    }

    @Override
    List<Block> projections() {
        return List.of(query, key, value);
    }

    @Override
    PastText past(NDManager manager, long multiple) {
        return new LocalPast(kernels, chunks, manager);
    }

    @Override
    void skipOrder(Vectors vectors) {
        // Nothing is drawn.
    }

    @Override
    int rounds() {
        return 1;
    }

    @Override
    boolean selfLast() {
        return false;
    }

    /** Keys and values of the current chunk and those before it. */
    private static final class LocalPast extends PastText {

        private final KernelMode kernels;
        private final Chunks chunks;
        private final NDManager manager;
        private final KeptVectors keys; // b m h d, the last m positions
        private final KeptVectors values;
        private int length;

        LocalPast(KernelMode kernels, Chunks chunks, NDManager manager) {
            this.kernels = kernels;
            this.chunks = chunks;
            this.manager = manager.newSubManager();
            keys = new KeptVectors(this.manager, kernels);
            values = new KeptVectors(this.manager, kernels);
        }

        @Override
        void begin(ChunkedAttention.Vectors vectors, int tokens) {
            NDIndex seen = new NDIndex(":, {}:{}", first(tokens), tokens);
            keys.add(vectors.key().get(seen));
            values.add(vectors.value().get(seen));
            length = tokens;
        }

        @Override
        NDArray next(ChunkedAttention.Vectors vectors) {
            NDManager scope = vectors.query().getManager();
            keys.keep(length - first(length));
            values.keep(length - first(length));
            keys.add(vectors.key());
            values.add(vectors.value());
            length++;
            return FullKernel.attend(
                    kernels, vectors.query(), keys.view(scope), values.view(scope), null, false, 0);
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public void reorder(int... rows) {
            keys.reorder(rows);
            values.reorder(rows);
        }

        /** The first position that the next one sees. */
        private int first(int position) {
            int chunk = Math.floorDiv(position, chunks.length());
            return Math.max(0, (chunk - chunks.before()) * chunks.length());
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
