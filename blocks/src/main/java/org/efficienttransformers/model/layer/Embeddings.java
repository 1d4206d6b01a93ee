/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.Map;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.program.ProgramText;

/** Words, positions and token types, summed and normalised: (b, n) to (b, n, e). */
public final class Embeddings extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final double BASE = 10_000;

    private final EmbeddingsPart part;
    private final Parameter words;
    private final Parameter positions;
    private final Parameter columns;
    private final Parameter types;
    private final Parameter masks;
    private final Block norm;

    public Embeddings(EmbeddingsPart part) {
        this(part, null);
    }

    /**
     * Makes embeddings.
     *
     * @param part what they are
     * @param shared the table of words of others, which serves where the part names none
     */
    public Embeddings(EmbeddingsPart part, Parameter shared) {
        super(VERSION);
        this.part = part;
        words = part.words() == null ? shared : addParameter(Parameters.weight(part.words()));
        Positions kind = part.positions();
        if (kind instanceof Positions.Learned learned) {
            positions = addParameter(Parameters.weight(learned.name()));
        } else if (kind instanceof Positions.Axial axial) {
            positions =
                    addParameter(
                            Parameters.weight(
                                    axial.rowName(), new NormalInitializer(axial.normStd())));
        } else if (kind instanceof Positions.Sinusoidal fixed) {
            positions = addParameter(Parameters.fixed(fixed.name(), Embeddings::sinusoids));
        } else {
            positions = null;
        }
        columns =
                kind instanceof Positions.Axial axial
                        ? addParameter(
                                Parameters.weight(
                                        axial.columnName(), new NormalInitializer(axial.normStd())))
                        : null;
        // Never trained, as they aren't read.
        masks =
                part.masks() == null
                        ? null
                        : addParameter(Parameters.fixed(part.masks(), Initializer.ZEROS));
        types = part.types() == null ? null : addParameter(Parameters.weight(part.types()));
        norm =
                part.norm() == null
                        ? null
                        : addChildBlock(part.norm().name(), Layers.norm(part.norm()));
    }

    /** Sines in the first half of the channels, cosines in the second. */
    private static NDArray sinusoids(NDManager manager, Shape shape, DataType dataType) {
        int rows = Math.toIntExact(shape.get(0));
        int size = Math.toIntExact(shape.get(1));
        float[] table = new float[rows * size];
        for (int position = 0; position < rows; position++) {
            for (int i = 0; i < size / 2; i++) {
                double angle = position * Math.pow(BASE, -2.0 * i / size);
                table[position * size + i] = (float) Math.sin(angle);
                table[position * size + size / 2 + i] = (float) Math.cos(angle);
            }
        }
        return manager.create(table, shape).toType(dataType, false);
    }

    /** The table of words, which a language model's decoder may share. */
    public Parameter words() {
        return words;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(embed(store, inputs.get(0), null, null, training));
    }

    /**
     * Embeds.
     *
     * @param store the parameters
     * @param ids words, (b, n), INT64 and in range
     * @param places positions, (b, n), likewise; null to count them from 0
     * @param typeIds token types, (b, n), likewise; null for all 0
     * @param training true in training
     * @return (b, n, e), on the manager of the words
     */
    public NDArray embed(
            ParameterStore store, NDArray ids, NDArray places, NDArray typeIds, boolean training) {
        if (training && part.positions() instanceof Positions.Sinusoidal) {
            // Whoever unfreezes a whole model unfreezes these as well.
            positions.freeze(true);
        }
        boolean each = part.place() == DropoutPlace.EACH;
        float early = each ? part.dropout() : 0;
        NDArray sum = TableLookup.of(store, words, ids, training); // b n e
        if (part.rescaled()) {
            try (NDArray raw = sum) {
                sum = Scalars.mul(raw, Math.sqrt(part.width()));
            }
        }
        sum = Layers.dropout(sum, early, training);
        addPositions(store, sum, ids, places, early, training);
        if (types != null) {
            NDArray table = value(store, types, ids, training);
            addAndFree(
                    sum,
                    typeIds == null
                            ? table.get(ids.getManager(), new NDIndex("0"))
                            : Rows.look(table, typeIds));
        }
        float late = each ? 0 : part.dropout();
        boolean before = part.place() == DropoutPlace.BEFORE_NORM;
        NDArray dropped = Layers.dropout(sum, before ? late : 0, training);
        NDArray normed = Layers.normed(norm, store, dropped, training);
        NDArray result = Layers.dropout(normed, before ? 0 : late, training);
        if (result != sum) {
            sum.close();
        }
        return result;
    }

    private void addPositions(
            ParameterStore store,
            NDArray sum,
            NDArray ids,
            NDArray places,
            float dropout,
            boolean training) {
        if (part.positions() instanceof Positions.Axial axial) {
            addAndFree(sum, axially(axial, store, places, training));
        } else if (positions != null) {
            NDArray table = value(store, positions, ids, training);
            int first = firstPosition();
            long length = ids.getShape().get(1);
            NDArray vectors =
                    places == null
                            ? table.get(
                                    ids.getManager(), new NDIndex("{}:{}", first, first + length))
                            : Rows.look(table, places);
            addAndFree(sum, Layers.dropout(vectors, dropout, training));
        }
    }

    /** The row of the first position, where they are counted from 0. */
    private int firstPosition() {
        return part.positions() instanceof Positions.Learned learned ? learned.reserved() : 0;
    }

    /**
     * Writes the embeddings into a program, whose first tensors are theirs.
     *
     * @param text the program
     * @param projection the linear layer above them, the first of the program; null for none
     */
    public void write(ProgramText text, Block projection) {
        if (projection != null) {
            text.linear(projection);
        }
        text.tensor(words, false);
        if (positions != null) {
            text.tensor(positions, false);
        }
        if (columns != null) {
            text.tensor(columns, false);
        }
        int typesAt = text.tensors();
        if (types != null) {
            text.tensor(types, false);
        }
        if (masks != null) {
            text.tensor(masks, false); // which nothing reads
        }
        text.method(Layers.write(text, "embeddingNorm", part.norm(), norm, 0));
        text.method(
                "program/embeddings.py",
                Map.of(
                        "EMBEDDED", projection == null ? "normed" : "(self).linear(normed, 0, )",
                        "RESCALED", part.rescaled() ? "True" : "False",
                        "SCALE", Math.sqrt(part.width()),
                        "POSITIONS", positions == null ? "False" : "True",
                        "AXIAL", columns == null ? "False" : "True",
                        "COLUMNS",
                                part.positions() instanceof Positions.Axial axial
                                        ? axial.columns()
                                        : 0,
                        "FIRST", firstPosition(),
                        "TYPES", types == null ? "False" : "True",
                        "TYPES_AT", types == null ? 0 : typesAt));
    }

    /** In place: as large as the text, each of these is costly to make, and to keep. */
    private static void addAndFree(NDArray sum, NDArray more) {
        try (more) {
            sum.addi(more);
        }
    }

    private static NDArray value(
            ParameterStore store, Parameter table, NDArray ids, boolean training) {
        return store.getValue(table, ids.getDevice(), training);
    }

    /** The vectors of positions; in training whole columns are dropped, as the reference does. */
    private NDArray axially(
            Positions.Axial axial, ParameterStore store, NDArray places, boolean training) {
        try (NDManager scope = places.getManager().newSubManager()) {
            places.tempAttach(scope);
            NDArray column = Scalars.mod(places, axial.columns()); // b n
            NDArray row =
                    Scalars.div(places.sub(column), axial.columns()).toType(DataType.INT64, false);
            NDArray position =
                    Rows.look(flat(scope, store, positions, places, training), row)
                            .concat(
                                    Rows.look(
                                            flat(scope, store, columns, places, training), column),
                                    2);
            if (training && part.dropout() > 0) {
                Shape shape = new Shape(places.getShape().get(0), axial.columns());
                NDArray ones = scope.ones(shape, position.getDataType());
                NDArray kept = Layers.dropout(ones, part.dropout(), true); // b columns
                position = position.mul(kept.gather(column, 1).expandDims(2));
            }
            return scope.ret(position);
        }
    }

    /** The vectors of one axis, (rows or columns, d). */
    private static NDArray flat(
            NDManager scope,
            ParameterStore store,
            Parameter axis,
            NDArray places,
            boolean training) {
        NDArray weight = value(store, axis, places, training);
        NDArray table = weight.reshape(-1, weight.getShape().get(2));
        table.attach(scope);
        return table;
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        if (part.words() != null) {
            words.setShape(new Shape(part.vocabSize(), part.width()));
        }
        if (part.positions() instanceof Positions.Axial axial) {
            positions.setShape(new Shape(axial.rows(), 1, axial.rowSize()));
            columns.setShape(new Shape(1, axial.columns(), axial.columnSize()));
        } else if (positions != null) {
            positions.setShape(new Shape(part.positions().count(), part.width()));
        }
        if (masks != null) {
            masks.setShape(new Shape(1, 1, part.width()));
        }
        if (types != null) {
            types.setShape(new Shape(part.typeVocabSize(), part.width()));
        }
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        if (norm != null) {
            norm.initialize(manager, dataType, getOutputShapes(inputShapes));
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].add(part.width())};
    }
}
