/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import static org.efficienttransformers.config.PretrainedConfig.quotient;
import static org.efficienttransformers.settings.Require.require;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.architecture.TensorEdits;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.sentence.LateInteraction;
import org.efficienttransformers.settings.Settings;

/**
 * Post-norm encoders of the BERT line, each with its own attention or with another's.
 *
 * <p>An encoder gets another attention as the authors of Longformer made theirs from RoBERTa (<a
 * href="https://arxiv.org/abs/2004.05150">paper</a>, section 5): its projections are reused by the
 * new mechanism, what that lacks is made ({@link AttentionKind#derive}), and the position table is
 * tiled.
 */
public abstract class BertLine implements Architecture {

    /**
     * The key of our own by which config.json names the attention of an encoder whose {@code
     * model_type} has another.
     */
    protected static final String ATTENTION = "attention";

    /** The attention of an encoder where nothing else is said. */
    protected static final String FULL = "full";

    private static final String MODEL_TYPE = "model_type";
    private static final Pattern PREFIX =
            Pattern.compile("^(module\\.)?((bert|roberta|longformer|linformer|performer)\\.)?");
    private static final List<String> HEADS =
            List.of(
                    "lm_head",
                    "cls.predictions",
                    Heads.SEQ_RELATIONSHIP,
                    Heads.CLASSIFIER,
                    Heads.QA_OUTPUTS,
                    Heads.QA_CLASSIFIER);

    /** Only for subclasses, which ServiceLoader makes. */
    protected BertLine() {}

    /**
     * {@return the family that a checkpoint is of, under its own name}
     *
     * @param config the configuration
     */
    protected abstract Family family(PretrainedConfig config);

    /**
     * Returns the mechanism that the {@code model_type} stands for.
     *
     * @param config the configuration
     * @return an id, such as {@code longformer}
     */
    protected String ownAttention(PretrainedConfig config) {
        return FULL;
    }

    /**
     * Adds to the settings of the mechanism what the {@code model_type} stands for.
     *
     * @param settings what config.json says
     * @param config the configuration
     * @return the settings
     */
    protected Settings ownSettings(Settings settings, PretrainedConfig config) {
        return settings;
    }

    /** Stanford's ColBERT, whose matrix the translators apply. */
    @Override
    public Map<String, Head> otherClasses() {
        return Map.of(LateInteraction.STANFORD, Head.BASE);
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        return AttentionKinds.of(
                config.has(ATTENTION) ? config.string(ATTENTION, null) : ownAttention(config));
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        Family family = family(config);
        config.word("position_embedding_type", "absolute");
        AttentionKind kind = attention(config);
        boolean causal = causal(config, head, kind);
        boolean bias = config.bool("use_bias", true);
        int hiddenSize = config.integer("hidden_size");
        int heads = config.integer("num_attention_heads");
        int headSize = quotient("hidden_size", hiddenSize, "num_attention_heads", heads);
        require(
                bias || !List.of("longformer", "linformer").contains(kind.id()),
                "%s has use_bias = false, and the projections of attention=%s have a bias; take"
                        + " full, bigbird or performer.",
                config.source(),
                kind.id());
        float dropout = (float) config.number("hidden_dropout_prob", 0.1);
        float probabilityDropout = (float) config.number("attention_probs_dropout_prob", 0.1);
        Settings settings = ownSettings(ConfigSettings.of(kind, config), config);
        Activation activation = Activation.of(config.string("hidden_act", family.hiddenAct()));
        int intermediate = config.integer("intermediate_size");
        List<LayerPart> layers = new ArrayList<>();
        for (int i = 0; i < config.layers("num_hidden_layers"); i++) {
            layers.add(
                    new LayerPart(
                            "encoder.layer." + i,
                            false,
                            new AttentionPart(
                                    "attention.self",
                                    kind,
                                    settings,
                                    heads,
                                    heads,
                                    headSize,
                                    causal,
                                    bias,
                                    null,
                                    null,
                                    norm(config, "attention.output.LayerNorm"),
                                    new LinearPart("attention.output.dense", hiddenSize, true),
                                    probabilityDropout,
                                    dropout),
                            FeedForwardPart.plain(
                                    norm(config, "output.LayerNorm"),
                                    new LinearPart("intermediate.dense", intermediate, true),
                                    new LinearPart("output.dense", hiddenSize, true),
                                    activation,
                                    dropout)));
        }
        return new ModelDescription(
                family.prefix(),
                embeddings(config, family, dropout),
                layers,
                false,
                null,
                true,
                new LinearPart(family.pooler(), hiddenSize, true),
                Heads.of(family, head, config, activation),
                padding(config, family),
                config.integer("sep_token_id", family.sepTokenId()),
                null);
    }

    private static EmbeddingsPart embeddings(
            PretrainedConfig config, Family family, float dropout) {
        int reserved = family.positionsAfterPadding() ? padding(config, family) + 1 : 0;
        int rows = config.integer("max_position_embeddings");
        return new EmbeddingsPart(
                "embeddings",
                "word_embeddings.weight",
                config.integer("vocab_size"),
                config.integer("hidden_size"),
                new Positions.Learned("position_embeddings.weight", rows, reserved),
                "token_type_embeddings.weight",
                config.integer("type_vocab_size", 2),
                norm(config, "LayerNorm"),
                dropout,
                family.dropoutPlace(),
                config.bool("rescale_embeddings", false));
    }

