/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.script.CallThreads;
import org.efficienttransformers.model.decoder.DecoderStack;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.program.ProgramTarget.Linears;

/**
 * A model that takes word indices, built from its {@link ModelDescription}.
 *
 * <p>Inputs, recognised by their names, or where unnamed by this order; all but the first optional,
 * all INT64 or INT32, (b, n), for multiple choice (b, choices, n), but for the last:
 *
 * <ol>
 *   <li>{@code input_ids}
 *   <li>{@code attention_mask}, 1 at tokens and 0 at padding
 *   <li>{@code token_type_ids}
 *   <li>{@code global_attention_mask}, 1 at tokens that see all and are seen by all
 *   <li>{@code position_ids}
 *   <li>{@code decoder_input_ids}, of encoder-decoders only, (b, t): the text that the decoder
 *       reads; some models take that of the encoder, moved on by one token, where it is missing
 *   <li>{@code decoder_attention_mask}, likewise, (b, t): 1 at its tokens and 0 at padding
 *   <li>{@code logits_to_keep}, (b, m): the positions of each text, from 0 to n - 1, whose logits
 *       are wanted of a language model, which computes no others
 * </ol>
 *
 * <p>Where {@code global_attention_mask} is missing and the attention has global tokens, they are
 * chosen as transformers does: the first token for sequence classification, the tokens before the
 * first separator for question answering, those after it for multiple choice, none for the rest.
 *
 * <p>Outputs are named as transformers names them: see {@link Head}. After those of the head come,
 * if asked for, {@code hidden_states.0} (embeddings) to {@code hidden_states.<layers>}, each (b, n,
 * e). Encoder-decoders answer from the states of the decoder, (b, t, e), and add {@code
 * encoder_last_hidden_state}; their hidden states are {@code decoder_hidden_states.0}, ... and
 * {@code encoder_hidden_states.0}, ....
 *
 * <p>Layers with a memory (XLNet) take {@code mems.0} to {@code mems.<layers - 1>}, each (m, b, e),
 * what they gave for the segment before, and give such, if config.json has a {@code mem_len} or
 * such were given; (m, b, e) is the form of transformers. With a {@code segment_length} a longer
 * text is read by segments inside.
 *
 * <p>Layers that cut a text into chunks (Reformer) get it padded to whole ones in inference. For
 * training it must have such a length, and with axial positions exactly that of their shape.
 *
 * <p>Inference ({@code training} false) builds no autograd graph, on any thread.
 */
public final class TransformerModel extends AbstractBlock {

    private static final byte VERSION = 1;

    private final ModelDescription description;
    private final KernelMode kernels;
    private final boolean outputHiddenStates;
    private final Backbone backbone;
    private final DecoderStack decoder;
    private final HeadBlock head;
    private final BackboneInputs reader;

    private TransformerModel(
            ModelDescription description,
            Backbone backbone,
            DecoderStack decoder,
            KernelMode kernels,
            boolean outputHiddenStates) {
        super(VERSION);
        this.kernels = kernels;
        this.description = description;
        this.backbone = backbone;
        this.decoder = decoder;
        this.outputHiddenStates = outputHiddenStates;
        reader = new BackboneInputs(description, backbone);
        addChildren(backbone.children());
        if (decoder != null) {
            addChildren(decoder.children());
        }
        head =
                addChildBlock(
                        "",
                        new HeadBlock(
                                description.head(),
                                description.embeddings().vocabSize(),
                                backbone.words(),
                                kernels));
    }

    private void addChildren(Map<String, Block> blocks) {
        String path = head() == Head.BASE ? "" : description.prefix();
        blocks.forEach(
                (name, block) ->
                        addChildBlock(
                                path.isEmpty() || name.isEmpty() ? path + name : path + "." + name,
                                block));
    }

    /** {@return the description of what the model is} */
    public ModelDescription description() {
        return description;
    }

    /** {@return the head, which tells what the model answers} */
    public Head head() {
        return description.head().head();
    }

