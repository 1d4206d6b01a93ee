/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;

/**
 * What the two kinds of attention in Reformer share: positions are put into an order and cut into
 * chunks, and a query sees its own chunk and some before and after it.
 *
 * <p>A text that isn't a multiple of the chunk length is padded inside; one that fits into a single
 * chunk sees all of itself. As in the reference implementation (Hugging Face transformers, {@code
 * modeling_reformer.py}), the first chunk looks back at the last one, so that what a query sees
 * there depends on the padding.
 */
public abstract class ChunkedAttention extends SelfAttention {

    /** On a GPU as many heads at a time as have so many scores: a quarter of a gibibyte. */
    private static final int SCORES = 1 << 26;

    /** The chunks. */
    protected final Chunks chunks;

    /**
     * Takes over what both have.
     *
     * @param sizes the sizes
     * @param chunks which chunks a position sees; none after its own in causal attention
     */
    protected ChunkedAttention(AttentionSizes sizes, Chunks chunks) {
        super(sizes);
        this.chunks = chunks;
        require(
                !causal || chunks.after() == 0,
                "The number of chunks after is %s, but causal attention sees none; set it to 0.",
                chunks.after());
    }

    /** {@return the number of positions in a chunk, c} */
    public final int chunkLength() {
        return chunks.length();
    }

    /** The query, key and value of each position, (b, n, h, d) each. */
    record Vectors(NDArray query, NDArray key, NDArray value) {}

    /** Projects hidden states, (b, n, e). */
    abstract Vectors vectors(ParameterStore store, NDArray hidden, boolean training);

    /**
     * Hashes the positions of a text of more than one chunk.
     *
     * @return their orders, (b, h, rounds, n), INT64; null if they stay as they stand
     */
    abstract NDArray order(Vectors vectors, NDArray visible);

    /** The past of no text yet. */
    abstract PastText past(NDManager manager, long multiple);

    /** How many orders each head has. */
    abstract int rounds();

    /** Draws the random numbers that {@link #order} draws, if any. */
    abstract void skipOrder(Vectors vectors);

    /** Tells whether a query sees the key of its own position only if it sees no other. */
    abstract boolean selfLast();

    /** The projections, in the order of queries, keys unless queries are keys, and values. */
    abstract List<Block> projections();

    @Override
    public ProgramPart program(ProgramTarget target) {
        // Further on, the circle of a text of two chunks would be closed more than once.
        if (chunks.before() > 2 || chunks.after() > 2) {
            return null;
        }
        boolean gpu = target.isGpu();
        Map<String, Object> constants =
                Map.ofEntries(
                        Map.entry("VECTORS", projections().size()),
                        Map.entry("ROUNDS", rounds()),
                        Map.entry("CHUNK", chunks.length()),
                        Map.entry("BEFORE", chunks.before()),
                        Map.entry("AFTER", chunks.after()),
                        Map.entry("CAUSAL", causal ? "True" : "False"),
                        Map.entry("FUSED", gpu && isAligned() && !causal ? "True" : "False"),
                        Map.entry("SELF_LAST", selfLast() ? "True" : "False"),
                        Map.entry("SCORES", gpu ? SCORES : 1),
                        Map.entry("BLOCK", gpu ? Integer.MAX_VALUE : ChunkKernel.BLOCK),
                        Map.entry(
                                "OWN",
                                Masks.own(target.isHalf() ? DataType.FLOAT16 : DataType.FLOAT32)),
                        Map.entry("EPSILON", LshAttention.EPSILON));
        String own = selfLast() ? "lsh" : "local";
        return part(
                List.of(
                        "attention/lsh/program.py",
                        "attention/lsh/program_named.py",
                        "attention/lsh/program_" + own + ".py"),
                constants,
                List.of(ProgramLinear.of(projections().toArray(Block[]::new))),
                List.of());
    }

    @Override
    public boolean dependsOnPadding() {
        return true;
    }

    @Override
    protected NDArray attend(AttentionInputs in) {
        return attendIn(null, null, 0, in).head();
    }

