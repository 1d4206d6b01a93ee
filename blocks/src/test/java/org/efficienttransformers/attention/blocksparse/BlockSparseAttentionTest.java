/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Test;

/** Block-sparse attention keeps the contract, and says what is wrong with its settings. */
class BlockSparseAttentionTest extends SelfAttentionContract {

    /** 10 blocks, the last of them a part: one random block needs more than 7. */
    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        RandomBlocks plan = new RandomBlocks.Fixed(0);
        return new BlockSparseAttention(sizes(kernels, causal, dropout), 2, 1, plan, plan);
    }

    private static BlockSparseAttention block(int blockSize, int random) {
        RandomBlocks plan = new RandomBlocks.Fixed(0);
        return new BlockSparseAttention(sizes(), blockSize, random, plan, plan);
    }

    private static BlockSparseAttention block(RandomBlocks plan) {
        return new BlockSparseAttention(sizes(), 2, 1, plan, plan);
    }

    @Override
    protected boolean isCausalPossible() {
        return false;
    }

    /** The last block is global: padding must not begin another. */
    @Override
    protected int[] tokensAndPaddedLength() {
        return new int[] {LENGTH, LENGTH + 1};
    }

    @Test
    void refusesBlocksWithoutPositionsAndNegativeNumbersOfThem() {
        assertThatThrownBy(() -> block(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("block_size is 0; it must be above 0.");
        assertThatThrownBy(() -> block(2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("num_random_blocks is -1; it must be 0 or more.");
    }

    @Test
    void refusesPlansThatDrawBlocksBeyondTheEnd() {
        RandomBlocks wrong = (heads, blocks, blockSize, count) -> plan(heads, blocks, blocks);
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(block(wrong), manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            assertThatThrownBy(() -> call(block, hidden))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Block 10 is to be seen; allowed: from 0 to 9");
        }
    }

    private static int[][][] plan(int heads, int blocks, int block) {
        int[][][] plan = new int[heads][blocks - 2][1];
        plan[0][0][0] = block;
        return plan;
    }

    /** Texts of any number of lengths must not fill memory with what was drawn for them. */
    @Test
    void remembersWhatWasDrawnForTheLengthsUsedLast() {
        List<Integer> drawn = new ArrayList<>();
        RandomBlocks noted =
                (heads, blocks, blockSize, count) -> {
                    drawn.add(blocks);
                    return new RandomBlocks.Fixed(0).choose(heads, blocks, blockSize, count);
                };
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(block(noted), manager);
            int most = BlockSparseAttention.MOST_TABLES;
            for (int i = 0; i <= most; i++) {
                call(block, hidden(manager, 1, LENGTH + 2 * i));
                call(block, hidden(manager, 1, LENGTH + 2 * i));
            }
            assertThat(drawn).hasSize(most + 1).doesNotHaveDuplicates();
            call(block, hidden(manager, 1, LENGTH));
            assertThat(drawn).hasSize(most + 2).endsWith(drawn.get(0));
        }
    }

    @Test
    void kernelRefusesLengthsThatTheTableIsNotFor() {
        BlockTable table = new BlockTable(2, new int[HEADS][5][1]);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray states = hidden(manager, 1, 13).reshape(1, 13, HEADS, -1);
            assertThatThrownBy(
                            () ->
                                    BlockSparseKernel.attend(
                                            KernelMode.AUTO,
                                            table,
                                            states,
                                            states,
                                            states,
                                            null,
                                            0,
                                            false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("table is for length 14 and 3 heads");
        }
    }

    /** One call after a short input is block-sparse again, unlike in transformers. */
    @Test
    void shortInputsTakeFullAttentionForThemselvesOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention sparse = initialized(block(2, 1), manager);
            SelfAttention full = initialized(new FullAttention(sizes()), manager);
            NDArray longer = hidden(manager, BATCH, LENGTH);
            NDArray before = call(sparse, longer);
            NDArray shorter = hidden(manager, BATCH, 14);
            assertThat(call(sparse, shorter)).isEqualTo(call(full, shorter));
            assertThat(call(sparse, longer)).isEqualTo(before).isNotEqualTo(call(full, longer));
        }
    }

    @Test
    void moreRandomBlocksThanBlocksMeansFullAttention() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention sparse = initialized(block(2, 9), manager);
            SelfAttention full = initialized(new FullAttention(sizes()), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            assertThat(call(sparse, hidden)).isEqualTo(call(full, hidden));
        }
    }

    @Test
    void trainingMayHaveAnotherPlan() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomBlocks inference = new RandomBlocks.FirstBlock();
            RandomBlocks training = new RandomBlocks.Fixed(1);
            SelfAttention both =
                    initialized(
                            new BlockSparseAttention(sizes(), 2, 1, inference, training), manager);
            SelfAttention other = initialized(block(training), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            assertThat(forward(both, hidden)).isEqualTo(call(other, hidden));
            assertThat(call(both, hidden)).isNotEqualTo(call(other, hidden));
        }
    }

    private static NDArray forward(SelfAttention block, NDArray hidden) {
        return block.forward(
                        new ParameterStore(hidden.getManager(), false), new NDList(hidden), true)
                .singletonOrThrow()
                .stopGradient();
    }
}