    /**
     * {@return the number of words that the model knows, which is that of the rows of the word
     * embeddings}
     */
    public int vocabSize() {
        return description.embeddings().vocabSize();
    }

    /**
     * {@return the length in tokens of the longest text that the positions suffice for, those that
     * mark beginning and end included}
     */
    public int maxLength() {
        return description.maxLength();
    }

    /**
     * {@return the number of token types, which is that of the rows of their embeddings; 1 if there
     * is no difference}
     */
    public int typeVocabSize() {
        return description.embeddings().typeVocabSize();
    }

    /**
     * {@return whether the attention has global tokens, so that the model takes a {@code
     * global_attention_mask}}
     */
    public boolean hasGlobalTokens() {
        return attention().stream().anyMatch(SelfAttention::hasGlobalTokens);
    }

    /**
     * {@return whether padding, though masked, changes what the model gives for a text, as it does
     * where attention treats the end of a sequence as special} In a batch, texts of other lengths
     * then change the answer.
     */
    public boolean dependsOnPadding() {
        return attention().stream().anyMatch(SelfAttention::dependsOnPadding)
                || description.head().rows() == HeadPart.Rows.LAST;
    }

    /** {@return the parameters of the embeddings, those of a decoder included} */
    public Set<Parameter> embeddings() {
        Set<Parameter> all = new LinkedHashSet<>(backbone.embeddingParameters());
        if (decoder != null) {
            all.addAll(decoder.embeddingParameters());
        }
        return all;
    }

    /** {@return the attention of each layer, the first layer's first} */
    public List<SelfAttention> attention() {
        return backbone.attention();
    }

    /**
     * {@return whether a program on a GPU trains all layers in 16 bits, bfloat16 or float16; false
     * if the Blocks of some do, which compute in float32}
     */
    public boolean isTrainableInHalf() {
        ProgramTarget target =
                new ProgramTarget(Device.gpu(), Linears.TRAINED_BFLOAT16, DataType.FLOAT32);
        return !description.reversible()
                && backbone.layers().stream().allMatch(layer -> layer.isTrainedByProgram(target));
    }

    /** {@return the form of the kernels, which tells the type that layers compute in} */
    public KernelMode kernels() {
        return backbone.program().kernels();
    }

    /**
     * {@return whether inference is computed by one program, compiled in the first prediction,
     * rather than by the Blocks; false before the first prediction, while parameters are being
     * trained, with {@link KernelMode#PORTABLE}, and for models that have something that programs
     * don't know}
     */
    public boolean hasProgram() {
        return backbone.program().isCompiled();
    }

    /**
     * {@return whether generation is computed by one program a token, compiled with the first,
     * rather than by the Blocks of the decoder; false where {@link #hasProgram()} would be, and
     * without a decoder}
     */
    public boolean hasDecoderProgram() {
        return decoder != null && decoder.program().isCompiled();
    }

    /** The model without its head. */
    Backbone backbone() {
        return backbone;
    }

    /**
     * {@return this model without its head, which is then {@link Head#BASE}, sharing the
     * parameters; itself, if it is so already} It gives {@code last_hidden_state}.
     */
    public TransformerModel base() {
        if (head() == Head.BASE) {
            return this;
        }
        TransformerModel base =
                new TransformerModel(
                        description.with(HeadPart.base()),
                        backbone,
                        decoder,
                        kernels,
                        outputHiddenStates);
        base.inputShapes = inputShapes;
        return base;
    }

    /**
     * Starts to read texts piece by piece, for generation.
     *
     * @param manager owns what is remembered
     * @return the reading of no text yet, to be closed
     * @throws IllegalArgumentException if the head isn't {@link Head#CAUSAL_LM}
     */
    public TextReading reading(NDManager manager) {
        return new CausalReading(this, backbone, head, manager);
    }

    /**
     * Encodes sources, and starts to read texts about them piece by piece, for generation.
     *
     * @param sources {@code input_ids}, {@code attention_mask}, {@code global_attention_mask}
     * @param manager owns what is remembered
     * @return the reading of as many texts, empty yet, to be closed
     * @throws IllegalArgumentException if the head isn't {@link Head#CONDITIONAL_GENERATION}
     */
    public TextReading reading(NDList sources, NDManager manager) {
        return new DecoderReading(this, decoder, head, sources, manager);
    }

