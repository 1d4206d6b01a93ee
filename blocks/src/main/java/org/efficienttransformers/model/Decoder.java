/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.LinearKernel;
import org.efficienttransformers.kernel.Parameters;

/** Scores every word of the vocabulary: (..., x) to (..., vocabulary). */
final class Decoder extends AbstractBlock {

    private static final byte VERSION = 1;

    private final KernelMode kernels;
    private final int vocabSize;
    private final boolean tied;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes a decoder.
     *
     * @param part names the parameters
     * @param vocabSize the number of words
     * @param words the table of words, which is its matrix unless it has its own
     * @param kernels the form of the kernels; scores are computed in the type of the parameters
     */
    Decoder(HeadPart.Decode part, int vocabSize, Parameter words, KernelMode kernels) {
        super(VERSION);
        this.kernels = kernels.inTraining();
        this.vocabSize = vocabSize;
        tied = part.weight() == null;
        weight = tied ? words : addParameter(Parameters.weight(part.weight()));
        bias = part.bias() == null ? null : addParameter(Parameters.bias(part.bias()));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray hidden = inputs.singletonOrThrow();
        NDArray matrix = store.getValue(weight, hidden.getDevice(), training);
        NDArray offset = bias == null ? null : store.getValue(bias, hidden.getDevice(), training);
        return training
                ? hidden.getNDArrayInternal().linear(hidden, matrix, offset)
                : new NDList(LinearKernel.apply(kernels, hidden, matrix, offset));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        if (!tied) {
            Shape shape = inputShapes[0];
            weight.setShape(new Shape(vocabSize, shape.get(shape.dimension() - 1)));
        }
        if (bias != null) {
            bias.setShape(new Shape(vocabSize));
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape shape = inputShapes[0];
        return new Shape[] {shape.slice(0, shape.dimension() - 1).add(vocabSize)};
    }
}
