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
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Objects;
import java.util.function.IntFunction;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.autograd.DetachedParameters;

/**
 * A language model whose layers normalise first, as those of performer-pytorch and of lucidrains'
 * linformer do, around any attention.
 *
 * <p>It has a head for a masked or a causal language model, or none. There are no token types.
 * Behind the output come, if asked for, {@code hidden_states.0} (embeddings) to {@code
 * hidden_states.<layers>}, each (b, n, e).
 *
 * <p>Inference ({@code training} false) builds no autograd graph, on any thread.
 */
public final class PreNormModel extends TransformerModel {

    private static final byte VERSION = 1;
    private static final String PREFIX = "model";

    private final PreNormConfig config;
    private final Head head;
    private final boolean outputHiddenStates;
    private final PreNormEncoder encoder;
    private final Block decoder;

    private PreNormModel(Builder builder) {
        super(VERSION);
        config = Objects.requireNonNull(builder.config, "config");
        head = builder.head;
        outputHiddenStates = builder.outputHiddenStates;
        if (head != Head.BASE && head != Head.MASKED_LM && head != Head.CAUSAL_LM) {
            throw new IllegalArgumentException(
                    "The head is " + head + "; allowed: BASE, MASKED_LM, CAUSAL_LM.");
        }
        encoder =
                addChildBlock(
                        head == Head.BASE ? "" : PREFIX,
                        new PreNormEncoder(config, builder.attention, outputHiddenStates));
        decoder =
                head == Head.BASE || config.tied()
                        ? null
                        : addChildBlock("decoder", Layers.linear(config.vocabSize()));
    }

    /** Shares the encoder of another model, without its head. */
    private PreNormModel(PreNormModel model) {
        super(VERSION);
        config = model.config;
        head = Head.BASE;
        outputHiddenStates = model.outputHiddenStates;
        encoder = addChildBlock("", model.encoder);
        decoder = null;
        inputShapes = model.inputShapes;
    }

    /**
     * Returns the sizes of the model.
     *
     * @return the sizes
     */
    public PreNormConfig config() {
        return config;
    }

    /** The model without its head. */
    public PreNormEncoder encoder() {
        return encoder;
    }

    /** {@inheritDoc} */
    @Override
    public Head head() {
        return head;
    }

    /** {@inheritDoc} */
    @Override
    public int vocabSize() {
        return config.vocabSize();
    }

    /** {@inheritDoc} */
    @Override
    public int typeVocabSize() {
        return 1;
    }

    /** {@inheritDoc} */
    @Override
    public boolean hasGlobalTokens() {
        return false;
    }

    /** {@inheritDoc} */
    @Override
    public boolean dependsOnPadding() {
        return false;
    }

    /** {@inheritDoc} */
    @Override
    public PreNormModel base() {
        return head == Head.BASE ? this : new PreNormModel(this);
    }

    /** {@inheritDoc} */
    @Override
    public int maxLength() {
        return config.maxPositionEmbeddings();
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDManager parent = inputs.head().getManager();
        try (NDManager scope = parent.newSubManager()) {
            ParameterStore store =
                    training ? parameterStore : new DetachedParameters(parameterStore, scope);
            ModelInputs checked = ModelInputs.of(inputs, head, scope);
            NDList states = encoder.forward(store, encoderInputs(checked), training);
            NDArray answer = states.head();
            if (head == Head.BASE) {
                answer.setName("last_hidden_state");
            } else {
                answer = decode(store, checked.rowsToScore(answer), training);
                answer.setName("logits");
            }
            NDList outputs = new NDList(answer);
            for (int i = 1; i < states.size(); i++) {
                // A view: without a LayerNorm above it, the last one is an output already.
                NDArray state = states.get(i).reshape(states.get(i).getShape());
                state.setName("hidden_states." + (i - 1));
                outputs.add(state);
            }
            return scope.ret(outputs);
        }
    }

    private NDList encoderInputs(ModelInputs inputs) {
        Shape shape = inputs.shape(); // b n
        if (shape.get(1) > maxLength()) {
            throw new IllegalArgumentException(
                    "The input is "
                            + shape.get(1)
                            + " tokens long, and the model takes at most "
                            + maxLength()
                            + "; shorten it.");
        }
        DataType type = encoder.words().getArray().getDataType();
        inputs.tokenTypeIds(typeVocabSize());
        if (inputs.globalAttentionMask(type) != null) {
            throw new IllegalArgumentException(
                    "The model has no global tokens; leave global_attention_mask out.");
        }
        NDArray ids = inputs.inputIds(config.vocabSize());
        NDArray positions = inputs.positionIds(config.maxPositionEmbeddings());
        if (positions == null) {
            positions =
                    ids.getManager()
                            .arange(0, Math.toIntExact(shape.get(1)), 1, DataType.INT64)
                            .expandDims(0)
                            .broadcast(shape);
        }
        NDArray visible = inputs.attentionMask(type);
        return visible == null ? new NDList(ids, positions) : new NDList(ids, positions, visible);
    }

    /** What makes the logits of hidden states, (b, n, e) to (b, n, vocabulary). */
    public NDArray decode(ParameterStore store, NDArray hidden, boolean training) {
        if (decoder != null) {
            return Layers.call(decoder, store, hidden, training);
        }
        NDArray table = store.getValue(encoder.words(), hidden.getDevice(), training);
        return Linear.linear(hidden, table).singletonOrThrow();
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        encoder.initialize(manager, dataType, inputShapes[0]);
        if (decoder != null) {
            decoder.initialize(manager, dataType, inputShapes[0].add(config.hiddenSize()));
        }
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape[] shapes = encoder.getOutputShapes(inputShapes);
        if (head != Head.BASE) {
            shapes[0] = inputShapes[0].add(config.vocabSize());
        }
        return shapes;
    }

    /**
     * Starts building.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link PreNormModel}. */
    public static final class Builder {

        private PreNormConfig config;
        private IntFunction<? extends SelfAttention> attention;
        private Head head = Head.BASE;
        private boolean outputHiddenStates;

        private Builder() {}

        /**
         * Sets the sizes.
         *
         * @param config the sizes
         * @return this builder
         */
        public Builder setConfig(PreNormConfig config) {
            this.config = config;
            return this;
        }

        /**
         * Sets the attention of each layer.
         *
         * @param attention from the number of a layer, counted from 0, to a new block, causal for a
         *     causal language model
         * @return this builder
         */
        public Builder setAttention(IntFunction<? extends SelfAttention> attention) {
            this.attention = attention;
            return this;
        }

        /**
         * Sets what the model answers. Default: {@link Head#BASE}.
         *
         * @param head {@code BASE}, {@code MASKED_LM} or {@code CAUSAL_LM}
         * @return this builder
         */
        public Builder optHead(Head head) {
            this.head = head;
            return this;
        }

        /**
         * Gives out the hidden states between the layers, too. Default: false.
         *
         * @param outputHiddenStates true to give them out
         * @return this builder
         */
        public Builder optOutputHiddenStates(boolean outputHiddenStates) {
            this.outputHiddenStates = outputHiddenStates;
            return this;
        }

        /**
         * Builds the block.
         *
         * @return the block, without numbers: initialize it, or set its parameters by {@link
         *     StateDict} and then initialize it
         */
        public PreNormModel build() {
            return new PreNormModel(this);
        }
    }
}
