/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.modernbert;

import static org.efficienttransformers.settings.Require.require;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.architecture.RotaryConfig;
import org.efficienttransformers.architecture.RotaryEncoder;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.FusedPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.settings.Settings;

/**
 * ModernBERT (<a href="https://arxiv.org/abs/2412.13663">Warner et al., 2024</a>), as in
 * transformers ({@code modeling_modernbert.py}): pre-norm, gated feed forward, rotary positions,
 * full attention in some layers and a window without global tokens in the others.
 *
 * <p>Another attention takes the place of the windows, and the full layers stay: with {@code
 * attention=longformer} there are windows with global tokens.
 */
public final class ModernBert extends RotaryEncoder {

    private static final String FULL = "full_attention";
    private static final String LOCAL = "sliding_attention";

    /** Made by the service loader. */
    public ModernBert() {
        super(
                Map.of("modernbert", "ModernBert"),
                EnumSet.complementOf(
                        EnumSet.of(Head.CAUSAL_LM, Head.PRETRAINING, Head.CONDITIONAL_GENERATION)),
                List.of("head", "decoder", "classifier"),
                "embeddings.tok_embeddings.weight",
                "decoder.weight");
    }

    /** The windows. */
    @Override
    protected String ownAttention() {
        return "longformer";
    }

    /** Windows without global tokens aren't those of a Longformer. */
    @Override
    public boolean isReplaced(PretrainedConfig config, AttentionKind wanted) {
        return !wanted.id().equals(config.value(ATTENTION));
    }

