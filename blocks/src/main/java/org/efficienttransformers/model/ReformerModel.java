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
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Objects;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.attention.lsh.LocalAttention;
import org.efficienttransformers.attention.lsh.LshAttention;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.generate.ReformerPredictor;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;

/**
 * A Reformer with a head: causal or masked language model, sequence classification or question
 * answering.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2001.04451">paper</a> "Reformer: The Efficient
 * Transformer"; the numbers are those of Hugging Face transformers ({@code modeling_reformer.py}).
 * Its layers work on two streams, so that {@code last_hidden_state} is (b, n, 2e). Behind the
 * outputs of the head come, if asked for, {@code hidden_states.0} (embeddings) to {@code
 * hidden_states.<layers>}, each (b, n, e): the second stream.
 *
 * <p>For inference a text is padded inside to whole chunks of all layers. For training it must have
 * such a length, and with axial positions exactly that of their shape.
 *
 * <p>Inference ({@code training} false) builds no autograd graph, on any thread.
 */
public final class ReformerModel extends TransformerModel {

    private static final byte VERSION = 1;
    private static final String PREFIX = "reformer";

    private final ReformerConfig config;
    private final Head head;
    private final boolean outputHiddenStates;
    private final ReformerEncoder encoder;
    private final Block headBlock;

    private ReformerModel(Builder builder) {
        super(VERSION);
        config = Objects.requireNonNull(builder.config, "config");
        head = builder.head;
        outputHiddenStates = builder.outputHiddenStates;
        checkCausality(config, head);
        encoder =
                addChildBlock(
                        head == Head.BASE ? "" : PREFIX,
                        new ReformerEncoder(
                                config,
                                layer -> attention(config, layer, builder.kernels),
                                outputHiddenStates));
        headBlock =
                switch (head) {
                    case BASE -> null;
                    case CAUSAL_LM, MASKED_LM ->
                            addChildBlock("lm_head", new ReformerLanguageModelHead(config));
                    case SEQUENCE_CLASSIFICATION ->
                            addChildBlock(
                                    "classifier",
                                    new ClassificationHead(
                                            config.hiddenSize(),
                                            config.classifierDropout(),
                                            Activation.TANH,
                                            builder.labels));
                    case QUESTION_ANSWERING -> addChildBlock("qa_outputs", Layers.linear(2));
                    default ->
                            throw new IllegalArgumentException(
                                    "The head is "
                                            + head
                                            + "; Reformer has BASE, CAUSAL_LM, MASKED_LM,"
                                            + " SEQUENCE_CLASSIFICATION and QUESTION_ANSWERING.");
                };
    }

    /** Shares the encoder of another model, without its head. */
    private ReformerModel(ReformerModel model) {
        super(VERSION);
        config = model.config;
        head = Head.BASE;
        outputHiddenStates = model.outputHiddenStates;
        encoder = addChildBlock("", model.encoder);
        headBlock = null;
        inputShapes = model.inputShapes;
    }

    private static void checkCausality(ReformerConfig config, Head head) {
        if (head == Head.CAUSAL_LM && !config.isDecoder()) {
            throw new IllegalArgumentException(
                    "is_decoder is false, but a causal language model must not see the words that"
                            + " it predicts; set is_decoder to true.");
        }
        if (head == Head.MASKED_LM && config.isDecoder()) {
            throw new IllegalArgumentException(
                    "is_decoder is true, but a masked language model sees the words on both sides;"
                            + " set is_decoder to false.");
        }
    }

    private static ChunkedAttention attention(
            ReformerConfig config, int layer, KernelMode kernels) {
        ReformerConfig.Layer kind = config.attnLayers().get(layer);
        if (kind == ReformerConfig.Layer.LOCAL) {
            return common(LocalAttention.builder(), config, kind, kernels).build();
        }
        ReformerConfig.Hashes hashes = config.hashes();
        LshAttention.Builder builder =
                common(LshAttention.builder(), config, kind, kernels)
                        .optRounds(hashes.rounds())
                        .optMaxLength(config.maxPositionEmbeddings());
        if (!hashes.buckets().isEmpty()) {
            builder.optBuckets(hashes.buckets().stream().mapToInt(Integer::intValue).toArray());
        }
        if (hashes.seed() != null) {
            builder.optHashSeed(hashes.seed());
        }
        return builder.build();
    }

