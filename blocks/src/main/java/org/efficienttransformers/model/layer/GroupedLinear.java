/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.program.ProgramLinear;

/**
 * A linear layer of several groups: each part of the input makes a part of the output, by a matrix
 * of its own. ConvBERT's feed forward may be such; its weight is (groups, in / groups, out /
 * groups).
 */
final class GroupedLinear extends AbstractBlock implements ProgramLinear.Source {

    private static final byte VERSION = 1;

    private final LinearPart part;
    private final Parameter weight;
    private final Parameter bias;

    GroupedLinear(LinearPart part) {
        super(VERSION);
        this.part = part;
        weight = addParameter(Parameters.weight("weight"));
        bias = part.bias() ? addParameter(Parameters.bias("bias")) : null;
    }

    @Override
    public ProgramLinear linear() {
        return new ProgramLinear(weight, ProgramLinear.Form.GROUPS, bias);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray input = inputs.singletonOrThrow(); // b n i
        Shape shape = input.getShape();
        NDArray matrices = store.getValue(weight, input.getDevice(), training); // g i/g o/g
        NDArray output =
                input.reshape(-1, part.groups(), shape.get(2) / part.groups())
                        .transpose(1, 0, 2) // g b*n i/g
                        .matMul(matrices)
                        .transpose(1, 0, 2)
                        .reshape(shape.get(0), shape.get(1), part.units());
        return new NDList(
                bias == null
                        ? output
                        : output.add(store.getValue(bias, input.getDevice(), training)));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        long in = inputShapes[0].get(inputShapes[0].dimension() - 1);
        require(
                in % part.groups() == 0 && part.units() % part.groups() == 0,
                "num_groups is %d, and %s goes from %d to %d; it must divide both.",
                part.groups(),
                part.name(),
                in,
                part.units());
        weight.setShape(new Shape(part.groups(), in / part.groups(), part.units() / part.groups()));
        if (bias != null) {
            bias.setShape(new Shape(part.units()));
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape shape = inputShapes[0];
        return new Shape[] {shape.slice(0, shape.dimension() - 1).add(part.units())};
    }
}
