/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import java.util.Locale;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.blocksparse.BlockSparseAttention;
import org.efficienttransformers.attention.blocksparse.RandomBlocks;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.lowrank.LowRankAttention;
import org.efficienttransformers.attention.lsh.LocalAttention;
import org.efficienttransformers.attention.lsh.LshAttention;
import org.efficienttransformers.attention.randomfeature.OrthogonalFeatures;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.attention.window.SlidingWindowAttention;
import org.efficienttransformers.kernel.KernelMode;

/** The mechanisms to choose from. */
enum Mechanism {

    /** Every position sees every other: the yardstick. */
    FULL,

    /** A window around each position. */
    LONGFORMER,

    /** Blocks: neighbours, some at random, the first and the last. */
    BIGBIRD,

    /** Hashing; in an encoder, local and hashing layers in turn. */
    REFORMER,

    /** A position's chunk and the one before. */
    LOCAL,

    /** Low rank: mixtures of positions in place of the positions. */
    LINFORMER,

    /** Random features. */
    PERFORMER;

    /**
     * Builds the attention of a layer.
     *
     * @param sizes its sizes
     * @param kernels the form of its kernels
     * @param layer the number of the layer, from 0, from which its random choices follow
     * @param maxLength the longest text, in tokens
     * @return a block without numbers
     * @throws IllegalArgumentException if the sizes don't go with each other or the length
     */
    SelfAttention attention(MechanismSizes sizes, KernelMode kernels, int layer, int maxLength) {
        return switch (this) {
            case FULL -> common(FullAttention.builder(), kernels).optCausal(sizes.causal()).build();
            case LONGFORMER ->
                    common(SlidingWindowAttention.builder(), kernels)
                            .setWindow(sizes.window())
                            .optCausal(sizes.causal())
                            .build();
            case BIGBIRD ->
                    common(BlockSparseAttention.builder(), kernels)
                            .optBlockSize(sizes.blockSize())
                            .optNumRandomBlocks(sizes.randomBlocks())
                            .optRandomBlocks(RandomBlocks.fixed(layer))
                            .build();
            case REFORMER ->
                    common(LshAttention.builder(), kernels)
                            .setChunkLength(sizes.chunk())
                            .optRounds(sizes.rounds())
                            .optMaxLength(maxLength)
                            .optHashSeed(layer)
                            .optCausal(sizes.causal())
                            .build();
            case LOCAL ->
                    common(LocalAttention.builder(), kernels)
                            .setChunkLength(sizes.chunk())
                            .optCausal(sizes.causal())
                            .build();
            case LINFORMER ->
                    common(LowRankAttention.builder(), kernels)
                            .setMaxLength(maxLength)
                            .setRank(sizes.rank())
                            .build();
            case PERFORMER ->
                    common(RandomFeatureAttention.builder(), kernels)
                            .setFeatures(sizes.features())
                            .optDirections(new OrthogonalFeatures(true, false, layer))
                            .optCausal(sizes.causal())
                            .build();
        };
    }

    private static <B extends SelfAttention.Builder<B>> B common(B builder, KernelMode kernels) {
        return builder.setHiddenSize(MechanismSizes.HIDDEN)
                .setHeads(MechanismSizes.HEADS)
                .optKernels(kernels);
    }

    /** Tells whether there is a form in which a position sees itself and earlier ones only. */
    boolean canBeCausal() {
        return this != BIGBIRD && this != LINFORMER;
    }

    /** Tells whether an encoder is made of reversible layers over two streams. */
    boolean isReversible() {
        return this == REFORMER || this == LOCAL;
    }

    /** {@inheritDoc} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
