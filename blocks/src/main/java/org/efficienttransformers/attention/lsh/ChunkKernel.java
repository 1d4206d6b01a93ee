/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * Attention within chunks of positions that were put into some order, such as that of a hash.
 *
 * <p>Each head of each sequence may have several orders ("rounds"). In each round the positions are
 * cut into chunks of c, in that order, and a query sees the keys of its own chunk and of its
 * neighbours, where the last chunk of a round stands before the first of the next, and the last of
 * all before the very first. One softmax covers what a query sees in all rounds; a key that it sees
 * in two of them counts twice. Time and memory grow with rounds * n * c.
 *
 * <p>Probabilities are exp(score - logsumexp), and rounds are weighed likewise, rather than by a
 * softmax that divides: where a query sees nothing but itself, at scores of -1e5, the two round
 * differently, and checkpoints count on the first.
 *
 * <p>Without gradients some chunks are computed at a time, so that their scores stay in the cache
 * of the processor. With gradients all are computed at once, as the backward pass needs their
 * probabilities anyway. The fused form takes one head after another, except on a GPU: its arrays
 * are then small enough for the allocator to serve them again, where fresh memory would cost more
 * than the arithmetic.
 */
public final class ChunkKernel {

    /** How many chunks at a time; on a GPU all, which pays per call. */
    static final int BLOCK = 256;

    private ChunkKernel() {}

    /**
     * Computes the attention.
     *
     * @param mode the form
     * @param chunks which keys a query sees; their length divides n
     * @param order the positions in each order, (b, h, rounds, n), INT64, a permutation of 0 to n -
     *     1 in each row
     * @param query (b, n, h, d)
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @param visible which keys are visible, (b, n), 1 or 0 in the type of the query; null if all
     *     are
     * @param causal true if a query sees keys of its own and of earlier positions only
     * @param selfLast true if a query sees the key of its own position only where it sees no other
     * @param dropout the rate at which probabilities are dropped, 0 outside of training
     * @param recorded true if the engine records a graph for gradients
     * @return (b, n, h * d)
     */
    public static NDArray attend(
            KernelMode mode,
            Chunks chunks,
            NDArray order,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            boolean causal,
            boolean selfLast,
            float dropout,
            boolean recorded) {
        Shape shape = query.getShape(); // b n h d
        boolean gpu = query.getDevice().isGpu();
        int block = recorded || gpu ? Integer.MAX_VALUE : BLOCK;
        NDArray hidden =
                visible == null
                        ? query.getManager()
                                .zeros(new Shape(shape.get(0), shape.get(1)), DataType.BOOLEAN)
                        : visible.eq(0);
        if (mode.isFused(query)) {
            return fused(
                    chunks, order, query, key, value, hidden, causal, selfLast, dropout, block);
        }
        return new Portable(chunks, order, query, key, value, hidden, causal, selfLast, dropout)
                .attend(block);
    }

    private static NDArray fused(
            Chunks chunks,
            NDArray order,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray hidden,
            boolean causal,
            boolean selfLast,
            float dropout,
            int block) {
        DataType type = query.getDataType();
        Map<String, Object> constants =
                Map.ofEntries(
                        Map.entry("TOGETHER", truth(query.getDevice().isGpu())),
                        Map.entry("BLOCK", block),
                        Map.entry("CHUNK", chunks.length()),
                        Map.entry("BEFORE", chunks.before()),
                        Map.entry("AFTER", chunks.after()),
                        Map.entry("CAUSAL", truth(causal)),
                        Map.entry("SELF_LAST", truth(selfLast)),
                        Map.entry("OWN", Masks.own(type)),
                        Map.entry("HIDDEN", Masks.hidden(type)),
                        Map.entry("SCALE", scale(query)),
                        Map.entry("DROPOUT", dropout));
        return TorchScript.call(
                "attention/lsh/chunks.py", constants, query, key, value, order, hidden);
    }

    /** As TorchScript writes it. */
    private static String truth(boolean value) {
        return value ? "True" : "False";
    }

