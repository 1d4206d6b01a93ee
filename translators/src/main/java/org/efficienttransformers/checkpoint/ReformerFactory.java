/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.attention.lsh.Chunks;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.ReformerConfig;
import org.efficienttransformers.model.ReformerModel;
import org.efficienttransformers.weights.TensorStore;

/** Checkpoints of Reformer. */
final class ReformerFactory implements ModelFactory {

    private static final Pattern PREFIX = Pattern.compile("^(module\\.)?(reformer\\.)?");
    private static final String LM_HEAD = "lm_head";
    private static final String CLASSIFIER = "classifier";
    private static final String QA_OUTPUTS = "qa_outputs";

    /** {@inheritDoc} */
    @Override
    public Set<String> modelTypes() {
        return Set.of("reformer");
    }

    /** {@inheritDoc} */
    @Override
    public Plan plan(PretrainedConfig config, Head head, LoadOptions options, TensorStore store) {
        options.refuseBfloat16(config.modelType());
        ReformerConfig sizes = reformerConfig(config);
        checkOptions(options, sizes);
        ReformerModel.Builder builder =
                ReformerModel.builder()
                        .setConfig(sizes)
                        .optHead(head)
                        .optLabels(config.labels().size())
                        .optKernels(options.kernels())
                        .optOutputHiddenStates(options.outputHiddenStates());
        return new Plan(config, builder::build, names(head), new DerivedTensors(store));
    }

    private static void checkOptions(LoadOptions options, ReformerConfig sizes) {
        if (options.changesAttention()) {
            throw new IllegalArgumentException(
                    "attention or a setting of it is given, but a Reformer keeps its own attention;"
                            + " leave them out.");
        }
        if (options.maxLength() > sizes.maxLength()) {
            throw new IllegalArgumentException(
                    "maxLength is "
                            + options.maxLength()
                            + ", but this Reformer has positions for "
                            + sizes.maxLength()
                            + " tokens, and they can't be lengthened; ask for at most that.");
        }
    }

    private static ReformerConfig reformerConfig(PretrainedConfig config) {
        int hiddenSize = config.integer("hidden_size", 256);
        float dropout = (float) config.number("hidden_dropout_prob", 0.05);
        return new ReformerConfig(
                config.integer("vocab_size"),
                hiddenSize,
                config.integer("num_attention_heads", 12),
                config.integer("attention_head_size", 64),
                layers(config),
                look(config, "local", 0.05),
                look(config, "lsh", 0),
                new ReformerConfig.Hashes(
                        config.integer("num_hashes", 1),
                        Arrays.stream(config.integers("num_buckets")).boxed().toList(),
                        config.has("hash_seed") ? config.integer("hash_seed") : null),
                config.bool("is_decoder", false),
                config.integer("feed_forward_size", 512),
                config.integer("chunk_size_feed_forward", 0),
                Activation.of(config.string("hidden_act", "relu")),
                dropout,
                (float) config.number("classifier_dropout", dropout),
                config.integer("max_position_embeddings", 4096),
                config.bool("axial_pos_embds", true) ? axial(config) : null,
                (float) config.number("layer_norm_eps", 1e-12),
                config.integer("pad_token_id", 0));
    }

    private static List<ReformerConfig.Layer> layers(PretrainedConfig config) {
        List<ReformerConfig.Layer> layers = new ArrayList<>();
        for (String name : config.strings("attn_layers")) {
            switch (name) {
                case "local" -> layers.add(ReformerConfig.Layer.LOCAL);
                case "lsh" -> layers.add(ReformerConfig.Layer.LSH);
                default ->
                        throw new IllegalArgumentException(
                                config.source()
                                        + " has a layer '"
                                        + name
                                        + "' in attn_layers; allowed: local, lsh.");
            }
        }
        return layers;
    }

    private static ReformerConfig.Look look(
            PretrainedConfig config, String kind, double defaultDropout) {
        return new ReformerConfig.Look(
                new Chunks(
                        config.integer(kind + "_attn_chunk_length", 64),
                        config.integer(kind + "_num_chunks_before", 1),
                        config.integer(kind + "_num_chunks_after", 0)),
                (float) config.number(kind + "_attention_probs_dropout_prob", defaultDropout));
    }

    private static ReformerConfig.Axial axial(PretrainedConfig config) {
        int[] shape = config.integers("axial_pos_shape", 64, 64);
        int[] sizes = config.integers("axial_pos_embds_dim", 64, 192);
        if (shape.length != 2 || sizes.length != 2) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has axial_pos_shape = "
                            + Arrays.toString(shape)
                            + " and axial_pos_embds_dim = "
                            + Arrays.toString(sizes)
                            + "; supported: two axes, two numbers in each.");
        }
        return new ReformerConfig.Axial(
                shape[0], shape[1], sizes[0], sizes[1], (float) config.number("axial_norm_std", 1));
    }

    private static TensorNames names(Head head) {
        List<String> harmless = new ArrayList<>();
        // Buffers, which early versions of transformers saved.
        harmless.add(".*\\.(self_)?mask_value_float(16|32)");
        String own =
                switch (head) {
                    case CAUSAL_LM, MASKED_LM -> LM_HEAD;
                    case SEQUENCE_CLASSIFICATION -> CLASSIFIER;
                    case QUESTION_ANSWERING -> QA_OUTPUTS;
                    default -> "";
                };
        for (String name : List.of(LM_HEAD, CLASSIFIER, QA_OUTPUTS)) {
            if (!name.equals(own)) {
                harmless.add(Pattern.quote(name) + "\\..*");
            }
        }
        return new TensorNames(
                ReformerFactory::canonical, harmless.stream().map(Pattern::compile).toList());
    }

    private static String canonical(String name) {
        return PREFIX.matcher(name)
                .replaceFirst("")
                // Two names of one tensor, of which a file may have either or both.
                .replaceFirst("^lm_head\\.decoder\\.bias$", "lm_head.bias");
    }
}
