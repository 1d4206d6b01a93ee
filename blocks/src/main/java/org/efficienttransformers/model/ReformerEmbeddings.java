/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import org.efficienttransformers.kernel.Scalars;

/**
 * Words and positions, summed: the bottom of a Reformer.
 *
 * <p>With axial positions the vector of a position is that of its row followed by that of its
 * column, which takes (rows + columns) vectors for rows * columns positions. In training whole
 * columns are dropped, as in the reference implementation.
 *
 * <p>Inputs: word indices and positions, (b, n) each, INT64 and in range. Output: (b, n, e).
 */
public final class ReformerEmbeddings extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final float INITIALIZER_RANGE = 0.02f;

    private final ReformerConfig config;
    private final ReformerConfig.Axial axial;
    private final Parameter words;
    private final Parameter positions;
    private final Parameter columns;

    ReformerEmbeddings(ReformerConfig config) {
        super(VERSION);
        this.config = config;
        axial = config.axial();
        words = table("word_embeddings.weight", INITIALIZER_RANGE);
        if (axial == null) {
            positions = table("position_embeddings.embedding.weight", INITIALIZER_RANGE);
            columns = null;
        } else {
            positions = table("position_embeddings.weights.0", axial.normStd());
            columns = table("position_embeddings.weights.1", axial.normStd());
        }
    }

    private Parameter table(String name, float deviation) {
        return addParameter(
                Parameter.builder()
                        .setName(name)
                        .setType(Parameter.Type.WEIGHT)
                        .optInitializer(new NormalInitializer(deviation))
                        .build());
    }

    /** The device of the parameters. */
    Device device() {
        return words.getArray().getDevice();
    }

    /** The data type of the parameters. */
    DataType dataType() {
        return words.getArray().getDataType();
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray ids = inputs.get(0);
        NDArray places = inputs.get(1);
        try (NDManager scope = ids.getManager().newSubManager()) {
            ids.tempAttach(scope);
            places.tempAttach(scope);
            NDArray table = store.getValue(words, ids.getDevice(), training);
            NDArray word = Layers.dropout(Layers.look(table, ids), rate(), training);
            NDArray position =
                    axial == null
                            ? embedded(store, places, training)
                            : axially(store, places, training);
            return new NDList(scope.<NDArray>ret(word.add(position)));
        }
    }

    private float rate() {
        return config.hiddenDropoutProb();
    }

    private NDArray embedded(ParameterStore store, NDArray places, boolean training) {
        NDArray table = store.getValue(positions, places.getDevice(), training);
        return Layers.dropout(Layers.look(table, places), rate(), training);
    }

    private NDArray axially(ParameterStore store, NDArray places, boolean training) {
        NDArray column = Scalars.mod(places, axial.columns()); // b n
        NDArray row =
                Scalars.div(places.sub(column), axial.columns()).toType(DataType.INT64, false);
        NDArray position =
                Layers.look(table(store, positions, places, training), row)
                        .concat(Layers.look(table(store, columns, places, training), column), 2);
        if (!training || rate() == 0) {
            return position;
        }
        Shape shape = new Shape(places.getShape().get(0), axial.columns());
        NDArray ones = places.getManager().ones(shape, position.getDataType());
        NDArray kept = Layers.dropout(ones, rate(), true); // b columns
        return position.mul(kept.gather(column, 1).expandDims(2));
    }

    /** The vectors of one axis, (rows or columns, d), freed with the positions. */
    private static NDArray table(
            ParameterStore store, Parameter axis, NDArray places, boolean training) {
        NDArray weight = store.getValue(axis, places.getDevice(), training);
        NDArray table = weight.reshape(-1, weight.getShape().get(2));
        table.attach(places.getManager());
        return table;
    }

    /** {@inheritDoc} */
    @Override
    protected void prepare(Shape[] inputShapes) {
        words.setShape(new Shape(config.vocabSize(), config.hiddenSize()));
        if (axial == null) {
            positions.setShape(new Shape(config.maxPositionEmbeddings(), config.hiddenSize()));
        } else {
            positions.setShape(new Shape(axial.rows(), 1, axial.rowSize()));
            columns.setShape(new Shape(1, axial.columns(), axial.columnSize()));
        }
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].add(config.hiddenSize())};
    }
}
