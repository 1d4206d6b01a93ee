/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.longt5;

import static org.efficienttransformers.settings.Require.require;

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
import org.efficienttransformers.attention.position.RelativePositions;
import org.efficienttransformers.attention.transientglobal.LongT5Kind;
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
 * LongT5 (<a href="https://arxiv.org/abs/2112.07916">Guo et al., 2021</a>): T5 1.1 with an encoder
 * that sees a window, alone or with transient global tokens.
 */
public final class LongT5 implements Architecture {

    private static final String LOCAL = "local";

    /** Any length can be computed; published models were trained up to this one. */
    private static final int LENGTH = 16_384;

    /** The product of heads and their size; that of the largest published model is 4,096. */
    private static final int WIDEST = 1 << 20;

    private static final DecoderAttentionPart.Names PROJECTIONS =
            new DecoderAttentionPart.Names("q", "k", "v", "o");
    private static final Pattern PREFIX = Pattern.compile("^(module\\.)?(transformer\\.)?");

    @Override
    public Map<String, String> classNames() {
        return Map.of("longt5", "LongT5");
    }

    @Override
    public Set<Head> heads() {
        return EnumSet.of(Head.BASE, Head.CONDITIONAL_GENERATION);
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        // Not among those that can be chosen: no other model has it.
        return new LongT5Kind();
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        int size = config.integer("d_model", 512);
        int heads = config.integer("num_heads", 8);
        int headSize = config.integer("d_kv", 64);
        require(
                (long) heads * headSize <= WIDEST,
                "%s has num_heads = %s and d_kv = %s; their product may be %s at most.",
                config.source(),
                heads,
                headSize,
                WIDEST);
        int vocabSize = config.integer("vocab_size", 32_128);
        int layers = config.has("num_layers") ? config.layers("num_layers") : 6;
        return new ModelDescription(
                "",
                embeddings(config, SharedWords.TABLE, vocabSize, size, length(config)),
                encoder(config, layers, size),
                false,
                norm(config, "encoder.final_layer_norm"),
                true,
                null,
                head(config, head, size),
                config.integer("pad_token_id", 0),
                end(config),
                decoder(config, layers, vocabSize, size));
    }

    private static int length(PretrainedConfig config) {
        return config.integer("n_positions", LENGTH);
    }

    private static int end(PretrainedConfig config) {
        return config.first("eos_token_id", 1);
    }

    private static EmbeddingsPart embeddings(
            PretrainedConfig config, String words, int vocabSize, int size, int length) {
        return new EmbeddingsPart(
                "",
                words,
                vocabSize,
                size,
                new Positions.None(length),
                null,
                1,
                null,
                dropout(config),
                DropoutPlace.BEFORE_NORM,
                false);
    }

