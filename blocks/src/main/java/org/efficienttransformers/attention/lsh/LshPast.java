/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.attention.past.KeptVectors;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.kernel.Scalars;

/**
 * The past of {@link LshAttention}: the vectors of all positions, and in what order the hash put
 * them.
 *
 * <p>A new position is hashed, takes its place in each order, and sees the chunk that it falls into
 * and those before: reading on costs the same however long the text is, but for moving up what
 * comes after it in an order. What earlier positions have seen stays as it was, so that what comes
 * out differs a little from hashing the whole text again, as in transformers.
 *
 * <p>Projected vectors are kept rather than hidden states: memory is (2 * h * d) for each position
 * rather than e, and none is projected a second time.
 */
public final class LshPast extends ChunkedAttention.PastText {

    /** Stands where a chunk isn't full. */
    private static final long NONE = -1;

    private final LshHash hash;
    private final Chunks chunks;
    private final long multiple;
    private final NDManager manager;
    private final KeptVectors shared; // b m h d
    private final KeptVectors values; // b m h d

    /** The factors of the number of buckets; null while the text is shorter than a chunk. */
    private int[] factors;

    /** The hashed positions of each sequence, head and round. */
    private BucketOrder[] orders;

    LshPast(LshHash hash, Chunks chunks, long multiple, NDManager manager) {
        this.hash = hash;
        this.chunks = chunks;
        this.multiple = multiple;
        this.manager = manager.newSubManager();
        shared = new KeptVectors(this.manager, KernelMode.AUTO);
        values = new KeptVectors(this.manager, KernelMode.AUTO);
    }

    @Override
    void begin(ChunkedAttention.Vectors vectors, int tokens) {
        NDIndex seen = new NDIndex(":, :{}", tokens);
        try (NDArray query = vectors.query().get(seen);
                NDArray value = vectors.value().get(seen)) {
            shared.add(query);
            values.add(value);
        }
        if (length() > chunks.length()) {
            sort();
        }
    }

    @Override
    NDArray next(ChunkedAttention.Vectors vectors) {
        shared.add(vectors.query());
        values.add(vectors.value());
        if (length() <= chunks.length()) {
            return attendToAll(vectors.query());
        }
        if (!Arrays.equals(factors, hash.factors(padded()))) {
            // The text has outgrown its first chunk, or asks for more buckets than before.
            sort();
        } else {
            insert(vectors.query());
        }
        return attendToChunks(vectors.query());
    }

    @Override
    public int length() {
        return shared.size();
    }

    @Override
    public void reorder(int... rows) {
        if (orders != null && !Rows.areAll(shared.room().getShape().get(0), rows)) {
            int each = Math.toIntExact(orders.length / shared.room().getShape().get(0));
            BucketOrder[] picked = new BucketOrder[rows.length * each];
            Arrays.setAll(picked, i -> orders[rows[i / each] * each + i % each].copy());
            orders = picked;
        }
        shared.reorder(rows);
        values.reorder(rows);
    }

    /** Hashes all positions, into as many buckets as the length asks for. */
    private void sort() {
        factors = hash.factors(padded());
        int length = length();
        try (NDArray seen = shared.view(manager);
                NDArray buckets = hash.buckets(seen, null, factors)) { // b h rounds n
            long[] all = HostArrays.longs(buckets);
            orders = new BucketOrder[all.length / length];
            for (int i = 0; i < orders.length; i++) {
                orders[i] = new BucketOrder(Arrays.copyOfRange(all, i * length, (i + 1) * length));
            }
        }
    }

    private void insert(NDArray query) {
        try (NDArray buckets = hash.buckets(query, null, factors)) { // b h rounds 1
            long[] all = HostArrays.longs(buckets);
            for (int i = 0; i < orders.length; i++) {
                orders[i].add(all[i]);
            }
        }
    }

    private NDArray attendToAll(NDArray query) {
        Shape shape = query.getShape(); // b 1 h d
        int length = length();
        long[] positions = new long[length];
        Arrays.setAll(positions, i -> i);
        NDArray position =
                query.getManager()
                        .create(positions, new Shape(1, 1, length))
                        .broadcast(shape.get(0), shape.get(2), length);
        return attend(query, position);
    }

    private NDArray attendToChunks(NDArray query) {
        Shape shape = query.getShape(); // b 1 h d
        int seen = chunks.seen() * chunks.length();
        long[] positions = new long[orders.length * seen];
        Arrays.fill(positions, NONE);
        int rounds = Math.toIntExact(orders.length / (shape.get(0) * shape.get(2)));
        for (int i = 0; i < orders.length; i++) {
            int round = i % rounds;
            look(i - round, rounds, round, positions, i * seen);
        }
        NDArray position =
                query.getManager()
                        .create(
                                positions,
                                new Shape(shape.get(0), shape.get(2), (long) rounds * seen));
        return attend(query, position);
    }

