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
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.efficienttransformers.attention.BlockSparseAttention;
import org.efficienttransformers.attention.FullAttention;
import org.efficienttransformers.attention.RandomBlocks;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SlidingWindowAttention;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.encoder.Activation;
import org.efficienttransformers.encoder.EncoderConfig;
import org.efficienttransformers.encoder.EncoderModel;
import org.efficienttransformers.encoder.Head;
import org.efficienttransformers.encoder.ModelFamily;
import org.efficienttransformers.weights.TensorStore;

/**
 * Checkpoints of BERT, RoBERTa, Longformer and BigBird, and each with the attention of another.
 *
 * <p>An encoder gets another attention as the authors of Longformer made theirs from RoBERTa (<a
 * href="https://arxiv.org/abs/2004.05150">paper</a>, section 5): its projections serve the new
 * mechanism, global projections start as copies of the local ones, and the position table is tiled.
 */
final class BertLine implements ModelFactory {

    private static final List<ModelFamily> FAMILIES =
            List.of(
                    ModelFamily.BERT,
                    ModelFamily.ROBERTA,
                    ModelFamily.LONGFORMER,
                    ModelFamily.BIG_BIRD);
    private static final String POSITIONS = "embeddings.position_embeddings.weight";
    private static final String LONGFORMER = "longformer";
    private static final String BIG_BIRD = "big_bird";
    private static final String FULL = "full";
    private static final String BIGBIRD = "bigbird";
    private static final int DEFAULT_WINDOW = 512;
    private static final Pattern LOCAL_PROJECTION =
            Pattern.compile("(.*\\.attention\\.self\\.(?:query|key|value))\\.(weight|bias)");

