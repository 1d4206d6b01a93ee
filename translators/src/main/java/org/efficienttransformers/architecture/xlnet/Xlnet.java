/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.xlnet;

import static org.efficienttransformers.config.PretrainedConfig.quotient;
import static org.efficienttransformers.description.HeadPart.linear;
import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.architecture.SequenceSummary;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.recurrence.XlnetKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.settings.Settings;

/**
 * XLNet (<a href="https://arxiv.org/abs/1906.08237">Yang et al., 2019</a>), as in transformers
 * ({@code modeling_xlnet.py}), with one stream: without language models, which need a second one.
 * Its question answering is {@code XLNetForQuestionAnsweringSimple}.
 */
public final class Xlnet implements Architecture {

    /** Types of the tokenizer: of two texts, of the class token, of padding. */
    private static final int TYPES = 4;

    /** There are no position embeddings, and so no longest text. */
    private static final int ANY_LENGTH = Integer.MAX_VALUE;

    private static final int SEPARATOR = 4;

    /** The mem_len of transformers where config.json has none. */
    private static final int MEMORY = 512;

    private static final List<String> HEADS =
            List.of("sequence_summary.summary", "logits_proj", "classifier", "qa_outputs");

    @Override
    public Map<String, String> classNames() {
        return Map.of("xlnet", "XLNet");
    }

    @Override
    public Set<Head> heads() {
        return EnumSet.of(
                Head.BASE,
                Head.SEQUENCE_CLASSIFICATION,
                Head.TOKEN_CLASSIFICATION,
                Head.QUESTION_ANSWERING,
                Head.MULTIPLE_CHOICE);
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        return AttentionKinds.of("xlnet");
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        int size = integer(config, "d_model", "hidden_size", 1024);
        int heads = integer(config, "n_head", "num_attention_heads", 16);
        int headSize = quotient("d_model", size, "n_head", heads);
        require(
                config.integer("d_head", headSize) == headSize,
                "%s has d_head = %d; it must be d_model / n_head, %d.",
                config.source(),
                config.integer("d_head", 0),
                headSize);
        config.requireOnly("bi_data", false); // for pretraining
        config.requireOnly("untie_r", true);
        boolean causal = config.word("attn_type", "bi", "uni").equals("uni");
        require(
                !causal || !config.bool("same_length", false),
                "%s has attn_type = uni and same_length = true; supported: false.",
                config.source());
        float dropout = (float) config.number("dropout", 0.1);
        Settings settings = ConfigSettings.of(attention(config), config);
        if (!config.toJson().has("mem_len")) {
            // Published files have null, which is none; a file without the key has this.
            settings = settings.with(XlnetKind.MEMORY, MEMORY);
        }
        List<LayerPart> layers = new ArrayList<>();
        int count = layers(config);
        for (int i = 0; i < count; i++) {
            layers.add(
                    new LayerPart(
                            "layer." + i,
                            false,
                            new AttentionPart(
                                    "rel_attn",
                                    attention(config),
                                    settings,
                                    heads,
                                    heads,
                                    headSize,
                                    causal,
                                    false,
                                    null,
                                    null,
                                    norm(config, "rel_attn.layer_norm"),
                                    null,
                                    dropout,
                                    dropout),
                            feedForward(config, size, dropout)));
        }
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                                "",
                                "word_embedding.weight",
                                integer(config, "vocab_size", "n_token", 32_000),
                                size,
                                new Positions.None(ANY_LENGTH),
                                null,
                                TYPES,
                                null,
                                dropout,
                                DropoutPlace.AFTER_NORM,
                                false)
                        .withMasks("mask_emb");
        return new ModelDescription(
                "transformer",
                embeddings,
                layers,
                false,
                null,
                true,
                null,
                head(config, head, size, dropout),
                config.integer("pad_token_id", 5),
                config.integer("sep_token_id", SEPARATOR),
                null);
    }

    /** A number under its own name, or under that which transformers takes as well. */
    private static int integer(
            PretrainedConfig config, String name, String other, int defaultValue) {
        return config.integer(name, config.integer(other, defaultValue));
    }

    private static int layers(PretrainedConfig config) {
        String other = "num_hidden_layers";
        String name = config.has("n_layer") || !config.has(other) ? "n_layer" : other;
        return config.has(name) ? config.layers(name) : 24;
    }

    private static FeedForwardPart feedForward(PretrainedConfig config, int size, float dropout) {
        return new FeedForwardPart(
                norm(config, "ff.layer_norm"),
                new LinearPart(
                        "ff.layer_1", integer(config, "d_inner", "intermediate_size", 4096), true),
                null,
                null,
                new LinearPart("ff.layer_2", size, true),
                Activation.of(config.string("ff_activation", "gelu")),
                0,
                dropout,
                dropout,
                config.integer("chunk_size_feed_forward", 0));
    }

    private static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(
                name, NormPart.Kind.LAYER, (float) config.number("layer_norm_eps", 1e-12));
    }

    private static HeadPart head(PretrainedConfig config, Head head, int size, float dropout) {
        HeadPart.Drop drop = new HeadPart.Drop(dropout);
        int labels = config.labels().size();
        return switch (head) {
            case SEQUENCE_CLASSIFICATION -> summary(config, head, size, labels);
            case MULTIPLE_CHOICE -> summary(config, head, size, 1);
            case TOKEN_CLASSIFICATION ->
                    HeadPart.of(head, Rows.ALL, drop, linear("classifier", labels));
            case QUESTION_ANSWERING -> HeadPart.of(head, Rows.ALL, drop, linear("qa_outputs", 2));
            default -> HeadPart.base();
        };
    }

    private static HeadPart summary(PretrainedConfig config, Head head, int size, int units) {
        SequenceSummary summary = SequenceSummary.of(config, size, true, "tanh", 0.1);
        return HeadPart.of(head, summary.rows(), summary.and(linear("logits_proj", units)));
    }

    @Override
    public String canonical(String name) {
        return name.replaceFirst("^(module\\.)?(transformer\\.)?", "");
    }

    /** Heads are left unused where another is wanted. */
    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>(List.of("lm_loss\\..*"));
        for (String name : HEADS) {
            if (!description.head().has(name)) {
                harmless.add(Pattern.quote(name) + "\\..*");
            }
        }
        return harmless;
    }
}
