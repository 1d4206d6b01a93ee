/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.util.function.IntFunction;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.blocksparse.BlockSparseAttention;
import org.efficienttransformers.attention.blocksparse.RandomBlocks;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.lowrank.LengthProjection;
import org.efficienttransformers.attention.lowrank.LowRankAttention;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.randomfeature.KernelFunction;
import org.efficienttransformers.attention.randomfeature.OrthogonalFeatures;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.attention.window.SlidingWindowAttention;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.EncoderConfig;

/** From config.json to the attention of each layer. */
final class Mechanisms {

    static final int DEFAULT_WINDOW = 512;
    static final int DEFAULT_RANK = 256;
    static final int DEFAULT_FEATURES = 256;

    private static final int DEFAULT_REDRAW_INTERVAL = 1000;

    private final PretrainedConfig config;
    private final EncoderConfig sizes;
    private final int maxLength;
    private final boolean causal;
    private final KernelMode kernels;

    /**
     * Takes over what the mechanisms have in common.
     *
     * @param config config.json
     * @param sizes the sizes of the encoder
     * @param maxLength the number of positions
     * @param causal true for a decoder
     * @param kernels the form of the kernels
     */
    Mechanisms(
            PretrainedConfig config,
            EncoderConfig sizes,
            int maxLength,
            boolean causal,
            KernelMode kernels) {
        this.config = config;
        this.sizes = sizes;
        this.maxLength = maxLength;
        this.causal = causal;
        this.kernels = kernels;
    }

    /** The attention of each layer, asked for in order. */
    IntFunction<SelfAttention> of(AttentionType type) {
        boolean bias = config.bool("use_bias", true);
        if (!bias && (type == AttentionType.LONGFORMER || type == AttentionType.LINFORMER)) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has use_bias = false, and the projections of attention="
                            + type.argument()
                            + " have a bias; take full, bigbird or performer.");
        }
        return switch (type) {
            case FULL ->
                    layer ->
                            common(FullAttention.builder()).optCausal(causal).optBias(bias).build();
            case LONGFORMER -> {
                int[] windows = perLayer("attention_window", DEFAULT_WINDOW);
                yield layer ->
                        common(SlidingWindowAttention.builder())
                                .setWindow(windows[layer])
                                .optCausal(causal)
                                .build();
            }
            case BIGBIRD -> blockSparse(bias);
            case LINFORMER -> lowRank();
            case PERFORMER ->
                    layer -> {
                        KernelFunction function =
                                KernelFunction.of(config.string("kernel_type", "softmax"));
                        OrthogonalFeatures directions = directions(config, layer);
                        return common(RandomFeatureAttention.builder())
                                .setFeatures(
                                        config.integer("num_random_features", DEFAULT_FEATURES))
                                .optFunction(function)
                                .optEpsilon(
                                        config.number(
                                                "kernel_epsilon",
                                                function == KernelFunction.SOFTMAX ? 0 : 1e-3))
                                .optDirections(directions)
                                .optRedrawInterval(
                                        config.integer(
                                                "feature_redraw_interval", DEFAULT_REDRAW_INTERVAL))
                                .optCausal(causal)
                                .optBias(bias)
                                .build();
                    };
        };
    }

    /** How the random directions of a performer's layer are drawn. */
    static OrthogonalFeatures directions(PretrainedConfig config, int layer) {
        return new OrthogonalFeatures(
                config.bool("use_orthogonal_features", true),
                config.bool("fixed_feature_norms", false),
                config.integer("feature_seed", 0) * 1_000_003L + layer);
    }

    private <B extends SelfAttention.Builder<B>> B common(B builder) {
        return builder.setHiddenSize(sizes.hiddenSize())
                .setHeads(sizes.numAttentionHeads())
                .optDropout(sizes.attentionProbsDropoutProb())
                .optKernels(kernels);
    }

    private IntFunction<SelfAttention> blockSparse(boolean bias) {
        if (causal) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has is_decoder = true, and BigBird's block-sparse attention can't"
                            + " be causal; load it with attention=full.");
        }
        boolean imported = config.modelType().equals("big_bird");
        return layer ->
                common(BlockSparseAttention.builder())
                        .optBlockSize(config.integer("block_size", 64))
                        .optNumRandomBlocks(config.integer("num_random_blocks", 3))
                        .optRandomBlocks(
                                imported ? RandomBlocks.firstBlock() : RandomBlocks.fixed(layer),
                                imported
                                        ? RandomBlocks.transformersTraining(
                                                layer, sizes.maxPositionEmbeddings())
                                        : RandomBlocks.fixed(layer))
                        .optBias(bias)
                        .build();
    }

    private IntFunction<SelfAttention> lowRank() {
        int[] ranks = ranks();
        LengthProjection projection = projection(config);
        ProjectionSharing sharing = sharing(config);
        LowRankAttention[] first = new LowRankAttention[1];
        return layer -> {
            LowRankAttention.Builder builder =
                    common(LowRankAttention.builder())
                            .setMaxLength(maxLength)
                            .setRank(ranks[layer])
                            .optProjection(projection)
                            .optSharing(sharing)
                            .optCausal(causal);
            if (sharing == ProjectionSharing.LAYERWISE && layer > 0) {
                return builder.optFirstLayer(first[0]).build();
            }
            first[0] = builder.build();
            return first[0];
        };
    }

    /** The ranks of a linformer's layers. */
    int[] ranks() {
        return perLayer("linformer_k", Math.min(DEFAULT_RANK, maxLength));
    }

    static LengthProjection projection(PretrainedConfig config) {
        return LengthProjection.of(config.string("linformer_projection", "learned"));
    }

    static ProjectionSharing sharing(PretrainedConfig config) {
        return ProjectionSharing.of(config.string("linformer_sharing", "headwise"));
    }

    private int[] perLayer(String key, int defaultValue) {
        int[] values = config.integers(key, defaultValue);
        if (values.length != 1 && values.length != sizes.numHiddenLayers()) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has "
                            + values.length
                            + " values in "
                            + key
                            + " and "
                            + sizes.numHiddenLayers()
                            + " layers; give one for all, or one for each.");
        }
        int[] all = new int[sizes.numHiddenLayers()];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[values.length == 1 ? 0 : i];
        }
        return all;
    }
}
