/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.kernel.Scalars;

/** A norm over the last dimension that has a weight but no bias: (..., e) to (..., e). */
final class WeightNorm extends AbstractBlock {

    private static final byte VERSION = 1;

    private final NormPart part;
    private final Parameter weight;

    WeightNorm(NormPart part) {
        super(VERSION);
        this.part = part;
        weight = addParameter(Parameters.scale("weight"));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        NDArray scale = store.getValue(weight, x.getDevice(), training);
        if (part.kind() == NormPart.Kind.LAYER_WITHOUT_BIAS) {
            try (NDArray zero = x.getManager().zeros(scale.getShape(), x.getDataType())) {
                return x.getNDArrayInternal()
                        .layerNorm(x, scale.getShape(), scale, zero, part.epsilon());
            }
        }
        try (NDManager scope = x.getManager().newSubManager()) {
            x.tempAttach(scope);
            int last = x.getShape().dimension() - 1;
            NDArray square = x.mul(x).mean(new int[] {last}, true); // ... 1
            NDArray root = Scalars.add(square, part.epsilon()).sqrt();
            return new NDList(scope.<NDArray>ret(x.div(root).mul(scale)));
        }
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        Shape shape = inputShapes[0];
        weight.setShape(new Shape(shape.get(shape.dimension() - 1)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
