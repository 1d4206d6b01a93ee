/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.lora;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.kernel.Scalars;

/**
 * A linear layer whose weight is W + s B A, (o, i): B is (o, r), A (r, i). The parameters that the
 * model computes with hold the sum, all of it or some of its rows each.
 */
final class LowRankUpdate {

    private final List<Parameter> weights;
    private final NDArray original; // o i
    private final Parameter a; // r i
    private final Parameter b; // o r
    private final double scale;
    private final float dropout;
    private NDArray mask; // 1 i, of the last update; null if nothing was dropped

    /**
     * Takes over weights, and begins with B = 0.
     *
     * @param weights initialized parameters, each of some rows
     * @param rank r
     * @param scale s
     * @param dropout the rate at which columns of A are dropped in training
     */
    LowRankUpdate(List<Parameter> weights, int rank, double scale, float dropout) {
        this.weights = weights;
        this.scale = scale;
        this.dropout = dropout;
        NDList rows = new NDList();
        weights.forEach(weight -> rows.add(weight.getArray()));
        NDManager manager = rows.head().getManager();
        try (NDManager scope = manager.newSubManager()) {
            NDArray joined = NDArrays.concat(AutogradGraph.detached(scope, rows), 0);
            joined.attach(scope);
            // One weight alone is not copied by concat.
            original = joined.duplicate();
            original.attach(manager);
        }
        long in = original.getShape().get(1);
        float bound = (float) (1 / Math.sqrt((double) in));
        a =
                parameter(
                        "lora_A",
                        manager.randomUniform(
                                -bound, bound, new Shape(rank, in), original.getDataType()));
        b =
                parameter(
                        "lora_B",
                        manager.zeros(
                                new Shape(original.getShape().get(0), rank),
                                original.getDataType()));
    }

    private static Parameter parameter(String name, NDArray array) {
        Parameter parameter =
                Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).build();
        parameter.setArray(array);
        array.setRequiresGradient(true);
        return parameter;
    }

    Parameter a() {
        return a;
    }

    Parameter b() {
        return b;
    }

    /**
     * Brings the weights in line with A and B.
     *
     * @param training whether to drop columns of A, others at each call
     */
    void apply(boolean training) {
        if (mask != null) {
            mask.close();
            mask = null;
        }
        NDManager manager = original.getManager();
        if (training && dropout > 0) {
            Shape columns = new Shape(1, original.getShape().get(1));
            try (NDArray noise = manager.randomUniform(0, 1, columns)) {
                try (NDArray kept = noise.gte(dropout);
                        NDArray ones = kept.toType(original.getDataType(), false)) {
                    mask = Scalars.div(ones, 1 - dropout);
                }
            }
        }
        try (NDManager scope = manager.newSubManager()) {
            NDList matrices = detached(scope);
            NDArray product = matrices.get(1).matMul(matrices.get(0)); // o i
            NDArray sum = Scalars.mul(product, scale).add(original);
            long row = 0;
            for (Parameter weight : weights) {
                long end = row + weight.getArray().getShape().get(0);
                NDArray target = weight.getArray().stopGradient();
                target.attach(scope);
                target.set(new NDIndex("..."), sum.get(new NDIndex("{}:{}", row, end)));
                row = end;
            }
        }
    }

    /** A, its dropped columns zero, and B. */
    private NDList detached(NDManager scope) {
        NDList list = AutogradGraph.detached(scope, new NDList(a.getArray(), b.getArray()));
        return mask == null ? list : new NDList(list.get(0).mul(mask), list.get(1));
    }

    /** The gradients of the weights, in place, by handles on a manager. */
    NDList gradients(NDManager scope) {
        NDList rows = new NDList();
        for (Parameter weight : weights) {
            NDArray gradient = weight.getArray().getGradient();
            gradient.attach(scope);
            rows.add(gradient);
        }
        return rows;
    }

    /**
     * Carries the gradients of the weights on, and takes them away there.
     *
     * @param scope owns what is computed
     * @param rows the {@link #gradients}, which have been reached
     * @param variables A and B are added to these
     * @param gradients theirs are added to these
     */
    void pullback(NDManager scope, NDList rows, NDList variables, NDList gradients) {
        NDArray joined = NDArrays.concat(rows, 0);
        joined.attach(scope);
        NDArray gradient = Scalars.mul(joined, scale); // o i
        NDList matrices = detached(scope);
        NDArray ofA = matrices.get(1).transpose().matMul(gradient); // r i
        if (mask != null) {
            ofA = ofA.mul(mask);
        }
        variables.add(a.getArray());
        gradients.add(ofA);
        variables.add(b.getArray());
        gradients.add(gradient.matMul(matrices.get(0).transpose())); // o r
        rows.forEach(row -> row.set(new NDIndex("..."), 0f));
    }
}
