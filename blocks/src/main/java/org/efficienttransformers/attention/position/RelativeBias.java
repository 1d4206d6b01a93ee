/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.position;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.kernel.Scalars;

/**
 * The table of biases of {@link RelativePositions}, (buckets, h): from distances, INT64 of any
 * shape, to (..., h).
 */
public final class RelativeBias extends AbstractBlock {

    private static final byte VERSION = 1;

    private final RelativePositions positions;
    private final int heads;
    private final Parameter weight;

    /**
     * Makes a table.
     *
     * @param positions the buckets
     * @param heads the number of heads h
     */
    public RelativeBias(RelativePositions positions, int heads) {
        super(VERSION);
        this.positions = positions;
        this.heads = heads;
        weight = addParameter(Parameters.weight("weight"));
    }

    /** {@return the buckets that the table has rows for} */
    public RelativePositions positions() {
        return positions;
    }

    /** {@return the table, for a program, (buckets, h)} */
    public Parameter weight() {
        return weight;
    }

    /**
     * Returns the biases of a range of distances.
     *
     * @param store the parameters
     * @param like gives manager and device
     * @param first the first distance, the position of the key less that of the query
     * @param last the last
     * @param training true in training
     * @return (h, last - first + 1), on the manager of {@code like}
     */
    public NDArray of(ParameterStore store, NDArray like, int first, int last, boolean training) {
        long[] buckets = positions.buckets(first, last);
        NDArray rows = HostData.create(like.getManager(), buckets, new Shape(buckets.length));
        return look(store, rows, training).transpose(); // h x
    }

    /**
     * Returns the distances between positions that follow each other.
     *
     * @param manager owns them
     * @param queries the first query, and the one after the last
     * @param keys the first key, and the one after the last
     * @return INT64, (c, m): the position of the key less that of the query
     */
    public static NDArray distances(NDManager manager, Span queries, Span keys) {
        return keys.positions(manager)
                .reshape(1, -1)
                .sub(queries.positions(manager).reshape(-1, 1));
    }

    /**
     * Positions that follow each other.
     *
     * @param start the first
     * @param end the one after the last
     */
    public record Span(int start, int end) {

        private NDArray positions(NDManager manager) {
            return manager.arange(start, end, 1, DataType.INT64);
        }
    }

    /**
     * Lays the biases of distances out as they are added to scores.
     *
     * @param byDistance those of the distances from -r to r, (2r + 1, h)
     * @param distances (c, m); those beyond r count as r
     * @return (1, h, c, m)
     */
    public static NDArray spread(NDArray byDistance, NDArray distances) {
        long radius = byDistance.getShape().get(0) / 2;
        NDArray rows = Scalars.add(distances, radius);
        rows = Scalars.minimum(Scalars.maximum(rows, 0), 2 * radius);
        return Rows.look(byDistance, rows).transpose(2, 0, 1).expandDims(0);
    }

    private NDArray look(ParameterStore store, NDArray buckets, boolean training) {
        return Rows.look(store.getValue(weight, buckets.getDevice(), training), buckets);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray distances = inputs.singletonOrThrow();
        long[] all = distances.toLongArray();
        for (int i = 0; i < all.length; i++) {
            all[i] = positions.bucket(all[i]);
        }
        NDArray buckets = HostData.create(distances.getManager(), all, distances.getShape());
        return new NDList(look(store, buckets, training));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        weight.setShape(new Shape(positions.buckets(), heads));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].add(heads)};
    }
}
