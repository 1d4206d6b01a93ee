/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Reformer's two mechanisms keep besides the contract of all. */
public abstract class ChunkedAttentionContract extends SelfAttentionContract {

    public static final int CHUNK = 4;

    /** What causal attention sees. */
    public static final Chunks CHUNKS = new Chunks(CHUNK, 1, 0);

    public static final int HEAD_SIZE = 5;

    protected abstract ChunkedAttention build(AttentionSizes sizes, Chunks chunks);

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return build(sizes(kernels, causal, dropout), causal ? CHUNKS : new Chunks(CHUNK, 1, 1));
    }

    /**
     * The first chunk looks back at the last one, so that whole chunks of padding may change it;
     * padding up to whole chunks, which takes place inside anyway, never does.
     */
    @Override
    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void paddingChangesNothing(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            int tokens = 13;
            int padded = 16;
            NDArray hidden = hidden(manager, BATCH, padded);
            NDArray alone = call(block, hidden.get(":, :" + tokens));
            NDArray context = call(block, hidden, mask(manager, padded, tokens, tokens));
            assertClose(context.get(":, :" + tokens), alone, 1e-6f);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void headsMayHaveAnotherSizeThanTheEmbeddingAsksFor(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            ChunkedAttention block =
                    build(sizes(kernels, false, 0).withHeads(HEADS, HEADS, HEAD_SIZE), CHUNKS);
            initialized(block, manager);
            NDArray context = call(block, hidden(manager, BATCH, LENGTH));
            Shape expected = new Shape(BATCH, LENGTH, HEADS * HEAD_SIZE);
            assertThat(context.getShape()).isEqualTo(expected);
            assertThat(block.getOutputShapes(new Shape[] {new Shape(BATCH, LENGTH, HIDDEN)}))
                    .containsExactly(expected);
        }
    }

    /** More than 256 chunks take several blocks without gradients, and one with them. */
    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void blocksOfChunksGiveWhatAllAtOnceGive(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            NDArray hidden = hidden(manager, 1, 601);
            NDArray blocks = call(block, hidden);
            NDArray once =
                    block.forward(new ParameterStore(manager, false), new NDList(hidden), true)
                            .singletonOrThrow();
            assertClose(blocks, once.stopGradient(), 1e-6f);
        }
    }

    @Test
    public void onlyADecoderReadsOnePositionAtATime() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ChunkedAttention encoder = build(sizes(), CHUNKS);
            assertThatThrownBy(() -> encoder.pastOf(manager, CHUNK))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("isn't causal");
        }
    }

    /** What is read together and one by one gives what the whole text gives. */
    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void readingOnEqualsReadingAll(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            ChunkedAttention block = build(sizes(kernels, true, 0), CHUNKS);
            initialized(block, manager);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            for (int prompt : new int[] {1, CHUNK, CHUNK + 1, LENGTH - 1}) {
                try (ChunkedAttention.PastText past = block.pastOf(manager, CHUNK)) {
                    NDArray first = hidden.get(":, :" + prompt);
                    block.attendFirst(store, first, null, prompt, past);
                    for (int i = prompt; i < LENGTH; i++) {
                        NDArray next = hidden.get(":, " + i + ":" + (i + 1));
                        NDArray context = block.attendNext(store, next, past);
                        NDArray all = call(block, hidden.get(":, :" + (i + 1)));
                        assertClose(context, all.get(":, " + i + ":"), 2e-5f);
                    }
                }
            }
        }
    }

    @Test
    public void refusesSizesThatMakeNoSense() {
        assertThatThrownBy(() -> new Chunks(0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunk length is 0");
        assertThatThrownBy(() -> new Chunks(CHUNK, -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 and 0");
        assertThatThrownBy(() -> build(sizes().withCausal(true), new Chunks(CHUNK, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("causal attention sees none");
        assertThatThrownBy(() -> sizes().withHeads(HEADS, HEADS, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("headSize is 0");
    }
}
