/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.EncoderConfig;
import org.efficienttransformers.model.EncoderModel;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.ModelFamily;
import org.efficienttransformers.weights.TensorStore;

/**
 * Checkpoints of BERT, RoBERTa, Longformer, BigBird, Linformer and Performer, and each with the
 * attention of another.
 *
 * <p>An encoder gets another attention as the authors of Longformer made theirs from RoBERTa (<a
 * href="https://arxiv.org/abs/2004.05150">paper</a>, section 5): its projections serve the new
 * mechanism, what it lacks is made ({@link AttentionSwap}), and the position table is tiled.
 */
final class BertLine implements ModelFactory {

    private static final String WORDS = "embeddings.word_embeddings.weight";
    private static final String POSITIONS = "embeddings.position_embeddings.weight";
    private static final Pattern PREFIX =
            Pattern.compile("^(module\\.)?((bert|roberta|longformer|linformer|performer)\\.)?");
    private static final String SELF = ".*\\.attention\\.self\\.";
    private static final String SEQ_RELATIONSHIP = "cls.seq_relationship";
    private static final String CLASSIFIER = "classifier";
    private static final String QA_OUTPUTS = "qa_outputs";
    private static final String QA_CLASSIFIER = "qa_classifier";
    private static final List<String> HEADS =
            List.of(
                    "lm_head",
                    "cls.predictions",
                    SEQ_RELATIONSHIP,
                    CLASSIFIER,
                    QA_OUTPUTS,
                    QA_CLASSIFIER);

    /** {@inheritDoc} */
    @Override
    public Set<String> modelTypes() {
        return Families.modelTypes();
    }

    /** {@inheritDoc} */
    @Override
    public Plan plan(PretrainedConfig stored, Head head, LoadOptions options, TensorStore store)
            throws IOException {
        PretrainedConfig swapped = AttentionSwap.config(stored, head, options);
        AttentionType attention = AttentionType.of(swapped);
        ModelFamily family = Families.of(swapped);
        EncoderConfig own = encoderConfig(swapped, family);
        DerivedTensors tensors = new DerivedTensors(store);
        TensorNames names = names(family, head, tied(swapped), attention);
        EncoderConfig sizes = lengthen(own, family, options.maxLength(), names, tensors);
        PretrainedConfig config =
                swapped.with("max_position_embeddings", sizes.maxPositionEmbeddings());
        if (!tied(config)) {
            preferDecoderBias(tensors);
        }
        int maxLength = sizes.maxPositionEmbeddings() - reserved(family, sizes);
        Mechanisms mechanisms =
                new Mechanisms(config, sizes, maxLength, causal(config, head), options.kernels());
        boolean imported = attention != AttentionType.of(stored);
        switch (attention) {
            case LONGFORMER -> AttentionSwap.addGlobalProjections(tensors);
            case LINFORMER -> {
                if (imported) {
                    AttentionSwap.addLengthProjections(
                            tensors, config, sizes, mechanisms.ranks(), maxLength);
                } else if (!sizes.equals(own)) {
                    throw new IllegalArgumentException(
                            "maxLength is "
                                    + options.maxLength()
                                    + ", but the projections of this Linformer are made for "
                                    + (own.maxPositionEmbeddings() - reserved(family, own))
                                    + " tokens, and can't be lengthened; ask for at most that.");
                }
            }
            case PERFORMER -> {
                if (imported) {
                    AttentionSwap.addRandomDirections(tensors, config, sizes);
                }
            }
            case FULL, BIGBIRD -> {}
        }
        // Also where the head has no use for it: a model is saved as it was loaded.
        boolean pooler =
                store.names().stream()
                        .anyMatch(
                                name -> names.canonical().apply(name).startsWith(family.pooler()));
        EncoderModel.Builder builder =
                EncoderModel.builder()
                        .setConfig(sizes)
                        .setFamily(family)
                        .setAttention(mechanisms.of(attention))
                        .optHead(head)
                        .optLabels(config.labels().size())
                        .optPooler(pooler)
                        .optTied(tied(config))
                        .optOutputHiddenStates(options.outputHiddenStates());
        return new Plan(config, builder::build, names, tensors);
    }

    /** RoBERTa's first rows of the position table belong to padding. */
    private static int reserved(ModelFamily family, EncoderConfig sizes) {
        return family.positionsAfterPadding() ? sizes.padTokenId() + 1 : 0;
    }

    private static boolean tied(PretrainedConfig config) {
        return config.bool("tie_word_embeddings", true);
    }