    /**
     * Attends, in the order of an earlier call if wanted. What is computed a second time, for the
     * backward pass, is thus computed over the same chunks, though its input may round differently
     * and fall into other buckets.
     *
     * @param order the second result of an earlier call on a text of this shape; null to find it
     * @param store the parameters
     * @param hidden the hidden states, (b, n, e)
     * @param visible the attention mask, (b, n), or null if every position is a token
     * @param training true if gradients are wanted and dropout is on
     * @return the context, (b, n, h * d), and, where positions were hashed, their order, (b, h,
     *     rounds, n padded to whole chunks), INT32; both on the manager of the hidden states
     */
    public NDList attend(
            NDArray order,
            ParameterStore store,
            NDArray hidden,
            NDArray visible,
            boolean training) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            if (visible != null) {
                visible.tempAttach(scope);
            }
            return scope.ret(
                    attendIn(
                            order,
                            null,
                            0,
                            new AttentionInputs(store, hidden, visible, null, null, training)));
        }
    }

    /**
     * Starts to read texts one position at a time.
     *
     * @param manager owns what is remembered, and gives the device
     * @param multiple what the length of a whole text is padded to a multiple of, itself one of the
     *     chunk length: decides what the first chunk finds in the last one
     * @return the past, of nothing yet
     * @throws IllegalStateException if the attention isn't causal
     */
    public PastText pastOf(NDManager manager, long multiple) {
        checkCausal();
        return past(manager, multiple);
    }

    @Override
    public Past newPast(NDManager manager, int rows) {
        return pastOf(manager, chunks.length());
    }

    /**
     * Reads the beginning of texts of equal length.
     *
     * @param store the parameters
     * @param hidden the hidden states, (b, n, e)
     * @param visible the attention mask, (b, n), 0 at padding, which is on the right; or null
     * @param tokens how many positions are no padding
     * @param past where to remember them
     * @return the context, (b, n, h * d), on the manager of the hidden states
     */
    public NDArray attendFirst(
            ParameterStore store, NDArray hidden, NDArray visible, int tokens, Past past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            if (visible != null) {
                visible.tempAttach(scope);
            }
            return scope.ret(
                    attendIn(
                                    null,
                                    (PastText) past,
                                    tokens,
                                    new AttentionInputs(store, hidden, visible, null, null, false))
                            .head());
        }
    }

    /**
     * Reads the next position.
     *
     * @param store the parameters
     * @param hidden its hidden states, (b, 1, e)
     * @param past of the positions before it; it is added
     * @return the context, (b, 1, h * d), on the manager of the hidden states
     */
    @Override
    public NDArray attendNext(ParameterStore store, NDArray hidden, Past past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            return scope.ret(((PastText) past).next(vectors(store, hidden, false)));
        }
    }

    private NDList attendIn(NDArray order, PastText past, int tokens, AttentionInputs in) {
        NDArray hidden = in.hidden();
        long length = hidden.getShape().get(1);
        boolean whole = length <= chunks.length();
        NDArray states = hidden;
        NDArray mask = in.visible();
        if (!whole && length % chunks.length() != 0) {
            mask = Pieces.padded(in.tokens(), chunks.pad(length));
            states = Pieces.padded(hidden, chunks.pad(length));
        }
        Vectors vectors = vectors(in.store(), states, in.training());
        if (past != null) {
            past.begin(vectors, tokens);
        }
        NDArray hashed = null;
        if (order != null) {
            skipOrder(vectors);
            hashed = order.toType(DataType.INT64, false);
        } else if (!whole) {
            hashed = order(vectors, mask);
        }
        NDArray context =
                ChunkKernel.attend(
                        kernels,
                        whole ? new Chunks(Math.toIntExact(length), 0, 0) : chunks,
                        hashed == null ? inOrder(vectors.query()) : hashed,
                        vectors.query(),
                        vectors.key(),
                        vectors.value(),
                        mask,
                        causal,
                        selfLast(),
                        rate(in),
                        in.training() && isRecorded(in));
        NDList result =
                new NDList(states == hidden ? context : context.get(new NDIndex(":, :{}", length)));
        if (hashed != null) {
            result.add(hashed.toType(DataType.INT32, false));
        }
        return result;
    }

    /** The positions as they stand, (b, h, 1, n), for vectors (b, n, h, d). */
    static NDArray inOrder(NDArray vectors) {
        Shape shape = vectors.getShape();
        NDManager manager = vectors.getManager();
        return manager.arange(0, Math.toIntExact(shape.get(1)), 1, DataType.INT64)
                .broadcast(shape.get(0), shape.get(2), 1, shape.get(1));
    }

    /**
     * What the attention remembers of the texts that it has read so far, to go on with one position
     * at a time. Not for several threads at once.
     */
    public abstract static class PastText implements Past {

        /** Only for the mechanisms. */
        PastText() {}

        /**
         * Remembers the beginning of the texts.
         *
         * @param vectors of all positions, padding included
         * @param tokens how many positions at the front are no padding
         */
        abstract void begin(Vectors vectors, int tokens);

        /**
         * Attends from the next position to those before it, and remembers it.
         *
         * @param vectors of this position
         * @return (b, 1, h * d)
         */
        abstract NDArray next(Vectors vectors);
    }
}
