/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.distilbert;

import static org.efficienttransformers.description.HeadPart.linear;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.architecture.Spellings;
import org.efficienttransformers.architecture.bert.Family;
import org.efficienttransformers.architecture.bert.SingleFamily;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Activate;
import org.efficienttransformers.description.HeadPart.Decode;
import org.efficienttransformers.description.HeadPart.Drop;
import org.efficienttransformers.description.HeadPart.Norm;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;

/**
 * DistilBERT (<a href="https://arxiv.org/abs/1910.01108">Sanh et al., 2019</a>): BERT without token
 * types and pooler, and with names of its own for all else.
 *
 * <p>{@code sinusoidal_pos_embds} says how the table of positions began. A checkpoint holds it
 * either way.
 */
public final class DistilBert extends SingleFamily {

    private static final Family FAMILY = Family.BERT.named("distilbert", "DistilBert");
    private static final float EPSILON = 1e-12f;
    private static final String SIZE = "hidden_size";
    private static final String WORDS = "embeddings.word_embeddings.weight";
    private static final String PROJECTOR = "vocab_projector.";
    private static final String PRE_CLASSIFIER = "pre_classifier";
    private static final String CLASSIFIER = "classifier";

    /** BERT's keys, and what DistilBERT calls them. */
    private static final Map<String, String> KEYS =
            Map.of(
                    "hidden_size", "dim",
                    "num_hidden_layers", "n_layers",
                    "num_attention_heads", "n_heads",
                    "intermediate_size", "hidden_dim",
                    "hidden_act", "activation",
                    "hidden_dropout_prob", "dropout",
                    "attention_probs_dropout_prob", "attention_dropout");

    /** What a config.json of transformers leaves out if it is as by default, by BERT's keys. */
    private static final Map<String, Number> DEFAULTS =
            Map.of(
                    "vocab_size", 30_522,
                    "hidden_size", 768,
                    "num_hidden_layers", 6,
                    "num_attention_heads", 12,
                    "intermediate_size", 3072,
                    "max_position_embeddings", 512);

    private static final Spellings NAMES =
            new Spellings(
                    "encoder.layer.", "transformer.layer.",
                    ".attention.self.query.", ".attention.q_lin.",
                    ".attention.self.key.", ".attention.k_lin.",
                    ".attention.self.value.", ".attention.v_lin.",
                    ".attention.output.dense.", ".attention.out_lin.",
                    ".attention.output.LayerNorm.", ".sa_layer_norm.",
                    ".intermediate.dense.", ".ffn.lin1.",
                    ".output.dense.", ".ffn.lin2.",
                    ".output.LayerNorm.", ".output_layer_norm.");

    /** For ServiceLoader. */
    public DistilBert() {
        super(FAMILY);
    }

    @Override
    public ModelDescription describe(PretrainedConfig stored, Head head) {
        requireHead(stored, head);
        PretrainedConfig config = asBert(stored);
        ModelDescription bert = super.describe(config, Head.BASE).withoutPooler();
        return bert.with(head(config, head)).with(bert.embeddings().withoutTypes());
    }

    private static PretrainedConfig asBert(PretrainedConfig config) {
        return config.withKeys(KEYS).with("layer_norm_eps", EPSILON).withDefaults(DEFAULTS);
    }

    private static HeadPart head(PretrainedConfig config, Head head) {
        int size = config.integer(SIZE);
        Drop drop = new Drop((float) config.number("hidden_dropout_prob", 0.1));
        return switch (head) {
            case MASKED_LM ->
                    HeadPart.of(
                            head,
                            Rows.ALL,
                            linear("vocab_transform", size),
                            new Activate(Activation.of(config.string("hidden_act", "gelu"))),
                            new Norm(
                                    new NormPart("vocab_layer_norm", NormPart.Kind.LAYER, EPSILON)),
                            new Decode(
                                    config.bool("tie_word_embeddings", true)
                                            ? null
                                            : PROJECTOR + "weight",
                                    PROJECTOR + "bias"));
            case SEQUENCE_CLASSIFICATION -> classifier(config, head, config.labels().size());
            case MULTIPLE_CHOICE -> classifier(config, head, 1);
            case TOKEN_CLASSIFICATION ->
                    HeadPart.of(head, Rows.ALL, drop, linear(CLASSIFIER, config.labels().size()));
            case QUESTION_ANSWERING ->
                    HeadPart.of(
                            head,
                            Rows.ALL,
                            new Drop((float) config.number("qa_dropout", 0.1)),
                            linear("qa_outputs", 2));
            default -> HeadPart.base();
        };
    }

    private static HeadPart classifier(PretrainedConfig config, Head head, int units) {
        return HeadPart.of(
                head,
                Rows.FIRST,
                linear(PRE_CLASSIFIER, config.integer(SIZE)),
                new Activate(Activation.RELU),
                new Drop((float) config.number("seq_classif_dropout", 0.2)),
                linear(CLASSIFIER, units));
    }

    /** Under its own name, whatever the attention: transformers reads it as full. */
    @Override
    public PretrainedConfig withAttention(
            PretrainedConfig config, Head head, AttentionKind wanted) {
        JsonObject json = config.toJson();
        json.remove(ATTENTION);
        if (!wanted.id().equals(FULL)) {
            json.addProperty(ATTENTION, wanted.id());
        }
        return new PretrainedConfig(json, config.source());
    }

    @Override
    public String canonical(String name) {
        return super.canonical(NAMES.ours(name.replaceFirst("^(module\\.)?distilbert\\.", "")));
    }

    @Override
    public String stored(String name) {
        return NAMES.theirs(name);
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>(super.harmless(description));
        Set<String> own = description.head().names();
        if (description.head().head() != Head.MASKED_LM) {
            harmless.add("vocab_(transform|layer_norm|projector)\\..*");
        } else if (description.head().isTied()) {
            harmless.add("vocab_projector\\.weight");
        }
        if (!own.contains(PRE_CLASSIFIER)) {
            harmless.add(PRE_CLASSIFIER + "\\..*");
        }
        return harmless;
    }

    @Override
    public Map<String, String> tied(ModelDescription description) {
        return description.head().isTied() ? Map.of(WORDS, PROJECTOR + "weight") : Map.of();
    }
}