    /** A LayerNorm, whose epsilon all have in common. */
    static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(
                name, NormPart.Kind.LAYER, (float) config.number("layer_norm_eps", 1e-12));
    }

    private static int padding(PretrainedConfig config, Family family) {
        return config.integer("pad_token_id", family.positionsAfterPadding() ? 1 : 0);
    }

    private static boolean causal(PretrainedConfig config, Head head, AttentionKind kind) {
        boolean causal = config.bool("is_decoder", false);
        require(
                causal || head != Head.CAUSAL_LM,
                "%s has architectures = %s and is_decoder = false, so its words would see those"
                        + " that follow; set is_decoder to true, or load it as a masked language"
                        + " model.",
                config.source(),
                config.architecture());
        require(
                !causal || kind.canBeCausal(),
                "%s has is_decoder = true, and the attention %s can't be causal; load it with"
                        + " attention=full.",
                config.source(),
                kind.id());
        return causal;
    }

    @Override
    public boolean takesAttention() {
        return true;
    }

    @Override
    public PretrainedConfig withAttention(
            PretrainedConfig config, Head head, AttentionKind wanted) {
        JsonObject json = config.toJson();
        json.remove(ATTENTION);
        json.remove(OwnName.BASE);
        Family base = withoutAttention(config);
        Family named = rename(json, base, wanted);
        json.addProperty(MODEL_TYPE, named.modelType());
        PretrainedConfig changed = new PretrainedConfig(json, config.source());
        if (!Architectures.of(changed).attention(changed).id().equals(wanted.id())) {
            // It has no name in transformers, where it'd be read as something else.
            json.addProperty(ATTENTION, wanted.id());
            changed = new PretrainedConfig(json, config.source());
        }
        return config.architecture() == null
                ? changed
                : changed.withArchitecture(named.className() + head.suffix());
    }

    /**
     * Returns the family that a checkpoint is of whatever its attention.
     *
     * @param config the configuration
     * @return the family; that of a Longformer is RoBERTa
     */
    protected Family withoutAttention(PretrainedConfig config) {
        return family(config);
    }

    /** Writes down the mechanism, as transformers does where it knows the combination. */
    private static Family rename(JsonObject json, Family base, AttentionKind wanted) {
        boolean bigBird = base.modelType().equals(Family.BIG_BIRD.modelType());
        switch (wanted.id()) {
            case "linformer", "performer" -> {
                json.addProperty(OwnName.BASE, base.modelType());
                return OwnName.family(base, wanted.id());
            }
            case "longformer" -> {
                if (base.modelType().equals("roberta")) {
                    return Family.roberta("longformer", "Longformer");
                }
            }
            case "bigbird", FULL -> {
                if (bigBird) {
                    boolean full = wanted.id().equals(FULL);
                    json.addProperty("attention_type", full ? "original_full" : "block_sparse");
                    return base;
                }
            }
            default -> {}
        }
        return base;
    }

    @Override
    public ModelDescription lengthen(
            ModelDescription description, PretrainedConfig config, int maxLength, boolean swapped) {
        require(
                swapped || !attention(config).id().equals("linformer"),
                "maxLength is %d, but the projections of this Linformer are made for %d tokens, and"
                        + " can't be lengthened; ask for at most that.",
                maxLength,
                description.maxLength());
        Positions.Learned positions = (Positions.Learned) description.embeddings().positions();
        return description.with(description.embeddings().with(positions.with(maxLength)));
    }

    @Override
    public String canonical(String name) {
        return PREFIX.matcher(name)
                .replaceFirst("")
                .replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight")
                .replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias")
                // Two names of one tensor, of which a file may have either or both.
                .replaceFirst("^(lm_head|cls\\.predictions)\\.decoder\\.bias$", "$1.bias");
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>();
        harmless.add("(.*\\.)?(position_ids|embeddings\\.token_type_ids)");
        harmless.add("pooler\\..*");
        String kind = description.layers().get(0).attention().kind().id();
        for (AttentionKind other : AttentionKinds.all()) {
            if (!other.id().equals(kind)) {
                other.ownTensors()
                        .forEach(
                                name ->
                                        harmless.add(
                                                ".*\\.attention\\.self\\." + Pattern.quote(name)));
            }
        }
        for (String name : HEADS) {
            if (!description.head().has(name)) {
                harmless.add(Pattern.quote(name) + "\\..*");
            } else {
                // A tied decoder's, or the words' where a file has only that.
                harmless.add(Pattern.quote(name + ".decoder.weight"));
            }
        }
        return harmless;
    }

    @Override
    public Map<String, String> tied(ModelDescription description) {
        String words = "embeddings.word_embeddings.weight";
        return description.head().steps().stream()
                .filter(step -> step instanceof HeadPart.Decode decode && decode.weight() == null)
                .map(step -> ((HeadPart.Decode) step).bias())
                .collect(
                        Collectors.toMap(
                                bias -> words,
                                bias -> bias.replaceFirst("bias$", "decoder.weight")));
    }

    @Override
    public void adapt(TensorEdits tensors, PretrainedConfig config, ModelDescription description) {
        if (!config.bool("tie_word_embeddings", true)) {
            // An untied decoder adds a bias of its own, and transformers then leaves the head's
            // unused, though files hold both.
            for (String name : List.copyOf(tensors.names())) {
                if (name.endsWith(".decoder.bias")) {
                    String bias = name.replaceFirst("decoder\\.bias$", "bias");
                    tensors.put(bias, name, tensors.shape(name), original -> original);
                }
            }
        }
    }

    @Override
    public Map<String, String> aliases(Set<String> names) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (String name : names) {
            if (name.endsWith(".decoder.weight")) {
                aliases.put(
                        name.replaceFirst("weight$", "bias"),
                        name.replaceFirst("decoder\\.weight$", "bias"));
            }
        }
        return aliases;
    }
}
