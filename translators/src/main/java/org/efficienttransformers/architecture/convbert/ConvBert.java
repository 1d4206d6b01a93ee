/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.convbert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.architecture.SequenceSummary;
import org.efficienttransformers.architecture.bert.Family;
import org.efficienttransformers.architecture.bert.SingleFamily;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;

/**
 * ConvBERT (<a href="https://arxiv.org/abs/2008.02496">Jiang et al., 2020</a>), as in transformers
 * ({@code modeling_convbert.py}): BERT of which half of each attention is a convolution, whose
 * embeddings may be narrower than its hidden states and whose feed forward may be cut into groups.
 */
public final class ConvBert extends SingleFamily {

    private static final Family FAMILY =
            new Family(
                    "convbert",
                    "ConvBert",
                    "convbert",
                    false,
                    DropoutPlace.AFTER_NORM,
                    "pooler",
                    "generator_lm_head",
                    "dense",
                    "LayerNorm",
                    Family.Classifier.HIDDEN_ACT,
                    false,
                    "gelu",
                    102);
    private static final String WIDTH = "embedding_size";
    private static final String HIDDEN = "hidden_size";
    private static final String WORDS = "embeddings.word_embeddings.weight";
    private static final String PREDICTIONS = "generator_predictions.";
    private static final String DECODER = "generator_lm_head.";

    /** What a config.json of transformers leaves out if it is as by default. */
    private static final Map<String, Number> DEFAULTS =
            Map.of(
                    "vocab_size", 30_522,
                    "hidden_size", 768,
                    "num_hidden_layers", 12,
                    "num_attention_heads", 12,
                    "intermediate_size", 3072,
                    "max_position_embeddings", 512,
                    "embedding_size", 768,
                    "pad_token_id", 1);

    /** For ServiceLoader. */
    public ConvBert() {
        super(FAMILY);
    }

    @Override
    protected String ownAttention(PretrainedConfig config) {
        return "convbert";
    }

    /** Its projections are half as wide as those of other encoders. */
    @Override
    public boolean takesAttention() {
        return false;
    }

    @Override
    public ModelDescription describe(PretrainedConfig stored, Head head) {
        PretrainedConfig config = stored.withDefaults(DEFAULTS);
        ModelDescription bert = super.describe(config, head).withoutPooler();
        int width = config.integer(WIDTH);
        int groups = config.integer("num_groups", 1);
        ModelDescription description =
                bert.with(head(bert.head(), config)).withLayers(layer -> grouped(layer, groups));
        return width == config.integer(HIDDEN)
                ? description
                : description.with(description.embeddings().projected(width, "embeddings_project"));
    }

    private static LayerPart grouped(LayerPart layer, int groups) {
        FeedForwardPart part = layer.feedForward();
        return new LayerPart(
                layer.name(),
                layer.preNorm(),
                layer.attention(),
                FeedForwardPart.plain(
                        part.norm(),
                        grouped(part.in(), groups),
                        grouped(part.out(), groups),
                        part.activation(),
                        part.dropoutAfter()));
    }

    private static LinearPart grouped(LinearPart part, int groups) {
        return new LinearPart(part.name(), part.units(), part.bias(), groups);
    }

    private static HeadPart head(HeadPart bert, PretrainedConfig config) {
        int size = config.integer(HIDDEN);
        int width = config.integer(WIDTH);
        return switch (bert.head()) {
            case MASKED_LM ->
                    HeadPart.of(
                            Head.MASKED_LM,
                            HeadPart.Rows.ALL,
                            HeadPart.linear(PREDICTIONS + "dense", width),
                            // Whatever hidden_act says.
                            new HeadPart.Activate(Activation.GELU),
                            new HeadPart.Norm(
                                    new NormPart(
                                            PREDICTIONS + "LayerNorm",
                                            NormPart.Kind.LAYER,
                                            (float) config.number("layer_norm_eps", 1e-12))),
                            new HeadPart.Decode(
                                    config.bool("tie_word_embeddings", true)
                                            ? null
                                            : DECODER + "weight",
                                    DECODER + "bias"));
            case MULTIPLE_CHOICE -> {
                SequenceSummary summary = SequenceSummary.of(config, size, false, null, 0);
                HeadPart.Step classifier = HeadPart.linear("classifier", 1);
                yield HeadPart.of(bert.head(), summary.rows(), summary.and(classifier));
            }
            default -> bert;
        };
    }

    @Override
    public String canonical(String name) {
        return super.canonical(name.replaceFirst("^(module\\.)?convbert\\.", ""));
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>(super.harmless(description));
        if (description.head().head() != Head.MASKED_LM) {
            harmless.add("generator_(predictions|lm_head)\\..*");
        } else if (!tied(description).isEmpty()) {
            harmless.add("generator_lm_head\\.weight");
        }
        if (description.head().head() != Head.MULTIPLE_CHOICE) {
            harmless.add("sequence_summary\\..*");
        }
        return harmless;
    }

    @Override
    public Map<String, String> tied(ModelDescription description) {
        return description.head().isTied() ? Map.of(WORDS, DECODER + "weight") : Map.of();
    }
}
