/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.HeadRange;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.program.ProgramLinear;

/**
 * Attention of a few queries to all tokens, whose keys and values are linear in the hidden states.
 *
 * <p>With keys K = H W_k^T + b_k, the scores of a query q are (q W_k) H^T + q b_k, where the last
 * term is the same for all keys and so drops out of the softmax; and probabilities P give the
 * context P (H W_v^T + b_v) = (P H) W_v^T + P 1 b_v. So it costs n * e for each query and head
 * where projecting the keys and values costs n * e * e, whoever looks at them: less while the
 * queries are fewer than the size of a head. Beyond, keys and values are projected.
 */
public final class GlobalRows {

    private final KernelMode kernels;
    private final int headSize;
    private final int group;
    private final Linear key;
    private final Linear value;

    /**
     * Takes the projections.
     *
     * @param kernels the form of the kernel where keys and values are projected
     * @param headSize the size of a head, d
     * @param group how many heads of queries share keys and values
     * @param key the projection of keys
     * @param value the projection of values
     */
    GlobalRows(KernelMode kernels, int headSize, int group, Linear key, Linear value) {
        this.kernels = kernels;
        this.headSize = headSize;
        this.group = group;
        this.key = key;
        this.value = value;
    }

    /**
     * Computes the attention.
     *
     * @param range the heads, h
     * @param store the parameters
     * @param query (b, g, h, d)
     * @param hidden the hidden states, (b, n, e)
     * @param visible 1 at visible keys and 0 elsewhere, in the type of the query: (b, n) for all
     *     queries alike, or (b, g, n); null if all are
     * @param rotation turns the keys by their positions; null if they aren't
     * @param dropout the rate at which probabilities are dropped, 0 outside of training
     * @param training true if gradients are wanted
     * @return (b, g, h * d)
     */
    NDArray attend(
            HeadRange range,
            ParameterStore store,
            NDArray query,
            NDArray hidden,
            NDArray visible,
            UnaryOperator<NDArray> rotation,
            float dropout,
            boolean training) {
        // Keys that are turned aren't linear in the hidden states alike at all positions.
        if (rotation == null && query.getShape().get(1) < headSize) {
            return folded(range, store, query, hidden, visible, dropout, training);
        }
        NDArray k = project(key, range, store, hidden, training);
        NDArray v = project(value, range, store, hidden, training);
        NDArray turned = rotation == null ? k : rotation.apply(k);
        return FullKernel.attend(kernels, query, turned, v, visible, false, dropout);
    }

    private NDArray folded(
            HeadRange range,
            ParameterStore store,
            NDArray query,
            NDArray hidden,
            NDArray visible,
            float dropout,
            boolean training) {
        Shape shape = query.getShape(); // b g h d
        long batch = shape.get(0);
        long queries = shape.get(1);
        int heads = range.count();
        NDArray scaled = Scalars.mul(query, 1 / Math.sqrt(headSize));
        NDArray byHead = scaled.transpose(2, 0, 1, 3).reshape(heads, -1, headSize); // h b*g d
        NDArray weights = byHead.matMul(weight(key, range, store, hidden, training)); // h b*g e
        NDArray scores =
                byBatch(weights, batch, queries)
                        .matMul(hidden.transpose(0, 2, 1)) // b h*g n
                        .reshape(batch, heads, queries, -1);
        if (visible != null) {
            NDArray mask = visible.getShape().dimension() == 3 ? visible : visible.expandDims(1);
            scores = scores.addi(Masks.additive(mask).expandDims(1));
        }
        NDArray probabilities = Masks.drop(scores.softmax(-1), dropout); // b h g n
        NDArray mixture = probabilities.reshape(batch, heads * queries, -1).matMul(hidden);
        NDArray context =
                mixture.reshape(batch, heads, queries, -1)
                        .transpose(1, 0, 2, 3)
                        .reshape(heads, batch * queries, -1) // h b*g e
                        .matMul(weight(value, range, store, hidden, training).transpose(0, 2, 1))
                        .reshape(heads, batch, queries, headSize);
        NDArray bias = parameter(value, "bias", range, store, hidden, training);
        if (bias != null) {
            NDArray sums = probabilities.sum(new int[] {3}, true).transpose(1, 0, 2, 3); // h b g 1
            context = context.add(sums.mul(byHead(bias, range).reshape(heads, 1, 1, headSize)));
        }
        return context.transpose(1, 2, 0, 3).reshape(batch, queries, -1);
    }

    /**
     * Returns the parameters of global queries, keys and values.
     *
     * @param query the projection of global queries
     * @return three weights, and then three biases if there are any
     */
    List<Parameter> parameters(Block query) {
        List<Parameter> parameters = new ArrayList<>();
        for (String name : List.of("weight", "bias")) {
            for (Block projection : List.of(query, key, value)) {
                Parameter parameter = projection.getDirectParameters().get(name);
                if (parameter != null) {
                    parameters.add(parameter);
                }
            }
        }
        return parameters;
    }

    /** The projections of all positions onto keys and values. */
    List<ProgramLinear> keysAndValues() {
        return ProgramLinear.of(key, value);
    }

    /** (h, b * g, e) to (b, h * g, e). */
    private static NDArray byBatch(NDArray array, long batch, long queries) {
        long heads = array.getShape().get(0);
        return array.reshape(heads, batch, queries, -1)
                .transpose(1, 0, 2, 3)
                .reshape(batch, heads * queries, -1);
    }

    /** The matrix of each head: (h, d, e). */
    private NDArray weight(
            Linear projection,
            HeadRange range,
            ParameterStore store,
            NDArray hidden,
            boolean training) {
        return byHead(parameter(projection, "weight", range, store, hidden, training), range);
    }

    /** Rows of a parameter, (key heads * d, ...), for each head of queries: (h, d, ...). */
    private NDArray byHead(NDArray rows, HeadRange range) {
        NDArray stored = rows.reshape(range.ofKeys(group).count(), headSize, -1);
        return range.served(stored, 0, group);
    }

    /** A view on the manager of the hidden states, which also owns what is made of it; or null. */
    private NDArray parameter(
            Linear projection,
            String name,
            HeadRange range,
            ParameterStore store,
            NDArray hidden,
            boolean training) {
        Parameter parameter = projection.getDirectParameters().get(name);
        return parameter == null
                ? null
                : store.getValue(parameter, hidden.getDevice(), training)
                        .get(hidden.getManager(), range.ofKeys(group).rows(headSize));
    }

    /** The keys or values of all tokens: (b, n, h, d). */
    private NDArray project(
            Linear projection,
            HeadRange range,
            ParameterStore store,
            NDArray hidden,
            boolean training) {
        Shape shape = hidden.getShape(); // b n e
        NDArray stored =
                Linear.linear(
                                hidden,
                                parameter(projection, "weight", range, store, hidden, training),
                                parameter(projection, "bias", range, store, hidden, training))
                        .singletonOrThrow()
                        .reshape(shape.get(0), shape.get(1), -1, headSize);
        return range.served(stored, 2, group);
    }
}