    private List<LayerPart> encoder(PretrainedConfig config, int count, int size) {
        boolean local =
                config.word("encoder_attention_type", LOCAL, "transient-global").equals(LOCAL);
        AttentionKind kind = attention(config);
        Settings given = ConfigSettings.of(kind, config);
        // More than the longest text is the same, and can be counted.
        int radius = Math.min(given.get(LongT5Kind.RADIUS), length(config));
        Settings settings = given.with(LongT5Kind.RADIUS, radius);
        String name = "layer.0." + (local ? "Local" : "TransientGlobal") + "SelfAttention";
        List<LayerPart> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(
                    new LayerPart(
                            "encoder.block." + i,
                            true,
                            new AttentionPart(
                                    name,
                                    kind,
                                    local ? settings.with(LongT5Kind.BLOCK_SIZE, 0) : settings,
                                    config.integer("num_heads", 8),
                                    config.integer("num_heads", 8),
                                    config.integer("d_kv", 64),
                                    false,
                                    false,
                                    null,
                                    null,
                                    norm(config, "layer.0.layer_norm"),
                                    new LinearPart(name + ".o", size, false),
                                    dropout(config),
                                    dropout(config)),
                            feedForward(config, "layer.1.", size)));
        }
        return layers;
    }

    private static FeedForwardPart feedForward(PretrainedConfig config, String name, int size) {
        String activation = config.string("feed_forward_proj", "relu");
        boolean gated = activation.startsWith("gated-");
        String function = gated ? activation.substring("gated-".length()) : activation;
        if (gated && function.equals("gelu")) {
            // What T5 1.1 was trained with, whatever the name.
            function = "gelu_new";
        }
        int width = config.integer("d_ff", 2048);
        String dense = name + "DenseReluDense.";
        return new FeedForwardPart(
                norm(config, name + "layer_norm"),
                new LinearPart(dense + (gated ? "wi_0" : "wi"), width, false),
                gated ? new LinearPart(dense + "wi_1", width, false) : null,
                null,
                new LinearPart(dense + "wo", size, false),
                Activation.of(function),
                0,
                dropout(config),
                dropout(config),
                0);
    }

    private static DecoderPart decoder(
            PretrainedConfig config, int encoderLayers, int vocabSize, int size) {
        int count =
                config.has("num_decoder_layers")
                        ? config.layers("num_decoder_layers")
                        : encoderLayers;
        RelativePositions relative =
                new RelativePositions(
                        config.integer(LongT5Kind.BUCKETS.key(), 32),
                        config.integer(LongT5Kind.MAX_DISTANCE.key(), 128),
                        false);
        List<DecoderLayerPart> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(
                    new DecoderLayerPart(
                            "decoder.block." + i,
                            true,
                            attention(config, "layer.0.", "SelfAttention", relative),
                            attention(config, "layer.1.", "EncDecAttention", null),
                            feedForward(config, "layer.2.", size)));
        }
        return new DecoderPart(
                embeddings(config, null, vocabSize, size, Integer.MAX_VALUE),
                layers,
                norm(config, "decoder.final_layer_norm"),
                dropout(config),
                dropout(config),
                config.integer("decoder_start_token_id", config.integer("pad_token_id", 0)),
                end(config),
                false);
    }

    private static DecoderAttentionPart attention(
            PretrainedConfig config, String layer, String name, RelativePositions relative) {
        return new DecoderAttentionPart(
                layer + name,
                PROJECTIONS,
                config.integer("num_heads", 8),
                config.integer("d_kv", 64),
                false,
                1,
                relative,
                norm(config, layer + "layer_norm"),
                dropout(config),
                dropout(config));
    }

    private static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(
                name, NormPart.Kind.RMS, (float) config.number("layer_norm_epsilon", 1e-6));
    }

    private static float dropout(PretrainedConfig config) {
        return (float) config.number("dropout_rate", 0.1);
    }

    /**
     * Words are tied in any case: {@code tie_word_embeddings} says whether states are scaled,
     * unless transformers 5 saved the folder, which writes true and tells by {@code
     * scale_decoder_outputs}.
     */
    private static HeadPart head(PretrainedConfig config, Head head, int size) {
        if (head == Head.BASE) {
            return HeadPart.base();
        }
        List<HeadPart.Step> steps = new ArrayList<>();
        boolean tied = config.bool("tie_word_embeddings", true);
        if (config.bool("scale_decoder_outputs", tied)) {
            steps.add(new HeadPart.Scale(1 / Math.sqrt((double) size)));
        }
        steps.add(new HeadPart.Decode(null, null));
        return new HeadPart(head, HeadPart.Rows.ALL, steps, List.of(), false);
    }

    @Override
    public ModelDescription lengthen(
            ModelDescription description, PretrainedConfig config, int maxLength, boolean swapped) {
        return description.with(description.embeddings().with(new Positions.None(maxLength)));
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
        // Older files have it, and it is never used.
        harmless.add(
                "decoder\\.block\\.0\\.layer\\.1\\.EncDecAttention\\.relative_attention_bias\\.weight");
        if (description.head().head() == Head.BASE || SharedWords.isTied(description)) {
            harmless.add(Pattern.quote(SharedWords.OUTPUT));
        }
        return harmless;
    }

    @Override
    public Map<String, String> tied(ModelDescription description) {
        return SharedWords.tied(description);
    }
}
