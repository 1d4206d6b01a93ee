/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import java.util.List;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Blocks of positions: neighbours, some at random, the first and the last. */
public final class BigBirdKind implements AttentionKind {

    /** The number of positions in a block. */
    public static final Setting<Integer> BLOCK_SIZE =
            Setting.integer("blockSize", "block_size", 64, 1, "the number of positions in a block");

    /** The number of random blocks that a block sees. */
    public static final Setting<Integer> RANDOM_BLOCKS =
            Setting.integer(
                    "numRandomBlocks",
                    "num_random_blocks",
                    3,
                    0,
                    "the number of random blocks that a block sees");

    /** How random blocks are chosen. */
    public static final Setting<Plan> PLAN =
            Setting.choice(null, "random_block_plan", Plan.PAPER, "how random blocks are chosen");

    /** How random blocks are chosen. */
    public enum Plan {
        /** As the paper has it: {@link RandomBlocks#fixed}, by the number of the layer. */
        PAPER,
        /**
         * As Hugging Face transformers does, whose checkpoints were trained so: {@link
         * RandomBlocks#transformersTraining} in training, {@link RandomBlocks#firstBlock} outside.
         */
        TRANSFORMERS
    }

    private static final About ABOUT =
            new About(
                    "bigbird",
                    "block-sparse (BigBird)",
                    new Paper("Big Bird: Transformers for Longer Sequences", "2007.14062"),
                    "n · blocks seen",
                    "with full attention",
                    "checkpoints, or `attention=bigbird`");

    /** {@inheritDoc} */
    @Override
    public About about() {
        return ABOUT;
    }

    /** {@inheritDoc} */
    @Override
    public boolean canBeCausal() {
        return false;
    }

    /** {@inheritDoc} */
    @Override
    public List<Setting<?>> settings() {
        return List.of(BLOCK_SIZE, RANDOM_BLOCKS, PLAN);
    }

    /** {@inheritDoc} */
    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        BlockSparseAttention.Builder builder =
                BlockSparseAttention.builder()
                        .setSizes(sizes)
                        .optBlockSize(settings.get(BLOCK_SIZE))
                        .optNumRandomBlocks(settings.get(RANDOM_BLOCKS));
        return switch (settings.get(PLAN)) {
            case PAPER -> builder.optRandomBlocks(RandomBlocks.fixed(layer)).build();
            case TRANSFORMERS ->
                    builder.optRandomBlocks(
                                    RandomBlocks.firstBlock(),
                                    RandomBlocks.transformersTraining(layer, sizes.maxLength()))
                            .build();
        };
    }
}
