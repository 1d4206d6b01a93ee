/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.kernel.Scalars;

/**
 * An encoder of the BERT line with a head: BERT, RoBERTa, Longformer, BigBird, and whatever
 * attention is put into them.
 *
 * <p>Where {@code global_attention_mask} is missing and the attention has global tokens, they are
 * chosen as transformers does: the first token for sequence classification, the tokens before the
 * first separator for question answering, those behind it for multiple choice, none for the rest.
 * Behind the outputs of the head come, if asked for, {@code hidden_states.0} (embeddings) to {@code
 * hidden_states.<layers>}, each (b, n, e).
 *
 * <p>Inference ({@code training} false) builds no autograd graph, on any thread.
 */
public final class EncoderModel extends TransformerModel {

    private static final byte VERSION = 1;

    private final EncoderConfig config;
    private final ModelFamily family;
    private final Head head;
    private final boolean outputHiddenStates;
    private final boolean pooled;
    private final boolean globalTokens;
    private final boolean dependsOnPadding;
    private final Encoder encoder;
    private final EncoderHead headBlock;

    private EncoderModel(Builder builder) {
        super(VERSION);
        config = Objects.requireNonNull(builder.config, "config");
        family = Objects.requireNonNull(builder.family, "family");
        head = builder.head;
        outputHiddenStates = builder.outputHiddenStates;
        pooled = builder.pooler || head.needsPooler(family);
        SelfAttention[] attention = new SelfAttention[config.numHiddenLayers()];
        for (int i = 0; i < attention.length; i++) {
            attention[i] = builder.attention.apply(i);
        }
        globalTokens = attention[0].hasGlobalTokens();
        dependsOnPadding = attention[0].dependsOnPadding();
        encoder =
                addChildBlock(
                        head == Head.BASE ? "" : family.prefix(),
                        new Encoder(config, family, i -> attention[i], pooled, outputHiddenStates));
        headBlock =
                addChildBlock(
                        "",
                        new EncoderHead(
                                config,
                                family,
                                head,
                                builder.labels,
                                builder.tied ? encoder.words() : null));
    }

    /** Shares the encoder of another model, without its head. */
    private EncoderModel(EncoderModel model) {
        super(VERSION);
        config = model.config;
        family = model.family;
        head = Head.BASE;
        outputHiddenStates = model.outputHiddenStates;
        pooled = model.pooled;
        globalTokens = model.globalTokens;
        dependsOnPadding = model.dependsOnPadding;
        encoder = addChildBlock("", model.encoder);
        headBlock = addChildBlock("", new EncoderHead(config, family, head, 0, null));
        inputShapes = model.inputShapes;
    }

    /**
     * Returns the sizes of the encoder.
     *
     * @return the sizes
     */
    public EncoderConfig config() {
        return config;
    }

    /**
     * Returns the family of the encoder.
     *
     * @return the family
     */
    public ModelFamily family() {
        return family;
    }

    /**
     * Returns the attention of each layer.
     *
     * @return one block a layer, the first layer's first
     */
    public List<SelfAttention> attention() {
        return encoder.attention();
    }

    /** The model without its head. */
    public Encoder encoder() {
        return encoder;
    }

    /** What makes the answer of the encoder's states. */
    public EncoderHead headBlock() {
        return headBlock;
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
        return config.typeVocabSize();
    }

    /** {@inheritDoc} */
    @Override
    public boolean hasGlobalTokens() {
        return globalTokens;
    }

    /** {@inheritDoc} */
    @Override
    public boolean dependsOnPadding() {
        return dependsOnPadding;
    }

    /** {@inheritDoc} */
    @Override
    public EncoderModel base() {
        return head == Head.BASE ? this : new EncoderModel(this);
    }

    /** {@inheritDoc} */
    @Override
    public int maxLength() {
        return family.positionsAfterPadding()
                ? config.maxPositionEmbeddings() - config.padTokenId() - 1
                : config.maxPositionEmbeddings();
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray first = inputs.head();
        // All that is computed lies on the device of the parameters, wherever the ids come from; in
        // training each device has parameters of its own.
        Device device = training ? first.getDevice() : encoder.words().getArray().getDevice();
        try (NDManager scope = first.getManager().newSubManager(device)) {
            ParameterStore store =
                    training ? parameterStore : new DetachedParameters(parameterStore, scope);
            ModelInputs checked = ModelInputs.of(inputs, head, scope);
            NDArray question =
                    head == Head.QUESTION_ANSWERING && family.questionMasked()
                            ? checked.question(config.sepTokenId())
                            : null; // b n
            NDList states =
                    encoder.read(
                            store,
                            encoderInputs(checked, question),
                            head.readsFirstTokenOnly(),
                            training);
            NDList answer = states.subNDList(0, pooled ? 2 : 1);
            answer.set(0, checked.rowsToScore(answer.head()));
            if (question != null) {
                answer.add(ruledOut(question, states.head().getDataType()));
            }
            NDList outputs = headBlock.forward(store, answer, training);
            if (head == Head.MULTIPLE_CHOICE) {
                outputs = choices(outputs, first.getShape());
            }
            if (outputHiddenStates) {
                for (int i = 0; i <= config.numHiddenLayers(); i++) {
                    NDArray state = states.get((pooled ? 2 : 1) + i);
                    // A view: the last one is an output already, of another name.
                    NDArray output = state.reshape(state.getShape());
                    output.setName("hidden_states." + i);
                    outputs.add(output);
                }
            }
            return scope.ret(outputs);
        }
    }

