/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bart;

import static org.efficienttransformers.config.PretrainedConfig.quotient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.architecture.SharedWords;
import org.efficienttransformers.architecture.TensorEdits;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.DecoderAttentionPart;
import org.efficienttransformers.description.DecoderLayerPart;
import org.efficienttransformers.description.DecoderPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.settings.Settings;

/**
 * Encoder-decoders whose decoder is BART's, each with an encoder attention of its own. Whole layers
 * are never dropped in training: {@code encoder_layerdrop} and {@code decoder_layerdrop}, 0 in
 * published checkpoints, have no effect.
 */
public abstract class BartLine implements Architecture {

    private static final String OFFSET = "final_logits_bias";
    private static final String QA_OUTPUTS = "qa_outputs";
    private static final String CLASSIFIER = "classification_head";

    /** In no config.json. */
    private static final float EPSILON = 1e-5f;

    private static final DecoderAttentionPart.Names PROJECTIONS =
            new DecoderAttentionPart.Names("q_proj", "k_proj", "v_proj", "out_proj");
    private static final Pattern PREFIX = Pattern.compile("^(module\\.)?((led|model)\\.)?");

    /**
     * What sets the two apart.
     *
     * @param prefix the name of the backbone in a model with a head
     * @param preNorm true if norms come before each part of a layer
     * @param attention the name of the encoder's attention, within a layer
     * @param layers the number of layers where config.json says nothing
     * @param vocabSize the number of words where config.json says nothing
     * @param activation the activation where config.json names none
     * @param padTokenId padding where config.json names none
     * @param endTokenId the end where config.json names none
     * @param dropsInEncoder true if {@code activation_dropout} acts in the encoder, too
     */
    protected record Family(
            String prefix,
            boolean preNorm,
            String attention,
            int layers,
            int vocabSize,
            String activation,
            int padTokenId,
            int endTokenId,
            boolean dropsInEncoder) {}

    /** Only for subclasses, which ServiceLoader makes. */
    protected BartLine() {}

    /** {@return what sets the model apart} */
    protected abstract Family family();

    /**
     * Returns how many positions the encoder has.
     *
     * @param config the configuration
     * @return the number of rows of its table
     */
    protected abstract int positions(PretrainedConfig config);

    /**
     * Returns how many positions the decoder has.
     *
     * @param config the configuration
     * @return the number of rows of its table
     */
    protected abstract int decoderPositions(PretrainedConfig config);

    /**
     * Tells whether the linear layers of attention have a bias.
     *
     * @param config the configuration
     * @return true by default
     */
    protected boolean hasBias(PretrainedConfig config) {
        return true;
    }

    /**
     * Tells whether words are multiplied by the root of the embedding size.
     *
     * @param config the configuration
     * @return false by default
     */
    protected boolean scalesWords(PretrainedConfig config) {
        return false;
    }

    /**
     * Adds to the settings of the mechanism what the {@code model_type} stands for.
     *
     * @param settings what config.json says
     * @return the settings
     */
    protected Settings ownSettings(Settings settings) {
        return settings;
    }

