/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.randomfeature.KeySums;

/**
 * A {@link PreNormModel} without its head: words and positions, the layers, and a LayerNorm.
 *
 * <p>Inputs: word indices and positions, (b, n) each, INT64 and in range, and the attention mask,
 * (b, n), if there is one. Outputs: the hidden states, (b, n, e), and if asked for those below,
 * between and above the layers.
 */
public final class PreNormEncoder extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final float INITIALIZER_RANGE = 0.02f;
    private static final double BASE = 10_000;

    private final PreNormConfig config;
    private final boolean outputHiddenStates;
    private final Parameter words;
    private final Parameter positions;
    private final List<PreNormLayer> layers = new ArrayList<>();
    private final Block norm;

    PreNormEncoder(
            PreNormConfig config,
            IntFunction<? extends SelfAttention> attention,
            boolean outputHiddenStates) {
        super(VERSION);
        this.config = config;
        this.outputHiddenStates = outputHiddenStates;
        words =
                addParameter(
                        Parameter.builder()
                                .setName("word_embeddings.weight")
                                .setType(Parameter.Type.WEIGHT)
                                .optInitializer(new NormalInitializer(INITIALIZER_RANGE))
                                .build());
        positions = addParameter(positions(config));
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            layers.add(addChildBlock("layers." + i, new PreNormLayer(config, attention.apply(i))));
        }
        norm = config.finalNorm() ? addChildBlock("norm", PreNormLayer.norm()) : null;
    }

    private static Parameter positions(PreNormConfig config) {
        Parameter.Builder builder = Parameter.builder().setName("position_embeddings.weight");
        return config.fixedPositions()
                // The type that DJL never unfreezes by itself, as it has no buffers.
                ? builder.setType(Parameter.Type.RUNNING_MEAN)
                        .optRequiresGrad(false)
                        .optInitializer(sinusoids())
                        .build()
                : builder.setType(Parameter.Type.WEIGHT)
                        .optInitializer(new NormalInitializer(INITIALIZER_RANGE))
                        .build();
    }

    /** Sines in the first half of the channels, cosines in the second. */
    private static Initializer sinusoids() {
        return (manager, shape, dataType) -> {
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
        };
    }

    /** The table of words, which a language model's decoder may share. */
    public Parameter words() {
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
        if (training && config.fixedPositions()) {
            // Whoever thaws a whole model thaws these as well.
            positions.freeze(true);
        }
        NDArray hidden = embed(store, ids, inputs.get(1), training);
        NDList masks = inputs.subNDList(2);
        NDList states =
                LayerStack.forward(layers, store, hidden, masks, training, outputHiddenStates);
        hidden = states.get(states.size() - 1);
        NDArray last = normed(store, hidden, training);
        return outputHiddenStates ? new NDList(last).addAll(states) : new NDList(last);
    }

    private NDArray embed(ParameterStore store, NDArray ids, NDArray places, boolean training) {
        NDArray wordTable = store.getValue(words, ids.getDevice(), training);
        NDArray positionTable = store.getValue(positions, ids.getDevice(), training);
        NDArray sum = Layers.look(wordTable, ids).add(Layers.look(positionTable, places)); // b n e
        return Layers.dropout(sum, config.hiddenDropoutProb(), training);
    }

    private NDArray normed(ParameterStore store, NDArray hidden, boolean training) {
        return norm == null ? hidden : Layers.call(norm, store, hidden, training);
    }

    /** The mechanism of each layer. */
    public List<SelfAttention> attention() {
        return layers.stream().map(PreNormLayer::attention).toList();
    }

    /**
     * Reads on with Performer's attention in all layers.
     *
     * @param store the parameters
     * @param ids the next words, (b, n)
     * @param places their positions, (b, n)
     * @param past what each layer has read; added to
     * @return hidden states of the new words, (b, n, e)
     */
    public NDArray readNext(ParameterStore store, NDArray ids, NDArray places, List<KeySums> past) {
        NDArray hidden = embed(store, ids, places, false);
        for (int i = 0; i < layers.size(); i++) {
            hidden = layers.get(i).readNext(store, hidden, past.get(i));
        }
        return normed(store, hidden, false);
    }

    /** {@inheritDoc} */
    @Override
    protected void prepare(Shape[] inputShapes) {
        words.setShape(new Shape(config.vocabSize(), config.hiddenSize()));
        positions.setShape(new Shape(config.maxPositionEmbeddings(), config.hiddenSize()));
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape hidden = inputShapes[0].add(config.hiddenSize());
        for (PreNormLayer layer : layers) {
            layer.initialize(manager, dataType, hidden);
        }
        if (norm != null) {
            norm.initialize(manager, dataType, hidden);
        }
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        int count = outputHiddenStates ? layers.size() + 2 : 1;
        return Collections.nCopies(count, inputShapes[0].add(config.hiddenSize()))
                .toArray(Shape[]::new);
    }
}
