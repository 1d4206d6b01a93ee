/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.NormalInitializer;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.lsh.Chunks;

/** Small Reformers for tests: 24 positions, chunks of 4 and 8, both kinds of layers. */
public final class SmallReformer {

    public static final int HIDDEN = 8;
    public static final int VOCABULARY = 40;

    private int layers = 2;
    private int local;
    private boolean decoder;
    private float dropout;
    private Integer seed = 7;
    private int feedForwardChunk;
    private ReformerConfig.Axial axial = new ReformerConfig.Axial(4, 6, 3, 5, 1);
    private int[] axialSizes = {3, 5};
    private int positions = 24;

    private SmallReformer() {}

    public static SmallReformer builder() {
        return new SmallReformer();
    }

    public SmallReformer layers(int layers) {
        this.layers = layers;
        return this;
    }

    /** Makes so many layers at the bottom local, and then each second one. */
    public SmallReformer local(int local) {
        this.local = local;
        return this;
    }

    public SmallReformer decoder() {
        decoder = true;
        return this;
    }

    public SmallReformer dropout(float dropout) {
        this.dropout = dropout;
        return this;
    }

    public SmallReformer noSeed() {
        seed = null;
        return this;
    }

    public SmallReformer feedForwardChunk(int feedForwardChunk) {
        this.feedForwardChunk = feedForwardChunk;
        return this;
    }

    public SmallReformer axial(int rows, int columns) {
        axial = new ReformerConfig.Axial(rows, columns, axialSizes[0], axialSizes[1], 1);
        return this;
    }

    public SmallReformer axialSizes(int rowSize, int columnSize) {
        axialSizes = new int[] {rowSize, columnSize};
        return axial(axial.rows(), axial.columns());
    }

    /** A table of so many positions. */
    public SmallReformer positions(int positions) {
        this.positions = positions;
        return noAxial();
    }

    public SmallReformer noAxial() {
        axial = null;
        return this;
    }

    public ReformerConfig build() {
        List<ReformerConfig.Layer> kinds = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            kinds.add(
                    i < local || i % 2 == 0
                            ? ReformerConfig.Layer.LOCAL
                            : ReformerConfig.Layer.LSH);
        }
        return new ReformerConfig(
                VOCABULARY,
                HIDDEN,
                2,
                3,
                kinds,
                new ReformerConfig.Look(new Chunks(4, 1, decoder ? 0 : 1), dropout),
                new ReformerConfig.Look(new Chunks(8, 1, decoder ? 0 : 1), dropout),
                new ReformerConfig.Hashes(2, List.of(), seed),
                decoder,
                12,
                feedForwardChunk,
                Activation.RELU,
                dropout,
                dropout,
                positions,
                axial,
                1e-5f,
                0);
    }

    public static ReformerModel model(Head head, ReformerConfig config, NDManager manager) {
        Engine.getInstance().setRandomSeed(1);
        ReformerModel model = ReformerModel.builder().setConfig(config).optHead(head).build();
        model.setInitializer(new NormalInitializer(0.3f), parameter -> true);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }

    public static NDArray ids(NDManager manager, int batch, int length) {
        long[] ids = new long[batch * length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (i * 7919L + 13) % VOCABULARY;
        }
        NDArray array = manager.create(ids, new Shape(batch, length));
        array.setName("input_ids");
        return array;
    }
}