    @Override
    public Set<Head> heads() {
        return EnumSet.of(
                Head.BASE,
                Head.CONDITIONAL_GENERATION,
                Head.QUESTION_ANSWERING,
                Head.SEQUENCE_CLASSIFICATION);
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        Family family = family();
        int size = config.integer("d_model", 1024);
        int vocabSize = config.integer("vocab_size", family.vocabSize());
        NormPart norm = norm("layernorm_embedding");
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                        "",
                        SharedWords.TABLE,
                        vocabSize,
                        size,
                        new Positions.Learned(
                                "encoder.embed_positions.weight", positions(config), 0),
                        null,
                        1,
                        family.preNorm() ? null : norm("encoder." + norm.name()),
                        rate(config, "dropout", 0.1),
                        DropoutPlace.AFTER_NORM,
                        scalesWords(config));
        return new ModelDescription(
                family.prefix(),
                embeddings,
                layers(config, size),
                false,
                family.preNorm() ? norm("encoder." + norm.name()) : null,
                true,
                null,
                head(config, head, size),
                config.integer("pad_token_id", family.padTokenId()),
                end(config),
                decoder(config, size, vocabSize));
    }

    private int end(PretrainedConfig config) {
        return config.first("eos_token_id", family().endTokenId());
    }

    private int count(PretrainedConfig config, String key) {
        return config.has(key) ? config.layers(key) : family().layers();
    }

    private static int headSize(PretrainedConfig config, String key, int size) {
        return quotient("d_model", size, key, config.integer(key, 16));
    }

    private List<LayerPart> layers(PretrainedConfig config, int size) {
        Family family = family();
        AttentionKind kind = attention(config);
        Settings settings = ownSettings(ConfigSettings.of(kind, config));
        int headSize = headSize(config, "encoder_attention_heads", size);
        List<LayerPart> layers = new ArrayList<>();
        for (int i = 0; i < count(config, "encoder_layers"); i++) {
            layers.add(
                    new LayerPart(
                            "encoder.layers." + i,
                            family.preNorm(),
                            new AttentionPart(
                                    family.attention(),
                                    kind,
                                    settings,
                                    size / headSize,
                                    size / headSize,
                                    headSize,
                                    false,
                                    hasBias(config),
                                    null,
                                    null,
                                    norm("self_attn_layer_norm"),
                                    new LinearPart("self_attn.output", size, hasBias(config)),
                                    rate(config, "attention_dropout", 0),
                                    rate(config, "dropout", 0.1)),
                            feedForward(
                                    config,
                                    size,
                                    "encoder_ffn_dim",
                                    family.dropsInEncoder()
                                            ? rate(config, "activation_dropout", 0)
                                            : 0)));
        }
        return layers;
    }

    private FeedForwardPart feedForward(
            PretrainedConfig config, int size, String width, float inside) {
        return new FeedForwardPart(
                norm("final_layer_norm"),
                new LinearPart("fc1", config.integer(width, 4096), true),
                null,
                null,
                new LinearPart("fc2", size, true),
                Activation.of(config.string("activation_function", family().activation())),
                0,
                inside,
                rate(config, "dropout", 0.1),
                0);
    }

    private DecoderPart decoder(PretrainedConfig config, int size, int vocabSize) {
        boolean preNorm = family().preNorm();
        List<DecoderLayerPart> layers = new ArrayList<>();
        for (int i = 0; i < count(config, "decoder_layers"); i++) {
            layers.add(
                    new DecoderLayerPart(
                            "decoder.layers." + i,
                            preNorm,
                            attention(config, "self_attn", size),
                            attention(config, "encoder_attn", size),
                            feedForward(
                                    config,
                                    size,
                                    "decoder_ffn_dim",
                                    rate(config, "activation_dropout", 0))));
        }
        NormPart norm = norm("decoder.layernorm_embedding");
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                        "",
                        null,
                        vocabSize,
                        size,
                        new Positions.Learned(
                                "decoder.embed_positions.weight", decoderPositions(config), 0),
                        null,
                        1,
                        preNorm ? null : norm,
                        rate(config, "dropout", 0.1),
                        DropoutPlace.AFTER_NORM,
                        scalesWords(config));
        return new DecoderPart(
                embeddings,
                layers,
                preNorm ? norm : null,
                0,
                0,
                config.integer("decoder_start_token_id", 2),
                end(config),
                true);
    }

    private DecoderAttentionPart attention(PretrainedConfig config, String name, int size) {
        int headSize = headSize(config, "decoder_attention_heads", size);
        return new DecoderAttentionPart(
                name,
                PROJECTIONS,
                size / headSize,
                headSize,
                hasBias(config),
                1 / Math.sqrt((double) headSize),
                null,
                norm(name + "_layer_norm"),
                rate(config, "attention_dropout", 0),
                rate(config, "dropout", 0.1));
    }

    private static NormPart norm(String name) {
        return new NormPart(name, NormPart.Kind.LAYER, EPSILON);
    }

    private static float rate(PretrainedConfig config, String key, double defaultValue) {
        return (float) config.number(key, defaultValue);
    }

    private static HeadPart head(PretrainedConfig config, Head head, int size) {
        HeadPart.Drop drop = new HeadPart.Drop((float) config.number("classifier_dropout", 0));
        return switch (head) {
            case CONDITIONAL_GENERATION ->
                    HeadPart.of(
                            head,
                            HeadPart.Rows.ALL,
                            new HeadPart.Decode(null, null),
                            new HeadPart.Offset(OFFSET));
            case QUESTION_ANSWERING ->
                    HeadPart.of(head, HeadPart.Rows.ALL, HeadPart.linear(QA_OUTPUTS, 2));
            case SEQUENCE_CLASSIFICATION ->
                    HeadPart.of(
                            head,
                            HeadPart.Rows.LAST_END,
                            drop,
                            HeadPart.linear(CLASSIFIER + ".dense", size),
                            new HeadPart.Activate(Activation.TANH),
                            drop,
                            HeadPart.linear(CLASSIFIER + ".out_proj", config.labels().size()));
            default -> HeadPart.base();
        };
    }

    @Override
    public ModelDescription fit(ModelDescription description, TensorEdits tensors) {
        return SharedWords.fit(description, tensors, this);
    }

    @Override
    public String canonical(String name) {
        return SharedWords.canonical(PREFIX.matcher(name).replaceFirst(""));
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>();
        harmless.add("(encoder|decoder)\\.(version|embed_positions\\._float_tensor)");
        Head head = description.head().head();
        if (head != Head.CONDITIONAL_GENERATION) {
            harmless.add(OFFSET);
        }
        if (head != Head.CONDITIONAL_GENERATION || SharedWords.isTied(description)) {
            harmless.add(Pattern.quote(SharedWords.OUTPUT));
        }
        if (head != Head.QUESTION_ANSWERING) {
            harmless.add(QA_OUTPUTS + "\\..*");
        }
        if (head != Head.SEQUENCE_CLASSIFICATION) {
            harmless.add(CLASSIFIER + "\\..*");
        }
        return harmless;
    }

    @Override
    public Map<String, String> tied(ModelDescription description) {
        return SharedWords.tied(description);
    }

    /** A file may lack the offset of the logits, which is zero then, as in transformers. */
    @Override
    public void adapt(TensorEdits tensors, PretrainedConfig config, ModelDescription description) {
        boolean generates = description.head().head() == Head.CONDITIONAL_GENERATION;
        if (!generates || tensors.names().isEmpty() || tensors.names().contains(OFFSET)) {
            return;
        }
        Shape shape = new Shape(1, description.embeddings().vocabSize());
        tensors.put(OFFSET, tensors.names().iterator().next(), shape, other -> zeros(other, shape));
    }

    private static NDArray zeros(NDArray other, Shape shape) {
        try (other) {
            return other.getManager().zeros(shape);
        }
    }
}
