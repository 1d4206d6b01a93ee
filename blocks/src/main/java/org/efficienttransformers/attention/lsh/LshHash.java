/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.random.TorchNormal;

/**
 * The hash of {@link LshAttention}: the bucket of a vector is the axis, of half as many as there
 * are buckets and their opposites, that it lies nearest to after a random rotation.
 *
 * <p>The scheme is that of <a href="https://arxiv.org/abs/1509.02897">Andoni et al.</a>, "Practical
 * and Optimal LSH for Angular Distance".
 */
public final class LshHash {

    /** More than ever paid: published models have 4 at most. */
    static final int MOST_ROUNDS = 1024;

    /** Columns of the rotations of one head, of which it has a matrix. */
    private static final long MOST_AXES = 1 << 16;

    private final AttentionSizes sizes;
    private final int rounds;
    private final List<Integer> buckets;
    private final Integer seed;
    private final int chunkLength;

    /** Rotations that a seed gives, by their number of columns. */
    private final Map<Integer, float[]> seeded = new ConcurrentHashMap<>();

    /** The same for programs, on the device of the parameters, and closed with them. */
    private final Map<Integer, NDArray> kept = new ConcurrentHashMap<>();

    /**
     * Makes a hash.
     *
     * @param sizes of the heads, and of the longest text
     * @param chunkLength c
     * @param rounds how often each vector is hashed
     * @param buckets the number of buckets or its factors; empty for as many as a length asks for
     * @param seed of the rotations; null for new ones in each call
     */
    LshHash(
            AttentionSizes sizes,
            int chunkLength,
            int rounds,
            List<Integer> buckets,
            Integer seed) {
        require(
                rounds >= 1 && rounds <= MOST_ROUNDS,
                "num_hashes is %d; allowed: from 1 to %d rounds of hashing.",
                rounds,
                MOST_ROUNDS);
        require(
                buckets.stream().allMatch(n -> n > 1 && n % 2 == 0),
                "num_buckets is %s; it must be an even number, or a list of even factors, because"
                        + " each axis of a rotation gives two buckets.",
                buckets);
        this.sizes = sizes;
        this.rounds = rounds;
        this.buckets = buckets;
        this.seed = seed;
        this.chunkLength = chunkLength;
        int[] most = factors(sizes.maxLength());
        long axes = Arrays.stream(most).asLongStream().sum() / 2;
        require(
                rounds * axes <= MOST_AXES,
                "num_buckets is %s and num_hashes is %d; allowed: factors that sum to at most %d with"
                        + " so many rounds.",
                Arrays.toString(most),
                rounds,
                2 * MOST_AXES / rounds);
    }

    /**
     * Returns a hash whose rotations stay the same from call to call.
     *
     * @param manager its engine draws a seed, if there is none
     * @return this one, if it has a seed
     */
    LshHash seeded(NDManager manager) {
        if (seed != null) {
            return this;
        }
        try (NDArray drawn =
                manager.randomInteger(0, Integer.MAX_VALUE, new Shape(1), DataType.INT64)) {
            int chosen = Math.toIntExact(HostArrays.longs(drawn)[0]);
            return new LshHash(sizes, chunkLength, rounds, buckets, chosen);
        }
    }

    /** How often each vector is hashed. */
    int rounds() {
        return rounds;
    }

    /**
     * Returns the factors of the number of buckets: those that were given, or a power of two of
     * about two for each chunk, in two factors where it is large.
     *
     * @param length the length of the text, n
     * @return one or more even numbers
     */
    int[] factors(long length) {
        if (!buckets.isEmpty()) {
            return buckets.stream().mapToInt(Integer::intValue).toArray();
        }
        int power = 63 - Long.numberOfLeadingZeros(2 * (length / chunkLength));
        double most = Math.floorDiv(sizes.maxLength(), chunkLength);
        int limit = 2 * Math.max((int) Math.sqrt(most), chunkLength);
        if (1L << power <= limit) {
            return new int[] {1 << power};
        }
        return new int[] {1 << (power / 2), 1 << (power - power / 2)};
    }

    /**
     * Hashes vectors.
     *
     * @param vectors (b, n, h, d)
     * @param visible (b, n), 0 at padding, which gets the bucket after all others; or null
     * @return the bucket of each, (b, h, rounds, n), INT64
     */
    NDArray buckets(NDArray vectors, NDArray visible) {
        return buckets(vectors, visible, factors(vectors.getShape().get(1)));
    }