    /** An answer may be the first token, which stands for there being none. */
    private static NDArray ruledOut(NDArray question, DataType type) {
        NDArray mask = question.toType(type, true);
        mask.set(new NDIndex(":, 0"), 0);
        return mask;
    }

    /** (b * choices, 1) to (b, choices). */
    private static NDList choices(NDList outputs, Shape input) {
        NDArray logits = outputs.head().reshape(input.get(0), input.get(1));
        logits.setName(outputs.head().getName());
        return new NDList(logits);
    }

    private NDList encoderInputs(ModelInputs inputs, NDArray question) {
        Shape shape = inputs.shape(); // b n
        if (shape.get(1) > maxLength()) {
            throw new IllegalArgumentException(
                    "The input is "
                            + shape.get(1)
                            + " tokens long, and the model takes at most "
                            + maxLength()
                            + "; shorten it or load the model with a larger maxLength.");
        }
        NDArray ids = inputs.inputIds(config.vocabSize());
        NDArray positions = inputs.positionIds(config.maxPositionEmbeddings());
        if (positions == null && family.positionsAfterPadding()) {
            positions = inputs.positionIdsAfterPadding(config.padTokenId());
        }
        NDArray types = inputs.tokenTypeIds(config.typeVocabSize());
        if (types == null && question != null && config.typeVocabSize() > 1) {
            types = Scalars.add(question.neg(), 1);
        }
        NDManager manager = ids.getManager();
        NDArray none = manager.zeros(new Shape(0), DataType.INT64);
        NDList list =
                new NDList(ids, positions == null ? none : positions, types == null ? none : types);
        DataType type = encoder.words().getArray().getDataType();
        NDArray visible = inputs.attentionMask(type);
        NDArray global = globalMask(inputs, type);
        if (visible == null && global != null) {
            visible = manager.ones(shape, type);
        }
        if (visible != null) {
            list.add(visible);
        }
        if (global != null) {
            list.add(global);
        }
        return list;
    }

    private NDArray globalMask(ModelInputs inputs, DataType type) {
        NDArray given = inputs.globalAttentionMask(type);
        if (given != null || !globalTokens) {
            return given;
        }
        return switch (head) {
            case SEQUENCE_CLASSIFICATION -> inputs.firstTokenGlobal(type);
            case QUESTION_ANSWERING -> inputs.separatedGlobal(config.sepTokenId(), true, type);
            case MULTIPLE_CHOICE -> inputs.separatedGlobal(config.sepTokenId(), false, type);
            case BASE, MASKED_LM, CAUSAL_LM, PRETRAINING, TOKEN_CLASSIFICATION -> null;
        };
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape ids = merged(inputShapes[0]);
        encoder.initialize(manager, dataType, ids);
        headBlock.initialize(manager, dataType, ids.add(config.hiddenSize()));
    }

    private static Shape merged(Shape ids) {
        return ids.dimension() == 3 ? new Shape(ids.get(0) * ids.get(1), ids.get(2)) : ids;
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        if (head == Head.MULTIPLE_CHOICE) {
            return new Shape[] {inputShapes[0].slice(0, 2)};
        }
        return headBlock.getOutputShapes(
                encoder.getOutputShapes(new Shape[] {merged(inputShapes[0])}));
    }

    /**
     * Starts building.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link EncoderModel}. */
    public static final class Builder {

        private EncoderConfig config;
        private ModelFamily family;
        private IntFunction<? extends SelfAttention> attention;
        private Head head = Head.BASE;
        private int labels = 2;
        private boolean pooler;
        private boolean tied = true;
        private boolean outputHiddenStates;

        private Builder() {}

        /**
         * Sets the sizes.
         *
         * @param config the sizes
         * @return this builder
         */
        public Builder setConfig(EncoderConfig config) {
            this.config = config;
            return this;
        }

        /**
         * Sets the family.
         *
         * @param family the family
         * @return this builder
         */
        public Builder setFamily(ModelFamily family) {
            this.family = family;
            return this;
        }

        /**
         * Sets the attention of each layer.
         *
         * @param attention from the number of a layer, counted from 0, to a new block
         * @return this builder
         */
        public Builder setAttention(IntFunction<? extends SelfAttention> attention) {
            this.attention = attention;
            return this;
        }

        /**
         * Sets what the model answers. Default: {@link Head#BASE}.
         *
         * @param head the head
         * @return this builder
         */
        public Builder optHead(Head head) {
            this.head = head;
            return this;
        }

        /**
         * Sets the number of labels of a classification. Default: 2.
         *
         * @param labels the number, positive
         * @return this builder
         */
        public Builder optLabels(int labels) {
            this.labels = labels;
            return this;
        }

        /**
         * Adds the pooler even where the head doesn't need it. Default: false.
         *
         * @param pooler true to add it
         * @return this builder
         */
        public Builder optPooler(boolean pooler) {
            this.pooler = pooler;
            return this;
        }

        /**
         * Ties the decoder of a language model to the word embeddings ({@code
         * tie_word_embeddings}). Default: true.
         *
         * @param tied false to give the decoder a matrix of its own
         * @return this builder
         */
        public Builder optTied(boolean tied) {
            this.tied = tied;
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
        public EncoderModel build() {
            return new EncoderModel(this);
        }
    }
}
