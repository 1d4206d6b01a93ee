/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.full;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.HeadwiseAttention;
import org.efficienttransformers.attention.KeyValuePast;
import org.efficienttransformers.attention.Past;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;

/**
 * Attention of every position to every other, as in BERT and RoBERTa: softmax(q k^T / sqrt(d)) v.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/1706.03762">paper</a> "Attention Is All You
 * Need". Time grows with n * n. It is the yardstick of the other mechanisms, and the better choice
 * up to about a thousand tokens.
 */
public final class FullAttention extends HeadwiseAttention {

    /** From this length on PyTorch's own choice of a kernel is worth its planning. */
    private static final int LONG = 12_288;

    private final Block query;
    private final Block key;
    private final Block value;

    private FullAttention(Builder builder) {
        super(builder);
        query = addProjection("query");
        key = addKeyProjection("key");
        value = addKeyProjection("value");
    }

    /** Kernels that are called by name are for heads of whole 16 bytes, whatever the type. */
    private boolean isAligned() {
        return headSize % 8 == 0;
    }

    /** {@inheritDoc} */
    @Override
    public ProgramPart program(ProgramTarget target) {
        if (causal) {
            return null;
        }
        return target.isGpu()
                ? part(
                        List.of("attention/full/program_gpu.py"),
                        Map.of(
                                "LONG",
                                isAligned() ? LONG : 0,
                                "ALIGNED",
                                isAligned() ? "True" : "False"),
                        List.of(List.of(query), List.of(key), List.of(value)),
                        List.of())
                : part(
                        List.of("attention/full/program.py"),
                        Map.of(),
                        List.of(List.of(query), List.of(key, value)),
                        List.of());
    }

    /** {@inheritDoc} */
    @Override
    protected ByHeads begin(
            ParameterStore store,
            NDArray hidden,
            NDArray visible,
            NDArray global,
            NDArray positions,
            boolean training) {
        UnaryOperator<NDArray> rotation = rotation(hidden, positions);
        return range ->
                FullKernel.attend(
                        kernels,
                        rotation.apply(project(query, range, store, hidden, training)),
                        rotation.apply(project(key, range, store, hidden, training)),
                        project(value, range, store, hidden, training),
                        visible,
                        causal,
                        training ? dropout : 0);
    }

    /** {@inheritDoc} */
    @Override
    public Past newPast(NDManager manager, int rows) {
        checkCausal();
        return new KeyValuePast(manager, kernels, Integer.MAX_VALUE);
    }

    /** {@inheritDoc} */
    @Override
    public NDArray attendNext(ParameterStore store, NDArray hidden, Past past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            int before = past.length();
            UnaryOperator<NDArray> rotation = rotationFrom(hidden, before);
            NDArray q = rotation.apply(project(query, store, hidden, false));
            NDArray k = rotation.apply(project(key, store, hidden, false));
            NDArray v = project(value, store, hidden, false);
            KeyValuePast.Seen seen = ((KeyValuePast) past).add(k, v);
            return scope.ret(
                    before == 0
                            ? FullKernel.attend(kernels, q, k, v, null, true, 0)
                            : FullKernel.attend(
                                    kernels,
                                    q,
                                    seen.keys(),
                                    seen.values(),
                                    past(q, before),
                                    false,
                                    0));
        }
    }

    /** What each position of a piece sees, (b, n, m); null for a single one, which sees all. */
    private static NDArray past(NDArray query, int before) {
        Shape shape = query.getShape(); // b n h d
        int count = Math.toIntExact(shape.get(1));
        if (count == 1) {
            return null;
        }
        NDManager manager = query.getManager();
        NDArray own = manager.arange(before, before + count, 1, DataType.INT64).reshape(-1, 1);
        NDArray all = manager.arange(0, before + count, 1, DataType.INT64).reshape(1, -1);
        return own.gte(all)
                .toType(query.getDataType(), false)
                .expandDims(0)
                .broadcast(shape.get(0), count, before + count);
    }

    /**
     * Gives the weights that each query gives to the keys, to look at: {@code
     * org.efficienttransformers.plot.AttentionPlot} draws them. All are held at once, so that
     * memory grows with n * n, and no gradient comes from them.
     *
     * @param store the parameters
     * @param hidden the hidden states that the layer gets, (b, n, e)
     * @param visible the attention mask, (b, n) in the type of the hidden states, 1 for a token and
     *     0 for padding; or null if every position is a token
     * @return (b, h, n, n), query by key; each row sums to 1
     */
    public NDArray weights(ParameterStore store, NDArray hidden, NDArray visible) {
        checkInputs(hidden, visible, null);
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            if (visible != null) {
                visible.tempAttach(scope);
            }
            UnaryOperator<NDArray> rotation = rotation(hidden, null);
            NDArray weights =
                    FullKernel.weights(
                            rotation.apply(project(query, store, hidden, false)),
                            rotation.apply(project(key, store, hidden, false)),
                            visible,
                            causal);
            return scope.ret(weights.stopGradient());
        }
    }

    /**
     * Starts building.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link FullAttention}. */
    public static final class Builder extends SelfAttention.Builder<Builder> {

        private Builder() {}

        /** {@inheritDoc} */
        @Override
        protected Builder self() {
            return this;
        }

        /** {@inheritDoc} */
        @Override
        protected boolean takesRotary() {
            return true;
        }

        /** {@inheritDoc} */
        @Override
        protected boolean takesKeyHeads() {
            return true;
        }

        /**
         * Builds the block.
         *
         * @return the block
         * @throws IllegalArgumentException if the sizes don't fit together
         */
        public FullAttention build() {
            return new FullAttention(this);
        }
    }
}