    private static double scale(NDArray query) {
        return 1 / Math.sqrt((double) query.getShape().get(3));
    }

    /** The portable form: index tables first, then block after block of chunks. */
    private static final class Portable {

        private final Chunks chunks;
        private final NDArray order; // b h r n
        private final NDArray query; // (b * n * h) d
        private final NDArray key;
        private final NDArray value;
        private final NDArray hidden; // (b * n * h)
        private final boolean causal;
        private final boolean selfLast;
        private final float dropout;
        private final Shape shape; // b n h d
        private final double scale;

        Portable(
                Chunks chunks,
                NDArray order,
                NDArray query,
                NDArray key,
                NDArray value,
                NDArray hidden,
                boolean causal,
                boolean selfLast,
                float dropout) {
            this.chunks = chunks;
            this.order = order;
            this.causal = causal;
            this.selfLast = selfLast;
            this.dropout = dropout;
            shape = query.getShape();
            scale = scale(query);
            this.query = query.reshape(-1, shape.get(3));
            this.key = key.reshape(-1, shape.get(3));
            this.value = value.reshape(-1, shape.get(3));
            this.hidden =
                    hidden.expandDims(2)
                            .broadcast(shape.get(0), shape.get(1), shape.get(2))
                            .reshape(-1);
        }

        NDArray attend(int block) {
            long batch = shape.get(0);
            long heads = shape.get(2);
            long rounds = order.getShape().get(2);
            NDArray position = order.reshape(batch, heads, -1, chunks.length()); // b h t c
            NDArray near = neighbours(position); // b h t m
            int count = Math.toIntExact(order.size() / chunks.length());
            NDArray queryPosition = position.reshape(count, -1); // (b * h * t) c
            NDArray keyPosition = near.reshape(count, -1); // (b * h * t) m
            NDArray queryRow = rows(position).reshape(count, -1);
            NDArray keyRow = rows(near).reshape(count, -1);
            NDList contexts = new NDList();
            NDList sumPieces = new NDList();
            int step = Math.min(block, count);
            for (int start = 0; start < count; start += step) {
                NDIndex part = new NDIndex("{}:{}", start, Math.min(start + step, count));
                try (NDManager scope = query.getManager().newSubManager()) {
                    scope.tempAttachAll(query, key, value, hidden);
                    scope.tempAttachAll(queryPosition, keyPosition, queryRow, keyRow);
                    attendChunks(
                            queryPosition.get(part),
                            keyPosition.get(part),
                            queryRow.get(part),
                            keyRow.get(part),
                            contexts,
                            sumPieces);
                    scope.ret(contexts.get(contexts.size() - 1));
                    scope.ret(sumPieces.get(sumPieces.size() - 1));
                }
            }
            NDArray context = Pieces.join(contexts, 0).reshape(-1, shape.get(3));
            NDArray sum = Pieces.join(sumPieces, 0).reshape(-1, 1);
            // Back into the order of the positions: where each stands in its round.
            NDArray place = order.argSort(-1); // b h r n
            NDManager manager = query.getManager();
            int lists = Math.toIntExact(batch * heads * rounds);
            NDArray start = Scalars.mul(manager.arange(0, lists, 1, DataType.INT64), shape.get(1));
            place = place.add(start.reshape(batch, heads, rounds, 1));
            NDArray byRound = Rows.look(context, place); // b h r n d
            NDArray sums = Rows.look(sum, place); // b h r n 1
            NDArray peak = sums.stopGradient().max(new int[] {2}, true);
            NDArray all = sums.sub(peak).exp().sum(new int[] {2}, true).log().add(peak);
            NDArray weight = sums.sub(all).exp();
            return byRound.mul(weight)
                    .sum(new int[] {2})
                    .transpose(0, 2, 1, 3)
                    .reshape(batch, shape.get(1), -1);
        }