    @Override
    public PretrainedConfig withAttention(
            PretrainedConfig config, Head head, AttentionKind wanted) {
        JsonObject json = config.toJson();
        json.addProperty(ATTENTION, wanted.id());
        return new PretrainedConfig(json, config.source());
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        int size = config.integer("hidden_size", 768);
        int heads = config.integer("num_attention_heads", 12);
        List<String> types = layerTypes(config);
        List<LayerPart> layers = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            layers.add(
                    new LayerPart(
                            "layers." + i,
                            true,
                            attention(config, types.get(i), i, size, heads),
                            feedForward(config, size)));
        }
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                        "embeddings",
                        "tok_embeddings.weight",
                        config.integer("vocab_size", 50_368),
                        size,
                        positions(layers, config.integer("max_position_embeddings", 8192)),
                        null,
                        1,
                        norm(config, "norm"),
                        rate(config, "embedding_dropout"),
                        DropoutPlace.AFTER_NORM,
                        false);
        return new ModelDescription(
                "model",
                embeddings,
                layers,
                false,
                norm(config, "final_norm"),
                true,
                null,
                head(config, head, size),
                config.integer("pad_token_id", 50_283),
                config.integer("sep_token_id", 50_282),
                null);
    }

    /** The kind of each layer: as listed, or full in every so many layers. */
    private static List<String> layerTypes(PretrainedConfig config) {
        int layers = config.has("num_hidden_layers") ? config.layers("num_hidden_layers") : 22;
        if (!config.has("layer_types")) {
            int rhythm = config.integer("global_attn_every_n_layers", 3);
            require(
                    rhythm > 0,
                    "%s has global_attn_every_n_layers = %d; it must be 1 or more.",
                    config.source(),
                    rhythm);
            List<String> types = new ArrayList<>();
            for (int i = 0; i < layers; i++) {
                types.add(i % rhythm == 0 ? FULL : LOCAL);
            }
            return types;
        }
        List<String> types = config.strings("layer_types");
        require(
                types.size() == layers && Set.of(FULL, LOCAL).containsAll(types),
                "%s has layer_types = %s; it must name %s or %s for each of %d layers.",
                config.source(),
                types,
                FULL,
                LOCAL,
                layers);
        return types;
    }

    private AttentionPart attention(
            PretrainedConfig config, String type, int layer, int size, int heads) {
        boolean local = type.equals(LOCAL);
        boolean bias = config.bool("attention_bias", false);
        AttentionKind kind = local ? attention(config) : AttentionKinds.of("full");
        float dropout = rate(config, "attention_dropout");
        return new AttentionPart(
                "attn",
                kind,
                local ? windows(config, kind) : Settings.DEFAULT,
                heads,
                heads,
                headSize(config, size, heads),
                false,
                bias,
                rotary(config, type, headSize(config, size, heads)),
                "Wqkv",
                // The embeddings end in a norm already.
                layer == 0 ? null : norm(config, "attn_norm"),
                new LinearPart("attn.Wo", size, bias),
                dropout,
                dropout);
    }

    private static Settings windows(PretrainedConfig config, AttentionKind kind) {
        Settings settings = ConfigSettings.of(kind, config);
        if (!kind.id().equals("longformer")) {
            return settings;
        }
        Settings own = settings.with(LongformerKind.GLOBAL_TOKENS, config.has(ATTENTION));
        return config.has(LongformerKind.WINDOW.key())
                ? own
                : own.with(LongformerKind.WINDOW, List.of(config.integer("local_attention", 128)));
    }

    /** The rotary positions of a kind of layers; what older files scale, they scale in all. */
    private static RotaryPositions rotary(PretrainedConfig config, String type, int headSize) {
        Map<Object, Object> parameters = new LinkedHashMap<>();
        Object own = config.object("rope_parameters").get(type);
        require(
                own == null || own instanceof Map,
                "%s has rope_parameters of %s = %s; it must be an object.",
                config.source(),
                type,
                own);
        if (own instanceof Map<?, ?> map) {
            parameters.putAll(map);
        }
        parameters.putAll(config.object("rope_scaling"));
        return RotaryConfig.of(
                config,
                "rope_parameters",
                parameters,
                theta(config, type),
                headSize,
                config.integer("max_position_embeddings", 8192));
    }

    private static double theta(PretrainedConfig config, String type) {
        double global = config.number("global_rope_theta", 160_000);
        if (type.equals(FULL)) {
            return global;
        }
        // null, in files of the first releases, means that there is one for all.
        String key = "local_rope_theta";
        return config.toJson().has(key) && !config.has(key) ? global : config.number(key, 10_000);
    }

    private static FeedForwardPart feedForward(PretrainedConfig config, int size) {
        boolean bias = config.bool("mlp_bias", false);
        int width = config.integer("intermediate_size", 1152);
        LinearPart in = new LinearPart("mlp.input", width, bias);
        LinearPart gate = new LinearPart("mlp.gate", width, bias);
        return new FeedForwardPart(
                norm(config, "mlp_norm"),
                in,
                gate,
                FusedPart.of("mlp.Wi", in, gate),
                new LinearPart("mlp.Wo", size, bias),
                Activation.of(config.string("hidden_activation", "gelu")),
                0,
                rate(config, "mlp_dropout"),
                0,
                0);
    }

    private static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(
                name,
                config.bool("norm_bias", false)
                        ? NormPart.Kind.LAYER
                        : NormPart.Kind.LAYER_WITHOUT_BIAS,
                (float) config.number("norm_eps", 1e-5));
    }

    private static float rate(PretrainedConfig config, String key) {
        return (float) config.number(key, 0);
    }

    private static HeadPart head(PretrainedConfig config, Head head, int size) {
        if (head == Head.BASE) {
            return HeadPart.base();
        }
        List<HeadPart.Step> steps = new ArrayList<>();
        boolean bias = config.bool("classifier_bias", false);
        steps.add(new HeadPart.Linear(new LinearPart("head.dense", size, bias)));
        steps.add(
                new HeadPart.Activate(
                        Activation.of(config.string("classifier_activation", "gelu"))));
        steps.add(new HeadPart.Norm(norm(config, "head.norm")));
        if (head == Head.MASKED_LM) {
            steps.add(
                    new HeadPart.Decode(
                            config.bool("tie_word_embeddings", true) ? null : "decoder.weight",
                            config.bool("decoder_bias", true) ? "decoder.bias" : null));
        } else {
            int labels =
                    switch (head) {
                        case QUESTION_ANSWERING -> 2;
                        case MULTIPLE_CHOICE -> 1;
                        default -> config.labels().size();
                    };
            steps.add(new HeadPart.Drop(rate(config, "classifier_dropout")));
            steps.add(HeadPart.linear("classifier", labels));
        }
        return new HeadPart(head, rows(config, head), steps, List.of(), false);
    }

    private static HeadPart.Rows rows(PretrainedConfig config, Head head) {
        if (head != Head.SEQUENCE_CLASSIFICATION && head != Head.MULTIPLE_CHOICE) {
            return HeadPart.Rows.ALL;
        }
        if (config.word("classifier_pooling", "cls", "mean").equals("mean")) {
            return HeadPart.Rows.MEAN;
        }
        return head == Head.MULTIPLE_CHOICE ? HeadPart.Rows.FIRST_TOKEN : HeadPart.Rows.FIRST;
    }

    @Override
    public String canonical(String name) {
        return name.replaceFirst("^(module\\.)?(model\\.)?", "");
    }
}
