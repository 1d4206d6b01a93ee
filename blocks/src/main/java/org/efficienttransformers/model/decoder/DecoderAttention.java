/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.attention.position.RelativeBias;
import org.efficienttransformers.description.DecoderAttentionPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.model.layer.Layers;

/**
 * An attention of a decoder: queries of its own text, keys and values of that or of the encoder's
 * states.
 */
public final class DecoderAttention extends DecoderBlock {

    private final DecoderAttentionPart part;
    private final KernelMode kernels;
    private final Block query;
    private final Block key;
    private final Block value;
    private final Block output;
    private final RelativeBias bias;
    private final boolean ownsBias;
    private final int hiddenSize;

    /**
     * Makes an attention.
     *
     * @param part what it is
     * @param hiddenSize the embedding size e
     * @param below the same attention of the layer below, whose biases of distances it shares; null
     *     in the first layer
     * @param kernels the form of the kernels
     */
    DecoderAttention(
            DecoderAttentionPart part, int hiddenSize, DecoderAttention below, KernelMode kernels) {
        this.part = part;
        this.kernels = kernels;
        this.hiddenSize = hiddenSize;
        query = add(part.names().query(), width());
        key = add(part.names().key(), width());
        value = add(part.names().value(), width());
        output = add(part.names().output(), hiddenSize);
        ownsBias = part.relative() != null && below == null;
        if (ownsBias) {
            bias =
                    addChildBlock(
                            "relative_attention_bias",
                            new RelativeBias(part.relative(), part.heads()));
        } else {
            bias = part.relative() == null ? null : below.bias;
        }
    }

    private Block add(String name, int units) {
        return addChildBlock(name, Layers.linear(new LinearPart(name, units, part.bias())));
    }

    /** What it is. */
    DecoderAttentionPart part() {
        return part;
    }

    /** The size of all heads together, h * d. */
    public int width() {
        return part.heads() * part.headSize();
    }

    /** Tells whether a parameter is that of biases of distances. */
    boolean isBias(Parameter parameter) {
        return bias != null && bias.getParameters().values().contains(parameter);
    }

    /** The linear layer of queries. */
    Block query() {
        return query;
    }

    /** The linear layer of keys. */
    public Block key() {
        return key;
    }

    /** The linear layer of values. */
    public Block value() {
        return value;
    }

    /** The linear layer after the attention. */
    Block output() {
        return output;
    }

    /** Projects states, (b, m, e), by one of the linear layers: (b, m, h, d). */
    public NDArray project(Block linear, ParameterStore store, NDArray states, boolean training) {
        Shape shape = states.getShape();
        return Layers.linear(kernels, linear, store, states, training)
                .reshape(shape.get(0), shape.get(1), part.heads(), part.headSize());
    }

    /**
     * Attends, and projects the output.
     *
     * @param store the parameters
     * @param hidden (b, n, e)
     * @param keys (b, m, h, d)
     * @param values (b, m, h, d)
     * @param added what is added to the scores, (b or 1, h or 1, n or 1, m)
     * @param training true in training
     * @return (b, n, e)
     */
    public NDArray attend(
            ParameterStore store,
            NDArray hidden,
            NDArray keys,
            NDArray values,
            NDArray added,
            boolean training) {
        NDArray context =
                FullKernel.attend(
                        training ? kernels.inTraining() : kernels,
                        project(query, store, hidden, training),
                        keys,
                        values,
                        added,
                        part.scale(),
                        training ? part.probabilityDropout() : 0);
        NDArray projected = Layers.linear(kernels, output, store, context, training);
        return Layers.dropout(projected, part.outputDropout(), training);
    }

    /**
     * Makes what is added to the scores of a text, each of whose positions sees itself and all
     * before it.
     *
     * @param store the parameters
     * @param like gives manager, device and type
     * @param count the length n of the text
     * @param training true in training
     * @return (1, h or 1, n, n)
     */
    NDArray causal(ParameterStore store, NDArray like, int count, boolean training) {
        NDManager manager = like.getManager();
        NDArray position = manager.arange(0, count, 1, DataType.INT64);
        NDArray seen = position.reshape(-1, 1).gte(position.reshape(1, -1));
        NDArray mask =
                Masks.additive(seen.toType(like.getDataType(), false)).reshape(1, 1, count, count);
        return bias == null ? mask : mask.add(distances(store, like, count, training));
    }

    /** The biases of distances, (1, h, n, n). */
    private NDArray distances(ParameterStore store, NDArray like, int count, boolean training) {
        NDArray all = bias.of(store, like, 1 - count, count - 1, training); // h x
        NDList rows = new NDList();
        for (int i = 0; i < count; i++) {
            // The distances of query i to the keys 0, 1, ...
            int first = count - 1 - i;
            rows.add(all.get(":, {}:{}", first, first + count).expandDims(1)); // h 1 m
        }
        return NDArrays.concat(rows, 1).expandDims(0);
    }

    /**
     * Makes what is added to the scores of vectors that are kept, in inference.
     *
     * @param store the parameters
     * @param seen what {@link TextSlots#seen} tells, INT64, (s, n, m)
     * @param length the length of the texts
     * @param type the type of the scores
     * @return (s, h or 1, n, m)
     */
    public NDArray added(ParameterStore store, NDArray seen, int length, DataType type) {
        NDManager manager = seen.getManager();
        int columns = bias == null ? 1 : part.heads();
        NDArray table = manager.full(new Shape(1, columns), (float) Masks.hidden(type), type);
        NDArray visible =
                bias == null
                        ? manager.zeros(new Shape(length, 1), type)
                        : bias.of(store, seen, 1 - length, 0, false).transpose();
        NDArray added = Rows.look(table.concat(visible, 0), seen).transpose(0, 3, 1, 2);
        // Kernels of GPUs want the scores of a query next to each other.
        return added.reshape(-1).reshape(added.getShape());
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape hidden = new Shape(1, 1, hiddenSize);
        query.initialize(manager, dataType, hidden);
        key.initialize(manager, dataType, hidden);
        value.initialize(manager, dataType, hidden);
        output.initialize(manager, dataType, new Shape(1, 1, width()));
        if (ownsBias) {
            bias.initialize(manager, dataType, new Shape(1));
        }
    }
}