        /** Attention of some chunks: adds contexts, (t, c, d), and log-sum-exps, (t, c, 1). */
        private void attendChunks(
                NDArray queryPosition,
                NDArray keyPosition,
                NDArray queryRow,
                NDArray keyRow,
                NDList contexts,
                NDList sums) {
            NDArray q = Rows.look(query, queryRow); // t c d
            NDArray k = Rows.look(key, keyRow); // t m d
            NDArray v = Rows.look(value, keyRow); // t m d
            NDArray mine = queryPosition.expandDims(2); // t c 1
            NDArray theirs = keyPosition.expandDims(1); // t 1 m
            NDArray unseen = hidden.get(keyRow).expandDims(1); // t 1 m
            unseen = causal ? unseen.logicalOr(theirs.gt(mine)) : unseen;
            NDArray scores = Scalars.mul(q, scale).matMul(k.transpose(0, 2, 1)); // t c m
            DataType type = scores.getDataType();
            scores = scores.addi(Scalars.mul(unseen.toType(type, false), Masks.hidden(type)));
            if (selfLast) {
                NDArray own = theirs.eq(mine).toType(type, false); // t c m
                scores =
                        scores.mul(Scalars.add(own.neg(), 1))
                                .addi(Scalars.mul(own, Masks.own(type)));
            }
            NDArray peak = scores.stopGradient().max(new int[] {2}, true);
            NDArray weights = scores.sub(peak).exp();
            NDArray sum = weights.sum(new int[] {2}, true).log().add(peak);
            contexts.add(Masks.drop(weights, dropout).matMul(v).mul(peak.sub(sum).exp()));
            sums.add(sum);
        }

        /** Each chunk and its neighbours, in circles: (b, h, t, c) to (b, h, t, m). */
        private NDArray neighbours(NDArray position) {
            long count = position.getShape().get(2);
            NDList near = new NDList();
            for (int step = -chunks.before(); step <= chunks.after(); step++) {
                // Beyond a whole circle transformers takes the chunk itself.
                long by = Math.abs(step) < count ? Math.floorMod(step, count) : 0;
                near.add(
                        by == 0
                                ? position
                                : position.get(new NDIndex(":, :, {}:", by))
                                        .concat(position.get(new NDIndex(":, :, :{}", by)), 2));
            }
            return near.size() == 1 ? position : NDArrays.concat(near, 3);
        }

        /** The rows of positions in (b * n * h): (b, h, ...) to the same shape. */
        private NDArray rows(NDArray position) {
            NDManager manager = query.getManager();
            int batch = Math.toIntExact(shape.get(0));
            int heads = Math.toIntExact(shape.get(2));
            NDArray head = manager.arange(0, heads, 1, DataType.INT64).reshape(1, heads, 1, 1);
            NDArray sequence = manager.arange(0, batch, 1, DataType.INT64).reshape(batch, 1, 1, 1);
            return Scalars.mul(position, heads)
                    .add(head)
                    .add(Scalars.mul(sequence, shape.get(1) * heads));
        }
    }

    /**
     * The keys that a query of chunked attention sees: those of its own chunk, and of some chunks
     * before and after it. The first chunk follows upon the last: it looks back at that one.
     *
     * @param length the number of positions in a chunk, c
     * @param before how many chunks before its own a query sees
     * @param after how many chunks after its own a query sees
     */
    public record Chunks(int length, int before, int after) {

        /** Checks the numbers. */
        public Chunks {
            atLeast("The chunk length", length, 1);
            require(
                    before >= 0 && after >= 0,
                    "The numbers of chunks before and after are %s and %s; allowed: 0 or more.",
                    before,
                    after);
        }

        /** {@return how many chunks a query sees: its own and those before and after} */
        public int seen() {
            return before + 1 + after;
        }

        /**
         * Returns the smallest length of whole chunks that a text fits into.
         *
         * @param tokens the length of the text
         * @return a multiple of the chunk length
         */
        public long pad(long tokens) {
            return Math.floorDiv(tokens + length - 1, length) * length;
        }
    }
}