    /**
     * Hashes vectors into a given number of buckets.
     *
     * @param vectors (b, n, h, d)
     * @param visible as above
     * @param factors the number of buckets or its factors
     * @return (b, h, rounds, n), INT64
     */
    NDArray buckets(NDArray vectors, NDArray visible, int[] factors) {
        try (NDManager scope = vectors.getManager().newSubManager()) {
            vectors.tempAttach(scope);
            NDArray points = vectors.stopGradient().transpose(0, 2, 1, 3); // b h n d
            int axes = Arrays.stream(factors).sum() / 2;
            NDArray rotations = rotations(scope, axes, vectors.getDataType()); // h d rounds axes
            NDList hashes = new NDList();
            for (int round = 0; round < rounds; round++) {
                try (NDManager inner = scope.newSubManager()) {
                    inner.tempAttachAll(points, rotations);
                    NDArray rotation = rotations.get(new NDIndex(":, :, {}", round)); // h d axes
                    NDArray rotated = points.matMul(rotation); // b h n axes
                    hashes.add(inner.ret(nearest(rotated, factors).expandDims(2)));
                }
            }
            NDArray hash = Pieces.join(hashes, 2); // b h rounds n
            if (visible != null) {
                visible.tempAttach(scope);
                long last = Arrays.stream(factors).asLongStream().reduce(1, (a, b) -> a * b);
                NDArray token = visible.neq(0).toType(DataType.INT64, false);
                token = token.expandDims(1).expandDims(1); // b 1 1 n
                NDArray padding = Scalars.add(token.neg(), 1);
                hash = hash.mul(token).add(Scalars.mul(padding, last));
            }
            return scope.ret(hash);
        }
    }

    /** The nearest of the axes and their opposites, the factors combined: (b, h, n). */
    private static NDArray nearest(NDArray rotated, int[] factors) {
        NDArray bucket = null;
        long start = 0;
        long product = 1;
        for (int factor : factors) {
            NDArray part = rotated.get(new NDIndex("..., {}:{}", start, start + factor / 2));
            NDArray digit = NDArrays.concat(new NDList(part, part.neg()), -1).argMax(-1);
            bucket = bucket == null ? digit : bucket.add(Scalars.mul(digit, product));
            start += factor / 2;
            product *= factor;
        }
        return bucket;
    }

    /**
     * Draws what hashing would draw, so that what is drawn next is the same as after a hash.
     *
     * @param vectors those that would be hashed
     */
    void skip(NDArray vectors) {
        if (seed == null) {
            int axes = Arrays.stream(factors(vectors.getShape().get(1))).sum() / 2;
            rotations(vectors.getManager(), axes, vectors.getDataType()).close();
        }
    }

    /**
     * Draws rotations for a program, which finds the factors of the number of buckets in the shape.
     *
     * @param manager draws new ones, where there is no seed
     * @param owner keeps those that a seed gives
     * @param length the length of the text, n
     * @return (h, d, rounds, axes, factors...), FLOAT32, the same along the last dimensions
     */
    NDArray table(NDManager manager, NDManager owner, long length) {
        int[] factors = factors(length);
        int axes = Arrays.stream(factors).sum() / 2;
        Shape shape = new Shape(sizes.heads(), sizes.headSize(), rounds, axes);
        Shape wide = shape.addAll(new Shape(Arrays.stream(factors).asLongStream().toArray()));
        long[] ones = new long[factors.length];
        Arrays.fill(ones, 1);
        NDArray rotations =
                seed == null
                        ? rotations(manager, axes, DataType.FLOAT32)
                        : kept.compute(axes, (any, old) -> kept(old, owner, any));
        try (NDArray narrow = rotations.reshape(shape.addAll(new Shape(ones)))) {
            return narrow.broadcast(wide);
        }
    }

    private NDArray kept(NDArray old, NDManager owner, int axes) {
        return old == null || old.isReleased() ? rotations(owner, axes, DataType.FLOAT32) : old;
    }

    private NDArray rotations(NDManager manager, int axes, DataType type) {
        Shape shape = new Shape(sizes.heads(), sizes.headSize(), rounds, axes);
        if (seed == null) {
            return manager.randomNormal(0, 1, shape, type);
        }
        float[] numbers =
                seeded.computeIfAbsent(
                        axes, n -> TorchNormal.numbers(seed, Math.toIntExact(shape.size())));
        return HostData.create(manager, numbers, shape).toType(type, false);
    }

    /**
     * Sorts positions by bucket, and those of one bucket as they stand.
     *
     * @param buckets (b, h, rounds, n), INT64
     * @return the positions, (b, h, rounds, n), INT64
     */
    static NDArray order(NDArray buckets) {
        int length = Math.toIntExact(buckets.getShape().get(3));
        NDArray position = buckets.getManager().arange(0, length, 1, DataType.INT64);
        // The sort isn't stable, so that no two keys may be the same.
        return Scalars.mul(buckets, length).add(position).argSort(-1);
    }
}
