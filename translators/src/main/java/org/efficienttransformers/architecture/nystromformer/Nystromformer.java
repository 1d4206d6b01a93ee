/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.nystromformer;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.architecture.bert.Family;
import org.efficienttransformers.architecture.bert.SingleFamily;
import org.efficienttransformers.attention.nystrom.NystromKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.settings.Settings;

/**
 * Nystromformer (<a href="https://arxiv.org/abs/2102.03902">Xiong et al., 2021</a>), as in
 * transformers ({@code modeling_nystromformer.py}): BERT with landmarks and a convolution of the
 * values, without a pooler, its positions counted from 2.
 *
 * <p>Published checkpoints have as many landmarks as {@code segment_means_seq_len}, 64 of each, and
 * are then full attention with a convolution, in transformers as here.
 */
public final class Nystromformer extends SingleFamily {

    private static final Family FAMILY =
            new Family(
                    "nystromformer",
                    "Nystromformer",
                    "nystromformer",
                    false,
                    DropoutPlace.AFTER_NORM,
                    "pooler",
                    "cls.predictions",
                    "transform.dense",
                    "transform.LayerNorm",
                    Family.Classifier.HIDDEN_ACT,
                    false,
                    "gelu_new",
                    3);
    private static final String KERNEL_SIZE = NystromKind.KERNEL_SIZE.key();

    /** What a config.json of transformers leaves out if it is as by default. */
    private static final Map<String, Number> DEFAULTS =
            Map.of(
                    "vocab_size", 30_000,
                    "hidden_size", 768,
                    "num_hidden_layers", 12,
                    "num_attention_heads", 12,
                    "intermediate_size", 3072,
                    "max_position_embeddings", 510,
                    "layer_norm_eps", 1e-5,
                    "pad_token_id", 1,
                    "segment_means_seq_len", 64);

    private static final String CHOICES = "pre_classifier";

    /** For ServiceLoader. */
    public Nystromformer() {
        super(FAMILY);
    }

    @Override
    protected String ownAttention(PretrainedConfig config) {
        return "nystrom";
    }

    @Override
    public ModelDescription describe(PretrainedConfig stored, Head head) {
        PretrainedConfig config = complete(stored);
        // In transformers, too, true fails: it reads a key of another name.
        config.requireOnly("inv_coeff_init_option", false);
        ModelDescription bert = super.describe(config, head).withoutPooler();
        Positions.Learned learned = (Positions.Learned) bert.embeddings().positions();
        Positions.Learned positions =
                new Positions.Learned(learned.name(), learned.rows() + 2, 2, false);
        AttentionPart attention = bert.layers().get(0).attention();
        int segmented = attention.kind().maxLength(attention.settings());
        require(
                segmented == Integer.MAX_VALUE || segmented <= learned.rows(),
                "%s has segment_means_seq_len = %d, which texts are padded to, and"
                        + " max_position_embeddings = %d; the first must not be more.",
                config.source(),
                segmented,
                learned.rows());
        ModelDescription description = bert.with(bert.embeddings().with(positions));
        return head == Head.MULTIPLE_CHOICE
                ? description.with(choices(config.integer("hidden_size")))
                : description;
    }

    private static PretrainedConfig complete(PretrainedConfig stored) {
        PretrainedConfig config = stored.withDefaults(DEFAULTS);
        // Here null is not the default but says that there is no convolution.
        return stored.toJson().has(KERNEL_SIZE) ? config : config.with(KERNEL_SIZE, 65);
    }

    private static HeadPart choices(int hiddenSize) {
        return HeadPart.of(
                Head.MULTIPLE_CHOICE,
                HeadPart.Rows.FIRST,
                HeadPart.linear(CHOICES, hiddenSize),
                new HeadPart.Activate(Activation.RELU),
                HeadPart.linear("classifier", 1));
    }

    @Override
    public ModelDescription lengthen(
            ModelDescription description, PretrainedConfig config, int maxLength, boolean swapped) {
        AttentionPart attention = description.layers().get(0).attention();
        Settings settings = attention.settings();
        require(
                maxLength <= attention.kind().maxLength(settings),
                "maxLength is %d, but the landmarks of this Nystromformer are means over segments of"
                        + " a text of %d (segment_means_seq_len), and it can't be lengthened; ask"
                        + " for at most that, or for another attention.",
                maxLength,
                attention.kind().maxLength(settings));
        return super.lengthen(description, config, maxLength, swapped);
    }

    @Override
    public String canonical(String name) {
        return super.canonical(name.replaceFirst("^(module\\.)?nystromformer\\.", ""));
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>(super.harmless(description));
        if (description.head().head() != Head.MULTIPLE_CHOICE) {
            harmless.add(CHOICES + "\\..*");
        }
        return harmless;
    }
}