    /**
     * Writes down what the last position sees in one round.
     *
     * @param start the first round's order
     */
    private void look(int start, int rounds, int round, long[] positions, int at) {
        int count = Math.toIntExact(padded() / chunks.length());
        int chunk = round * count + orders[start + round].lastPlace() / chunks.length();
        int next = at;
        for (int step = -chunks.before(); step <= 0; step++) {
            // Further than once around, the kernel sees its own chunk again.
            int by = -step > rounds * count ? 0 : step;
            int other = Math.floorMod(chunk + by, rounds * count);
            BucketOrder order = orders[start + other / count];
            int first = other % count * chunks.length();
            int last = Math.min(first + chunks.length(), length());
            for (int place = first; place < last; place++) {
                positions[next++] = order.position(place);
            }
        }
    }

    /** The length that the text would be padded to. */
    private long padded() {
        return (length() + multiple - 1) / multiple * multiple;
    }

    /** Attends to these positions of each sequence and head, (b, h, m): (b, 1, h * d). */
    private NDArray attend(NDArray query, NDArray position) {
        Shape shape = query.getShape(); // b 1 h d
        long batch = shape.get(0);
        long heads = shape.get(2);
        long capacity = shared.room().getShape().get(1);
        NDManager scope = query.getManager();
        NDArray head = scope.arange(0, (int) heads, 1, DataType.INT64).reshape(1, -1, 1);
        NDArray sequence = scope.arange(0, (int) batch, 1, DataType.INT64).reshape(-1, 1, 1);
        NDArray row =
                Scalars.mul(Scalars.maximum(position, 0), heads)
                        .add(head)
                        .add(Scalars.mul(sequence, capacity * heads)); // b h m
        NDArray keys = LshAttention.unit(look(shared.room(), row)); // b h m d
        NDArray scores =
                Scalars.mul(query.transpose(0, 2, 1, 3), 1 / Math.sqrt((double) shape.get(3)))
                        .matMul(keys.transpose(0, 1, 3, 2)); // b h 1 m
        DataType type = query.getDataType();
        NDArray none = Scalars.mul(position.eq(NONE).toType(type, false), Masks.hidden(type));
        NDArray own = Scalars.mul(position.eq(length() - 1).toType(type, false), Masks.own(type));
        return scores.add(none.add(own).expandDims(2))
                .softmax(-1)
                .matMul(look(values.room(), row)) // b h 1 d
                .transpose(0, 2, 1, 3)
                .reshape(batch, 1, -1);
    }

    private static NDArray look(NDArray vectors, NDArray row) {
        try (NDArray table = vectors.reshape(-1, vectors.getShape().get(3))) {
            return Rows.look(table, row);
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    /**
     * Positions sorted by bucket, those of one bucket as they stand, to which more can be added.
     */
    private static final class BucketOrder {

        /** Bucket and position of each, in one number: the higher and the lower half. */
        private long[] sorted;

        private int size;
        private int lastPlace;

        /**
         * Sorts.
         *
         * @param buckets the bucket of each position
         */
        BucketOrder(long... buckets) {
            sorted = new long[buckets.length];
            for (int i = 0; i < buckets.length; i++) {
                sorted[i] = entry(buckets[i], i);
            }
            Arrays.sort(sorted);
            size = buckets.length;
            lastPlace = find(buckets[size - 1], size - 1);
        }

        private BucketOrder(BucketOrder other) {
            sorted = other.sorted.clone();
            size = other.size;
            lastPlace = other.lastPlace;
        }

        /** The same, to go on from it in another way. */
        BucketOrder copy() {
            return new BucketOrder(this);
        }

        private static long entry(long bucket, int position) {
            return bucket << Integer.SIZE | position;
        }

        private int find(long bucket, int position) {
            return Arrays.binarySearch(sorted, 0, size, entry(bucket, position));
        }

        /** Adds the next position. */
        void add(long bucket) {
            int place = -find(bucket, size) - 1;
            if (size == sorted.length) {
                sorted = Arrays.copyOf(sorted, 2 * size);
            }
            System.arraycopy(sorted, place, sorted, place + 1, size - place);
            sorted[place] = entry(bucket, size);
            size++;
            lastPlace = place;
        }

        /** Where the last position stands. */
        int lastPlace() {
            return lastPlace;
        }

        /** The position that stands at a place. */
        int position(int place) {
            return (int) sorted[place];
        }
    }
}
