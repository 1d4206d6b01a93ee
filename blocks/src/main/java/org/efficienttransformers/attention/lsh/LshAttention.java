/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.program.ProgramTarget;

/**
 * Reformer's attention by locality-sensitive hashing: a position sees those whose vectors point in
 * about the same direction as its own.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2001.04451">paper</a> "Reformer: The Efficient
 * Transformer". Queries and keys are the same vectors, the keys at unit length. A hash by random
 * rotations puts each into a bucket; the positions are sorted by bucket and cut into chunks, and a
 * position sees its own chunk and its neighbours. Several rounds of hashing, each with rotations of
 * its own, make it unlikely that a good key is missed; one softmax covers what is seen in all of
 * them. Time grows with rounds * n * (log n + c).
 *
 * <pre>
 *   position   0 1 2 3 4 5 6 7
 *   bucket     2 0 1 0 2 1 0 2
 *   sorted     1 3 6 | 2 5 0 | 4 7 ...   chunks of 3: 5 sees 2, 5, 0 and, before them, 1, 3, 6
 * </pre>
 *
 * <p>A position sees itself only where it sees no other. Padding goes into a bucket of its own,
 * after all others. A text of one chunk isn't hashed. In causal attention no value and no gradient
 * comes from the future, but which of the past share a chunk depends on all buckets, those of later
 * positions included.
 *
 * <p>With {@code hashSeed} the rotations are those that transformers draws on a CPU, on every
 * device, and no random generator is touched; without it each call draws new ones from the engine's
 * generator.
 */
public final class LshAttention extends ChunkedAttention {

    static final double EPSILON = 1e-6;

    private final LshHash hash;
    private final Block queryKey;
    private final Block value;

    /**
     * Makes the block.
     *
     * @param sizes the sizes; projections have no biases. The longest text splits the number of
     *     buckets into factors where none is given
     * @param chunks which chunks a position sees; none after its own in causal attention
     * @param rounds how often the vectors are hashed ({@code num_hashes}), positive
     * @param buckets the number of buckets ({@code num_buckets}), or its factors, all even: with
     *     two factors a vector is hashed once for each, which takes rotations onto their sum rather
     *     than their product. Empty for as many as the length asks for, about two for each chunk
     * @param hashSeed makes the rotations the same in each call ({@code hash_seed}); null for new
     *     ones in each
     */
    public LshAttention(
            AttentionSizes sizes,
            Chunks chunks,
            int rounds,
            List<Integer> buckets,
            Integer hashSeed) {
        super(sizes, chunks);
        hash = new LshHash(sizes, chunks.length(), rounds, buckets, hashSeed);
        queryKey = addProjection("query_key", false);
        value = addProjection("value", false);
    }

    @Override
    Vectors vectors(ParameterStore store, NDArray hidden, boolean training) {
        NDArray shared = project(queryKey, store, hidden, training); // b n h d
        return new Vectors(shared, unit(shared), project(value, store, hidden, training));
    }

    /** Vectors (..., d) at a length of sqrt(d): the keys of these queries. */
    static NDArray unit(NDArray vectors) {
        // The norm in one operation: squares would be another array of the size of the vectors.
        NDArray norm = vectors.norm(2, new int[] {3}, true);
        NDArray root = Scalars.mul(norm, 1 / Math.sqrt((double) vectors.getShape().get(3)));
        return vectors.div(Scalars.add(root.square(), EPSILON).sqrt());
    }

    @Override
    NDArray order(Vectors vectors, NDArray visible) {
        return LshHash.order(hash.buckets(vectors.query(), visible));
    }

    @Override
    List<Block> projections() {
        return List.of(queryKey, value);
    }

    @Override
    public boolean hasProgramTable(ProgramTarget target) {
        return true;
    }

    /** The rotations; of a text of one chunk none. */
    @Override
    public NDArray programTable(NDManager manager, ProgramTarget target, long length) {
        return length <= chunks.length()
                ? manager.create(new Shape(0))
                : hash.table(manager, getParameters().valueAt(0).getArray().getManager(), length);
    }

    @Override
    PastText past(NDManager manager, long multiple) {
        return new LshPast(hash.seeded(manager), chunks, multiple, manager);
    }

    @Override
    void skipOrder(Vectors vectors) {
        hash.skip(vectors.query());
    }

    @Override
    int rounds() {
        return hash.rounds();
    }

    @Override
    boolean selfLast() {
        return true;
    }

    /**
     * Gives the buckets that positions fall into, to look at: {@code
     * org.efficienttransformers.plot.AttentionPlot} draws them. Without {@code hashSeed} they are
     * others in each call.
     *
     * @param store the parameters
     * @param hidden the hidden states that the layer gets, (b, n, e)
     * @return the bucket of each position in each round of hashing, counted from 0: (b, h, rounds,
     *     n), INT64
     */
    public NDArray buckets(ParameterStore store, NDArray hidden) {
        checked(new AttentionInputs(store, hidden, null, null, null, false));
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            return scope.ret(hash.buckets(project(queryKey, store, hidden, false), null));
        }
    }
}