    private static <B extends ChunkedAttention.Builder<B>> B common(
            B builder, ReformerConfig config, ReformerConfig.Layer kind, KernelMode kernels) {
        ReformerConfig.Look look = config.look(kind);
        return builder.setHiddenSize(config.hiddenSize())
                .setHeads(config.numAttentionHeads())
                .optHeadSize(config.attentionHeadSize())
                .setChunkLength(look.chunks().length())
                .optChunksBefore(look.chunks().before())
                .optChunksAfter(look.chunks().after())
                .optCausal(config.isDecoder())
                .optDropout(look.dropout())
                .optKernels(kernels);
    }

    /**
     * Returns the sizes of the model.
     *
     * @return the sizes
     */
    public ReformerConfig config() {
        return config;
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
        return true;
    }

    /** {@inheritDoc} */
    @Override
    public ReformerModel base() {
        return head == Head.BASE ? this : new ReformerModel(this);
    }

    /** {@inheritDoc} */
    @Override
    public int maxLength() {
        return config.maxLength();
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
        Device device = training ? first.getDevice() : encoder.device();
        try (NDManager scope = first.getManager().newSubManager(device)) {
            ParameterStore store =
                    training ? parameterStore : new DetachedParameters(parameterStore, scope);
            ModelInputs checked = ModelInputs.of(inputs, head, scope);
            Shape shape = checked.shape();
            NDList states = encoder.forward(store, encoderInputs(checked, training), training);
            NDIndex tokens = new NDIndex(":, :{}", shape.get(1));
            NDArray scored = checked.rowsToScore(states.get(0).get(tokens));
            NDList outputs = answer(store, scored, training);
            if (outputHiddenStates) {
                for (int i = 1; i < states.size(); i++) {
                    outputs.addAll(named("hidden_states." + (i - 1), states.get(i).get(tokens)));
                }
            }
            return scope.ret(outputs);
        }
    }

    /** The encoder, for {@link ReformerPredictor}. */
    public ReformerEncoder encoder() {
        return encoder;
    }

    /** The head, likewise. */
    public Block headBlock() {
        return headBlock;
    }

    /** The inputs of the encoder for one text. */
    public NDList encoderInputs(long[] tokens, NDManager manager) {
        NDArray ids = manager.create(tokens, new Shape(1, tokens.length));
        return encoderInputs(ModelInputs.of(new NDList(ids), head, manager), false);
    }

    private NDList encoderInputs(ModelInputs inputs, boolean training) {
        long batch = inputs.shape().get(0);
        long length = inputs.shape().get(1);
        checkLength(length, training);
        inputs.tokenTypeIds(typeVocabSize());
        DataType type = encoder.dataType();
        if (inputs.globalAttentionMask(type) != null) {
            throw new IllegalArgumentException(
                    "Reformer has no global tokens; leave global_attention_mask out.");
        }
        NDArray ids = inputs.inputIds(config.vocabSize());
        NDManager manager = ids.getManager();
        NDArray positions = inputs.positionIds(maxLength());
        NDArray visible = inputs.attentionMask(type);
        long more = length <= config.shortestChunk() ? 0 : padding(length);
        if (more > 0) {
            Shape gap = new Shape(batch, more);
            visible = visible == null ? manager.ones(inputs.shape(), type) : visible;
            visible = visible.concat(manager.zeros(gap, type), 1);
            ids = ids.concat(manager.full(gap, config.padTokenId(), DataType.INT64), 1);
            if (positions != null) {
                positions = positions.concat(manager.zeros(gap, DataType.INT64), 1);
            }
        }
        if (positions == null) {
            NDArray all = manager.arange(0, Math.toIntExact(length + more), 1, DataType.INT64);
            positions =
                    Scalars.minimum(all, maxLength() - 1)
                            .expandDims(0)
                            .broadcast(batch, length + more);
        }
        return visible == null ? new NDList(ids, positions) : new NDList(ids, positions, visible);
    }