    /** Reads what is given for the layers. */
    BackboneInputs reader() {
        return reader;
    }

    /** Reads sources with the encoder, in inference. */
    DecoderStack.Source encode(ParameterStore store, NDList sources, NDManager scope) {
        ModelInputs checked = ModelInputs.of(sources, Head.BASE, scope, null);
        reader.checkLength(checked.shape().get(1), false);
        Backbone.Inputs inputs = reader.read(checked, null);
        NDArray states = backbone.read(store, inputs, false, false, false).last();
        return new DecoderStack.Source(
                states, checked.attentionMask(backbone.words().getArray().getDataType()));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return training
                ? read(parameterStore, inputs, true)
                : compute(inputs.head().size(), () -> read(parameterStore, inputs, false));
    }

    /**
     * Computes, unless parameters are trained, as {@link CallThreads} says: training has threads of
     * its own.
     *
     * @param <T> what is computed
     * @param rows the rows of the largest matrices
     * @param work what computes
     * @return what it gave
     */
    public <T> T compute(long rows, Supplier<T> work) {
        return backbone.program().isFrozen()
                ? CallThreads.call(backbone.words().getArray().getManager(), rows, work)
                : work.get();
    }

    private NDList read(ParameterStore parameterStore, NDList inputs, boolean training) {
        NDArray first = inputs.head();
        // All that is computed lies on the device of the parameters, wherever the ids come from; in
        // training each device has parameters of its own.
        Device device = training ? first.getDevice() : device();
        try (NDManager scope = first.getManager().newSubManager(device)) {
            ParameterStore store =
                    training ? parameterStore : new DetachedParameters(parameterStore, scope);
            Recurrence recurrence = training ? null : recurrence();
            NDList others = new NDList();
            NDList memory = recurrence == null ? others : Recurrence.given(inputs, others);
            ModelInputs checked =
                    ModelInputs.of(
                            recurrence == null ? inputs : others,
                            head(),
                            scope,
                            description.decoder());
            long length = checked.shape().get(1);
            reader.checkLength(length, training);
            NDArray question =
                    description.head().questionMasked()
                            ? new TextMarks(checked).question(description.sepTokenId())
                            : null; // b n
            Backbone.Inputs read = reader.read(checked, question);
            Backbone.States states;
            NDList remembered = new NDList();
            if (recurrence == null || recurrence.isIdle(length, memory)) {
                states = backbone.read(store, read, readsFirstOnly(), training, outputHiddenStates);
            } else {
                Recurrence.Result result =
                        recurrence.read(store, read, memory, readsLastOnly(), outputHiddenStates);
                states = result.states();
                remembered = result.memory();
            }
            if (backbone.paddedLength(length) > length) {
                states = states.map(array -> array.get(new NDIndex(":, :{}", length)));
            }
            if (decoder != null) {
                return scope.ret(decode(store, states, checked, training));
            }
            NDList outputs = head.answer(store, states, checked, question, training);
            addStates(outputs, "hidden_states.", states.hidden());
            return scope.ret(outputs.addAll(remembered));
        }
    }

    private static void addStates(NDList outputs, String name, NDList states) {
        for (int i = 0; i < states.size(); i++) {
            outputs.add(named(name + i, states.get(i)));
        }
    }

    /** A view of a name of its own: the array may be an output already. */
    private static NDArray named(String name, NDArray array) {
        NDArray view = array.reshape(array.getShape());
        view.setName(name);
        return view;
    }

