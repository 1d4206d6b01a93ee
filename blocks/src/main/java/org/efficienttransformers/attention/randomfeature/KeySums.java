/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Rows;

/**
 * All that {@link FeatureKernel} keeps of the keys and values it has seen: sums, whose size doesn't
 * depend on their number.
 *
 * <p>Values come with a 1 after them, so that the sum of weights is the last column of the sum of
 * values. Close the sums when they are no longer needed.
 */
public final class KeySums implements Past {

    /** Its negative is below any scale: that of keys which don't count. */
    static final double FAR = 1e30;

    private final NDManager manager;

    /** The logarithm of the factor that was taken out of the sums: (b, h, 1, 1). */
    private NDArray scale;

    /** The sum of features times values: (b, h, r, d + 1). */
    private NDArray products;

    /** The sum of values: (b, h, 1, d + 1). */
    private NDArray values;

    private long count;

    /**
     * Starts with nothing.
     *
     * @param parent owns the manager of the sums, and gives their device
     * @param batch b
     * @param heads h
     * @param features r
     * @param headSize d
     */
    public KeySums(NDManager parent, long batch, long heads, long features, long headSize) {
        manager = parent.newSubManager();
        scale = manager.full(new Shape(batch, heads, 1, 1), (float) -FAR, DataType.FLOAT32);
        products = manager.zeros(new Shape(batch, heads, features, headSize + 1));
        values = manager.zeros(new Shape(batch, heads, 1, headSize + 1));
    }

    /**
     * Adds keys and values.
     *
     * @param keys the features of the keys
     * @param value (b, h, c, d + 1), zeros where a key doesn't count
     */
    void add(FeatureMap.Keys keys, NDArray value) {
        NDArray oldScale = scale;
        NDArray oldProducts = products;
        NDArray oldValues = values;
        try (NDManager scope = manager.newSubManager()) {
            scope.tempAttachAll(oldScale, oldProducts, oldValues);
            scale = NDArrays.maximum(oldScale, keys.scale().max(new int[] {2}, true)); // b h 1 1
            NDArray weighted = keys.features().mul(keys.scale().sub(scale).exp()); // b h c r
            products =
                    oldProducts
                            .mul(oldScale.sub(scale).exp())
                            .add(weighted.transpose(0, 1, 3, 2).matMul(value));
            values = oldValues.add(value.sum(new int[] {2}, true));
            scale.attach(manager);
            products.attach(manager);
            values.attach(manager);
        }
        count += value.getShape().get(2);
        oldScale.close();
        oldProducts.close();
        oldValues.close();
    }

    @Override
    public int length() {
        return Math.toIntExact(count);
    }

    @Override
    public void reorder(int... rows) {
        scale = Rows.reorder(KernelMode.AUTO, scale, rows);
        products = Rows.reorder(KernelMode.AUTO, products, rows);
        values = Rows.reorder(KernelMode.AUTO, values, rows);
    }

    /** The logarithm of the factor that was taken out: (b, h, 1, 1). */
    NDArray scale() {
        return scale;
    }

    /**
     * Attends to all keys so far.
     *
     * @param queries features, (b, h, c, r)
     * @return the weighted sum of values, in the scale of the sums: (b, h, c, d + 1)
     */
    NDArray products(NDArray queries) {
        return queries.matMul(products);
    }

    /** The sum of all values so far: (b, h, 1, d + 1). */
    NDArray values() {
        return values;
    }

    @Override
    public void close() {
        manager.close();
    }
}