    private long padding(long length) {
        return Math.floorMod(-length, config.chunkMultiple());
    }

    private void checkLength(long length, boolean training) {
        ReformerConfig.Axial axial = config.axial();
        if (length > maxLength()) {
            throw new IllegalArgumentException(
                    "The input is "
                            + length
                            + " tokens long, and the model takes at most "
                            + maxLength()
                            + (axial != null && axial.positions() == maxLength()
                                    ? " (" + axial.describe() + ")"
                                    : " (max_position_embeddings)")
                            + "; shorten it.");
        }
        if (!training) {
            return;
        }
        if (length > config.shortestChunk() && padding(length) > 0) {
            throw new IllegalArgumentException(
                    "The input is "
                            + length
                            + " tokens long, which isn't a multiple of the chunk length "
                            + config.chunkMultiple()
                            + "; for training pad it to "
                            + (length + padding(length))
                            + ", with an attention_mask.");
        }
        if (axial != null && length != axial.positions()) {
            throw new IllegalArgumentException(
                    "The input is "
                            + length
                            + " tokens long, and in training axial positions need exactly "
                            + axial.describe()
                            + "; pad it to that, or change axial_pos_shape.");
        }
    }

    private NDList answer(ParameterStore store, NDArray streams, boolean training) {
        return switch (head) {
            case CAUSAL_LM, MASKED_LM ->
                    named("logits", Layers.call(headBlock, store, streams, training));
            case SEQUENCE_CLASSIFICATION ->
                    named("logits", Layers.call(headBlock, store, streams.get(":, 0"), training));
            case QUESTION_ANSWERING -> {
                NDArray both = Layers.call(headBlock, store, streams, training); // b n 2
                yield named("start_logits", both.get(":, :, 0"))
                        .addAll(named("end_logits", both.get(":, :, 1")));
            }
            default -> named("last_hidden_state", streams);
        };
    }

    private static NDList named(String name, NDArray array) {
        array.setName(name);
        return new NDList(array);
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        encoder.initialize(manager, dataType, inputShapes[0], inputShapes[0]);
        if (headBlock != null) {
            headBlock.initialize(manager, dataType, headInput(inputShapes[0]));
        }
    }

    private Shape headInput(Shape ids) {
        long size = 2L * config.hiddenSize();
        return head == Head.SEQUENCE_CLASSIFICATION
                ? new Shape(ids.get(0), size)
                : new Shape(ids.get(0), ids.get(1), size);
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape ids = inputShapes[0];
        return switch (head) {
            case BASE -> new Shape[] {headInput(ids)};
            case QUESTION_ANSWERING -> new Shape[] {ids, ids};
            default -> headBlock.getOutputShapes(new Shape[] {headInput(ids)});
        };
    }

    /**
     * Starts building.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link ReformerModel}. */
    public static final class Builder {

        private ReformerConfig config;
        private Head head = Head.BASE;
        private int labels = 2;
        private KernelMode kernels = KernelMode.AUTO;
        private boolean outputHiddenStates;

        private Builder() {}

        /**
         * Sets the sizes.
         *
         * @param config the sizes
         * @return this builder
         */
        public Builder setConfig(ReformerConfig config) {
            this.config = config;
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
         * Sets the form of the kernels. Default: {@link KernelMode#AUTO}.
         *
         * @param kernels the form
         * @return this builder
         */
        public Builder optKernels(KernelMode kernels) {
            this.kernels = kernels;
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
         * @throws IllegalArgumentException if the head doesn't go with the configuration
         */
        public ReformerModel build() {
            return new ReformerModel(this);
        }
    }
}