    private NDList decode(
            ParameterStore store, Backbone.States source, ModelInputs inputs, boolean training) {
        DataType type = backbone.words().getArray().getDataType();
        NDArray ids = inputs.decoderInputIds(vocabSize());
        checkDecoderLength(ids.getShape().get(1));
        NDList read =
                decoder.read(
                        store,
                        ids,
                        inputs.decoderAttentionMask(type),
                        new DecoderStack.Source(source.last(), inputs.attentionMask(type)),
                        training,
                        outputHiddenStates);
        Backbone.States states = new Backbone.States(read.head(), null, read.subNDList(1));
        NDList outputs = head.answer(store, states, inputs, null, training);
        addStates(outputs, "decoder_hidden_states.", states.hidden());
        outputs.add(named("encoder_last_hidden_state", source.last()));
        addStates(outputs, "encoder_hidden_states.", source.hidden());
        return outputs;
    }

    private void checkDecoderLength(long length) {
        int longest = description.decoder().embeddings().positions().maxLength();
        require(
                length <= longest,
                "The text of the decoder is %d tokens long, and it takes at most %d; shorten it%s.",
                length,
                longest,
                description.decoder().readsShiftedText()
                        ? ", or give decoder_input_ids where it is the text of the encoder"
                        : "");
    }

    /** The device of the parameters. */
    Device device() {
        return backbone.words().getArray().getDevice();
    }

    /** What reads with a memory; null if there is none. */
    private Recurrence recurrence() {
        return Recurrence.of(backbone, description.layers().get(0).attention().settings());
    }

    private boolean readsLastOnly() {
        return head() != Head.BASE && description.head().rows() == HeadPart.Rows.LAST;
    }

    private boolean readsFirstOnly() {
        HeadPart.Rows rows = description.head().rows();
        boolean relationship = !description.head().relationship().isEmpty();
        return head() != Head.BASE
                && !relationship
                && (rows == HeadPart.Rows.FIRST || rows == HeadPart.Rows.POOLED);
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape ids = merged(inputShapes[0]);
        backbone.initialize(manager, dataType, ids);
        if (decoder != null) {
            decoder.initialize(manager, dataType);
        }
        head.initialize(manager, dataType, backbone.output(ids));
    }

    private static Shape merged(Shape ids) {
        return ids.dimension() == 3 ? new Shape(ids.get(0) * ids.get(1), ids.get(2)) : ids;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape ids = merged(inputShapes[0]);
        List<Shape> shapes = new ArrayList<>();
        if (head() == Head.MULTIPLE_CHOICE) {
            shapes.add(inputShapes[0].slice(0, 2));
        } else {
            shapes.addAll(List.of(head.getOutputShapes(new Shape[] {backbone.output(ids)})));
        }
        int size = description.embeddings().hiddenSize();
        if (head() == Head.BASE && description.pooler() != null) {
            shapes.add(new Shape(ids.get(0), size));
        }
        if (outputHiddenStates) {
            shapes.addAll(Collections.nCopies(description.layers().size() + 1, ids.add(size)));
        }
        if (decoder != null) {
            int layers = outputHiddenStates ? description.decoder().layers().size() + 1 : 0;
            shapes.addAll(Collections.nCopies(layers + 1, ids.add(size)));
        }
        return shapes.toArray(Shape[]::new);
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link TransformerModel}. */
    public static final class Builder {

        private ModelDescription description;
        private KernelMode kernels = KernelMode.AUTO;
        private boolean outputHiddenStates;

        private Builder() {}

        /**
         * Sets what the model is.
         *
         * @param description the description
         * @return this builder
         */
        public Builder setDescription(ModelDescription description) {
            this.description = description;
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
         * Returns the hidden states between the layers, too. Default: false.
         *
         * @param outputHiddenStates true to return them
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
         * @throws IllegalArgumentException if the parts of the description don't fit together, or
         *     the form of the kernels is {@link KernelMode#INT8} and a part has no program
         */
        public TransformerModel build() {
            Objects.requireNonNull(description, "description");
            Backbone backbone = new Backbone(description, kernels);
            DecoderStack decoder =
                    description.decoder() == null
                            ? null
                            : new DecoderStack(description.decoder(), backbone.words(), kernels);
            TransformerModel model =
                    new TransformerModel(
                            description, backbone, decoder, kernels, outputHiddenStates);
            backbone.program().check();
            if (decoder != null) {
                decoder.program().check();
            }
            return model;
        }
    }
}