    private static final Pattern PREFIX =
            Pattern.compile("^(module\\.)?((bert|roberta|longformer)\\.)?");
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
        return FAMILIES.stream().map(ModelFamily::modelType).collect(Collectors.toSet());
    }

    /** {@inheritDoc} */
    @Override
    public Plan plan(PretrainedConfig config, Head head, LoadOptions options, TensorStore store)
            throws IOException {
        ModelFamily family = family(config);
        EncoderConfig stored = encoderConfig(config, family);
        DerivedTensors tensors = new DerivedTensors(store);
        TensorNames names = names(family, head, tied(config), attention(config, options));
        EncoderConfig sizes = lengthen(stored, family, options.maxLength(), names, tensors);
        if (!tied(config)) {
            preferDecoderBias(tensors);
        }
        boolean causal = causal(config, head);
        IntFunction<SelfAttention> mechanism = mechanism(config, sizes, causal, options);
        if (attention(config, options).equals(LONGFORMER)) {
            addGlobalProjections(tensors);
        }
        boolean pooler =
                head == Head.BASE
                        && store.names().stream()
                                .anyMatch(
                                        name ->
                                                names.canonical()
                                                        .apply(name)
                                                        .startsWith(family.pooler()));
        EncoderModel.Builder builder =
                EncoderModel.builder()
                        .setConfig(sizes)
                        .setFamily(family)
                        .setAttention(mechanism)
                        .optHead(head)
                        .optLabels(config.labels().size())
                        .optPooler(pooler)
                        .optTied(tied(config))
                        .optOutputHiddenStates(options.outputHiddenStates());
        return new Plan(builder::build, names, tensors);
    }

    private static ModelFamily family(PretrainedConfig config) {
        return FAMILIES.stream()
                .filter(family -> family.modelType().equals(config.modelType()))
                .findFirst()
                .orElseThrow();
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
        boolean bigBird = family.equals(ModelFamily.BIG_BIRD);
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
                config.integer("sep_token_id", bigBird ? 66 : 2),
                (float)
                        config.number(
                                "classifier_dropout", config.number("hidden_dropout_prob", 0.1)),
                config.bool("rescale_embeddings", false));
    }

    private static String attention(PretrainedConfig config, LoadOptions options) {
        if (options.attention() != null) {
            return options.attention();
        }
        return switch (config.modelType()) {
            case LONGFORMER -> LONGFORMER;
            case BIG_BIRD -> ownAttention(config);
            default -> FULL;
        };
    }

    private static String ownAttention(PretrainedConfig config) {
        String type = config.string("attention_type", "block_sparse");
        return switch (type) {
            case "block_sparse" -> BIGBIRD;
            case "original_full" -> FULL;
            default ->
                    throw new IllegalArgumentException(
                            config.source()
                                    + " has attention_type = "
                                    + type
                                    + "; supported: block_sparse, original_full.");
        };
    }

    private static IntFunction<SelfAttention> mechanism(
            PretrainedConfig config, EncoderConfig sizes, boolean causal, LoadOptions options) {
        String attention = attention(config, options);
        if (options.attentionWindow() > 0 && !attention.equals(LONGFORMER)) {
            throw new IllegalArgumentException(
                    "attentionWindow is given, but the attention is "
                            + attention
                            + "; it goes with attention=longformer.");
        }
        boolean bias = config.bool("use_bias", true);
        boolean imported = config.modelType().equals(BIG_BIRD);
        return switch (attention) {
            case FULL ->
                    layer ->
                            FullAttention.builder()
                                    .setHiddenSize(sizes.hiddenSize())
                                    .setHeads(sizes.numAttentionHeads())
                                    .optCausal(causal)
                                    .optBias(bias)
                                    .optDropout(sizes.attentionProbsDropoutProb())
                                    .optKernels(options.kernels())
                                    .build();
            case LONGFORMER -> {
                int[] windows = windows(config, sizes, options);
                yield layer ->
                        SlidingWindowAttention.builder()
                                .setHiddenSize(sizes.hiddenSize())
                                .setHeads(sizes.numAttentionHeads())
                                .setWindow(windows[layer])
                                .optCausal(causal)
                                .optDropout(sizes.attentionProbsDropoutProb())
                                .optKernels(options.kernels())
                                .build();
            }
            case BIGBIRD -> {
                if (causal) {
                    throw new IllegalArgumentException(
                            config.source()
                                    + " has is_decoder = true, and BigBird's block-sparse"
                                    + " attention can't be causal; load it with attention=full.");
                }
                yield layer ->
                        BlockSparseAttention.builder()
                                .setHiddenSize(sizes.hiddenSize())
                                .setHeads(sizes.numAttentionHeads())
                                .optBlockSize(config.integer("block_size", 64))
                                .optNumRandomBlocks(config.integer("num_random_blocks", 3))
                                .optRandomBlocks(
                                        imported
                                                ? RandomBlocks.firstBlock()
                                                : RandomBlocks.fixed(layer),
                                        imported
                                                ? RandomBlocks.transformersTraining(
                                                        layer, sizes.maxPositionEmbeddings())
                                                : RandomBlocks.fixed(layer))
                                .optBias(bias)
                                .optDropout(sizes.attentionProbsDropoutProb())
                                .optKernels(options.kernels())
                                .build();
            }
            default ->
                    throw new IllegalArgumentException(
                            "attention is '"
                                    + attention
                                    + "'; allowed: full, longformer, bigbird.");
        };
    }

    private static int[] windows(
            PretrainedConfig config, EncoderConfig sizes, LoadOptions options) {
        int[] windows =
                options.attentionWindow() > 0
                        ? new int[] {options.attentionWindow()}
                        : config.integers("attention_window", DEFAULT_WINDOW);
        if (windows.length != 1 && windows.length != sizes.numHiddenLayers()) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has "
                            + windows.length
                            + " values in attention_window and "
                            + sizes.numHiddenLayers()
                            + " layers; give one for all, or one for each.");
        }
        int[] all = new int[sizes.numHiddenLayers()];
        for (int i = 0; i < all.length; i++) {
            all[i] = windows[windows.length == 1 ? 0 : i];
        }
        return all;
    }

    private static TensorNames names(
            ModelFamily family, Head head, boolean tied, String attention) {
        List<String> harmless = new ArrayList<>();
        harmless.add("(.*\\.)?position_ids");
        harmless.add("pooler\\..*");
        if (!attention.equals(LONGFORMER)) {
            harmless.add(".*\\.attention\\.self\\.(query|key|value)_global\\.(weight|bias)");
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
                BertLine::canonical, harmless.stream().map(Pattern::compile).toList());
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

    /** Tiles the position table, if it has fewer rows than are asked for. */
    private static EncoderConfig lengthen(
            EncoderConfig config,
            ModelFamily family,
            int maxLength,
            TensorNames names,
            DerivedTensors tensors) {
        // RoBERTa's first rows belong to padding, and stay alone at the top.
        int reserved = family.positionsAfterPadding() ? config.padTokenId() + 1 : 0;
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

    /** Lets global projections that the checkpoint lacks start as copies of the local ones. */
    private static void addGlobalProjections(DerivedTensors tensors) {
        int copied = 0;
        for (String name : List.copyOf(tensors.names())) {
            var local = LOCAL_PROJECTION.matcher(name);
            if (local.matches()) {
                String global = local.group(1) + "_global." + local.group(2);
                if (!tensors.names().contains(global)) {
                    tensors.put(global, name, tensors.shape(name), original -> original);
                    copied++;
                }
            }
        }
        if (copied > 0) {
            tensors.note(copied + " tensors of global projections copied from the local ones");
        }
    }

    private static String find(String canonical, TensorNames names, DerivedTensors tensors) {
        return tensors.names().stream()
                .filter(name -> names.canonical().apply(name).equals(canonical))
                .findFirst()
                .orElse(null);
    }
}
