/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.efficienttransformers.settings.Require.require;

import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Require;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Blocks of positions: neighbours, some at random, the first and the last. */
public final class BigBirdKind extends AttentionKind {

    /** The number of positions in a block. */
    public static final Setting<Integer> BLOCK_SIZE =
            Setting.integer("block_size", 64, 1, "the number of positions in a block");

    /** The number of random blocks that a block sees. */
    public static final Setting<Integer> RANDOM_BLOCKS =
            Setting.integer(
                    "num_random_blocks", 3, 0, "the number of random blocks that a block sees");

    /** How random blocks are chosen. */
    public static final Setting<Plan> PLAN =
            Setting.choice("random_block_plan", Plan.PAPER, "how random blocks are chosen")
                    .configOnly();

    /** How random blocks are chosen. */
    public enum Plan {
        /** As the paper has it: {@link RandomBlocks.Fixed}, by the number of the layer. */
        PAPER,
        /**
         * As Hugging Face transformers does, whose checkpoints were trained so: {@link
         * RandomBlocks.Transformers} in training, {@link RandomBlocks.FirstBlock} outside.
         */
        TRANSFORMERS
    }

    /** Blocks that a block sees apart from the random ones: three around, first and last. */
    private static final int FIXED_BLOCKS = 5;

    private static final About ABOUT =
            new About(
                    "bigbird",
                    "block-sparse (BigBird)",
                    "sparse pattern",
                    new Paper("Big Bird: Transformers for Longer Sequences", "2007.14062"),
                    "n · blocks seen",
                    "n",
                    "with full attention",
                    "checkpoints, or `attention=bigbird`");

    /** Made by the service loader. */
    public BigBirdKind() {
        super(ABOUT, false, BLOCK_SIZE, RANDOM_BLOCKS, PLAN);
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        boolean paper = settings.get(PLAN) == Plan.PAPER;
        RandomBlocks fixed = new RandomBlocks.Fixed(layer);
        return new BlockSparseAttention(
                sizes,
                settings.get(BLOCK_SIZE),
                settings.get(RANDOM_BLOCKS),
                paper ? fixed : new RandomBlocks.FirstBlock(),
                paper ? fixed : new RandomBlocks.Transformers(layer, sizes.maxLength()));
    }

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(BLOCK_SIZE, 2).with(RANDOM_BLOCKS, 1);
    }

    /** The pattern of the first head of the first layer. */
    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        require(!causal, "BigBird's pattern is asked for in causal form, which it doesn't have.");
        int blockSize = settings.get(BLOCK_SIZE);
        int blocks = (length + blockSize - 1) / blockSize;
        int count = settings.get(RANDOM_BLOCKS);
        return pattern(
                length,
                blockSize,
                blocks < 3
                        ? new int[0][]
                        : new RandomBlocks.Fixed(0).choose(1, blocks, blockSize, count)[0]);
    }

    /**
     * Defines what is seen by one head.
     *
     * @param length the number of positions; the last block may be a part of one
     * @param blockSize the number of positions in a block
     * @param random {@code [block row - 1][i]}, the random blocks of each row but the first and the
     *     last, as a {@link RandomBlocks} chooses them for a head
     * @return the pattern
     * @throws IllegalArgumentException if the random blocks are not those of such a sequence
     */
    public static AttentionPattern pattern(int length, int blockSize, int[][] random) {
        Require.atLeast("blockSize", blockSize, 1);
        int blocks = (length + blockSize - 1) / blockSize;
        int last = blocks - 1;
        require(
                random.length == Math.max(blocks - 2, 0),
                "There are random blocks for %d rows; %d blocks have %d rows that need them.",
                random.length,
                blocks,
                Math.max(blocks - 2, 0));
        return AttentionPattern.of(
                length,
                false,
                (query, key) -> {
                    int row = query / blockSize;
                    int block = key / blockSize;
                    if (row == 0 || row == last || block == 0 || block == last) {
                        return Reason.GLOBAL;
                    }
                    if (Math.abs(row - block) <= 1) {
                        return Reason.LOCAL;
                    }
                    return Arrays.stream(random[row - 1]).anyMatch(drawn -> drawn == block)
                            ? Reason.RANDOM
                            : Reason.HIDDEN;
                });
    }

    @Override
    public String describe(Settings settings) {
        return "blocks of "
                + settings.get(BLOCK_SIZE)
                + ", "
                + settings.get(RANDOM_BLOCKS)
                + " random";
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double e = sizes.hiddenSize();
        double block = settings.get(BLOCK_SIZE);
        double random = settings.get(RANDOM_BLOCKS);
        double seen = (FIXED_BLOCKS + random) * block;
        double scores =
                length <= (FIXED_BLOCKS + 2 * random) * block
                        ? AttentionCost.scores(length, length, e)
                        : AttentionCost.scores(length - 2 * block, seen, e)
                                + AttentionCost.scores(2 * block, length, e);
        return AttentionCost.of(sizes, scores);
    }
}
