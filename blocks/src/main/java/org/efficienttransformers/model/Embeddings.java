/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import org.efficienttransformers.kernel.Scalars;

/**
 * Words, positions and token types, summed and normalised: the bottom of a BERT-like encoder.
 *
 * <p>Inputs: word indices, (b, n); positions, (b, n), or, where positions are not given, an array
 * of no elements, which counts them from 0; token types, (b, n), or no elements for all 0. All
 * INT64 and in range. Output: (b, n, e).
 */
public final class Embeddings extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final float INITIALIZER_RANGE = 0.02f;

    private final EncoderConfig config;
    private final boolean dropoutBeforeNorm;
    private final Parameter words;
    private final Parameter positions;
    private final Parameter tokenTypes;
    private final LayerNorm norm;

    Embeddings(EncoderConfig config, ModelFamily family) {
        super(VERSION);
        this.config = config;
        dropoutBeforeNorm = family.dropoutBeforeNorm();
        words = table("word_embeddings.weight");
        positions = table("position_embeddings.weight");
        tokenTypes = table("token_type_embeddings.weight");
        norm = addChildBlock("LayerNorm", Layers.norm(config));
    }

    private Parameter table(String name) {
        return addParameter(
                Parameter.builder()
                        .setName(name)
                        .setType(Parameter.Type.WEIGHT)
                        .optInitializer(new NormalInitializer(INITIALIZER_RANGE))
                        .build());
    }

    /** The table of words, which a language model's decoder shares. */
    Parameter words() {
        return words;
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray ids = inputs.get(0);
        NDArray sum = look(store, words, ids, training); // b n e
        if (config.rescaleEmbeddings()) {
            try (NDArray raw = sum) {
                sum = Scalars.mul(raw, Math.sqrt(config.hiddenSize()));
            }
        }
        NDArray positionIds = inputs.get(1);
        if (positionIds.isEmpty()) {
            NDArray table = store.getValue(positions, ids.getDevice(), training);
            NDIndex first = new NDIndex(":{}", ids.getShape().get(1));
            sum.addi(table.get(ids.getManager(), first));
        } else {
            addAndFree(sum, look(store, positions, positionIds, training));
        }
        NDArray typeIds = inputs.get(2);
        if (typeIds.isEmpty()) {
            NDArray table = store.getValue(tokenTypes, ids.getDevice(), training);
            sum.addi(table.get(ids.getManager(), new NDIndex("0")));
        } else {
            addAndFree(sum, look(store, tokenTypes, typeIds, training));
        }
        float rate = config.hiddenDropoutProb();
        try (NDArray all = sum) {
            return new NDList(
                    dropoutBeforeNorm
                            ? Layers.call(
                                    norm, store, Layers.dropout(all, rate, training), training)
                            : Layers.dropout(
                                    Layers.call(norm, store, all, training), rate, training));
        }
    }

    /** In place: as large as the text, each of these is dear to make, and to keep. */
    private static void addAndFree(NDArray sum, NDArray more) {
        try (more) {
            sum.addi(more);
        }
    }

    private static NDArray look(
            ParameterStore store, Parameter table, NDArray ids, boolean training) {
        NDArray weight = store.getValue(table, ids.getDevice(), training);
        return ids.getNDArrayInternal()
                .embedding(ids, weight, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /** {@inheritDoc} */
    @Override
    protected void prepare(Shape[] inputShapes) {
        words.setShape(new Shape(config.vocabSize(), config.hiddenSize()));
        positions.setShape(new Shape(config.maxPositionEmbeddings(), config.hiddenSize()));
        tokenTypes.setShape(new Shape(config.typeVocabSize(), config.hiddenSize()));
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        norm.initialize(manager, dataType, getOutputShapes(inputShapes));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].add(config.hiddenSize())};
    }
}
