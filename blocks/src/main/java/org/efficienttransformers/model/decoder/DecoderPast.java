/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.efficienttransformers.attention.past.Past;

/**
 * What a decoder remembers: keys and values of its own texts, which grow, and those of the
 * encoder's states, which were computed once.
 *
 * <p>The texts may be more than the sources, equally many for each: the beams of a search, which
 * share the keys of their source, and of their own what they have in common.
 */
public final class DecoderPast implements Past {

    private static final int CAPACITY = 64;

    private final NDManager manager;
    private final int width;
    private final NDList source;
    private final NDArray sourceMask;
    private final TextSlots slots;
    private NDArray own; // 2 * layers, sources, capacity, h * d

    /**
     * Starts with an empty text about each source.
     *
     * @param manager owns what is remembered
     * @param width the size of all heads together, h * d
     * @param source keys and values of the encoder's states by layer, each (sources, h, m, d)
     * @param sourceMask what is added to the scores of these keys, (sources, 1, 1, m)
     */
    public DecoderPast(NDManager manager, int width, NDList source, NDArray sourceMask) {
        this.manager = manager;
        this.width = width;
        this.source = source;
        this.sourceMask = sourceMask;
        slots = new TextSlots(Math.toIntExact(source.head().getShape().get(0)));
        own = empty(CAPACITY);
    }

    private NDArray empty(long capacity) {
        Shape first = source.head().getShape();
        DataType type = source.head().getDataType();
        return manager.zeros(new Shape(source.size(), first.get(0), capacity, width), type);
    }

    /** The number of texts. */
    public int rows() {
        return slots.rows();
    }

    /** The number of sources. */
    public int sources() {
        return Math.toIntExact(sourceMask.getShape().get(0));
    }

    /** Keys and values of the encoder's states, two for each layer: (sources, h, m, d). */
    public NDList source() {
        return source;
    }

    /** What is added to the scores of the encoder's states, (sources, 1, 1, m). */
    public NDArray sourceMask() {
        return sourceMask;
    }

    /** Keys and values of the texts, (2 * layers, sources, capacity, h * d). */
    public NDArray own() {
        return own;
    }

    /**
     * Makes room for new positions, whose vectors the caller writes.
     *
     * @param count their number
     * @return where in {@link #own} they are to be, text by text, as if the axes of sources and
     *     capacity were one
     */
    public long[] grow(int count) {
        int[] added = slots.grow(count);
        int size = slots.size();
        long capacity = own.getShape().get(2);
        if (size > capacity) {
            NDArray larger = empty(Math.max(size, 2 * capacity));
            try (NDArray old = own) {
                larger.set(new NDIndex(":, :, :{}", capacity), old);
            }
            own = larger;
        }
        long room = own.getShape().get(2);
        int each = added.length / sources();
        long[] places = new long[added.length];
        Arrays.setAll(places, i -> i / each * room + added[i]);
        return places;
    }

    /**
     * Tells what the last positions of each text see of the vectors that are kept.
     *
     * @param scope owns the result
     * @param count how many positions
     * @return {@link TextSlots#seen}, (sources, texts of each * count, size)
     */
    public NDArray seen(NDManager scope, int count) {
        long each = (long) rows() / sources() * count;
        return scope.create(slots.seen(count), new Shape(sources(), each, slots.size()));
    }

    @Override
    public int length() {
        return slots.length();
    }

    @Override
    public void reorder(int... rows) {
        slots.reorder(rows);
    }

    @Override
    public void close() {
        manager.close();
    }
}