    private static boolean causal(PretrainedConfig config, Head head) {
        boolean causal = config.bool("is_decoder", false);
        if (head == Head.CAUSAL_LM && !causal) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has architectures = "
                            + config.architecture()
                            + " and is_decoder = false, so its words would see those that follow;"
                            + " set is_decoder to true, or load it as a masked language model.");
        }
        return causal;
    }

    private static EncoderConfig encoderConfig(PretrainedConfig config, ModelFamily family) {
        String positions = config.string("position_embedding_type", "absolute");
        if (!positions.equals("absolute")) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has position_embedding_type = "
                            + positions
                            + "; supported: absolute.");
        }
        // Where config.json leaves a value out, transformers' own differ for BigBird.
        boolean bigBird = Families.base(config).equals(ModelFamily.BIG_BIRD);
        return new EncoderConfig(
                config.integer("vocab_size"),
                config.integer("hidden_size"),
                config.integer("num_hidden_layers"),
                config.integer("num_attention_heads"),
                config.integer("intermediate_size"),
                Activation.of(config.string("hidden_act", bigBird ? "gelu_new" : "gelu")),
                (float) config.number("hidden_dropout_prob", 0.1),
                (float) config.number("attention_probs_dropout_prob", 0.1),
                config.integer("max_position_embeddings"),
                config.integer("type_vocab_size", 2),
                (float) config.number("layer_norm_eps", 1e-12),
                config.integer("pad_token_id", family.positionsAfterPadding() ? 1 : 0),
                config.integer("sep_token_id", separator(Families.base(config))),
                (float)
                        config.number(
                                "classifier_dropout", config.number("hidden_dropout_prob", 0.1)),
                config.bool("rescale_embeddings", false));
    }

    /** [SEP] of the published vocabularies. BERT's config.json never names it. */
    private static int separator(ModelFamily base) {
        if (base.equals(ModelFamily.BERT)) {
            return 102;
        }
        return base.equals(ModelFamily.BIG_BIRD) ? 66 : 2;
    }

    private static TensorNames names(
            ModelFamily family, Head head, boolean tied, AttentionType attention) {
        List<String> harmless = new ArrayList<>();
        harmless.add("(.*\\.)?position_ids");
        harmless.add("pooler\\..*");
        if (attention != AttentionType.LONGFORMER) {
            harmless.add(SELF + "(query|key|value)_global\\.(weight|bias)");
        }
        if (attention != AttentionType.LINFORMER) {
            harmless.add(SELF + "compress_[kv]\\.weight");
        }
        if (attention != AttentionType.PERFORMER) {
            harmless.add(SELF + "projection_matrix");
        }
        List<String> own = headNames(family, head);
        for (String name : HEADS) {
            if (!own.contains(name)) {
                harmless.add(Pattern.quote(name) + "\\..*");
            } else if (tied) {
                harmless.add(Pattern.quote(name + ".decoder.weight"));
            }
        }
        return new TensorNames(
                BertLine::canonical,
                harmless.stream().map(Pattern::compile).toList(),
                tied ? Map.of(WORDS, family.languageModel() + ".decoder.weight") : Map.of());
    }

    private static List<String> headNames(ModelFamily family, Head head) {
        return switch (head) {
            case BASE -> List.of();
            case MASKED_LM, CAUSAL_LM -> List.of(family.languageModel());
            case PRETRAINING -> List.of(family.languageModel(), SEQ_RELATIONSHIP);
            case SEQUENCE_CLASSIFICATION, TOKEN_CLASSIFICATION, MULTIPLE_CHOICE ->
                    List.of(CLASSIFIER);
            case QUESTION_ANSWERING ->
                    List.of(family.questionMasked() ? QA_CLASSIFIER : QA_OUTPUTS);
        };
    }

    private static String canonical(String name) {
        return PREFIX.matcher(name)
                .replaceFirst("")
                .replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight")
                .replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias")
                // Two names of one tensor, of which a file may have either or both.
                .replaceFirst("^(lm_head|cls\\.predictions)\\.decoder\\.bias$", "$1.bias");
    }

    /**
     * An untied decoder adds a bias of its own, and transformers then leaves the head's unused,
     * though files hold both.
     */
    private static void preferDecoderBias(DerivedTensors tensors) {
        for (String name : List.copyOf(tensors.names())) {
            if (name.endsWith(".decoder.bias")) {
                String bias = name.replaceFirst("decoder\\.bias$", "bias");
                tensors.put(bias, name, tensors.shape(name), original -> original);
            }
        }
    }

    /**
     * Tiles the position table, if it has fewer rows than are asked for; the reserved ones stay
     * alone at the top.
     */
    private static EncoderConfig lengthen(
            EncoderConfig config,
            ModelFamily family,
            int maxLength,
            TensorNames names,
            DerivedTensors tensors) {
        int reserved = reserved(family, config);
        int rows = config.maxPositionEmbeddings() - reserved;
        if (maxLength <= rows) {
            return config;
        }
        String table = find(POSITIONS, names, tensors);
        int longer = reserved + maxLength;
        if (table != null) {
            tensors.put(
                    table,
                    table,
                    new Shape(longer, config.hiddenSize()),
                    original -> tile(original, reserved, longer));
            tensors.note("position table of " + rows + " rows tiled to " + maxLength);
        }
        return config.withMaxPositionEmbeddings(longer);
    }

    private static NDArray tile(NDArray table, int reserved, int rows) {
        try (NDManager scope = table.getManager().newSubManager()) {
            table.attach(scope);
            NDArray positions = table.get(new NDIndex("{}:", reserved));
            NDList parts = new NDList();
            if (reserved > 0) {
                parts.add(table.get(new NDIndex(":{}", reserved)));
            }
            long period = positions.getShape().get(0);
            for (long filled = reserved; filled < rows; filled += period) {
                parts.add(positions.get(new NDIndex(":{}", Math.min(period, rows - filled))));
            }
            return scope.ret(NDArrays.concat(parts, 0));
        }
    }

    private static String find(String canonical, TensorNames names, DerivedTensors tensors) {
        return tensors.names().stream()
                .filter(name -> names.canonical().apply(name).equals(canonical))
                .findFirst()
                .orElse(null);
    }
}
