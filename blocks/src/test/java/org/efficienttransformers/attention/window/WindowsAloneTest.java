/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sliding windows without global tokens, as ModernBERT's local layers have them. */
class WindowsAloneTest {

    private static final RotaryPositions ROTARY =
            new RotaryPositions(10_000, RotaryPositions.Pairing.HALF);

    private static AttentionSizes sizes(KernelMode kernels, boolean causal) {
        return SelfAttentionContract.sizes(kernels, causal, 0).withBias(false).withRotary(ROTARY);
    }

    private static SlidingWindowAttention block(int window, KernelMode kernels, boolean causal) {
        return new SlidingWindowAttention(sizes(kernels, causal), window, 1, false);
    }

    @Test
    void haveNoProjectionsOfGlobalTokens() {
        SlidingWindowAttention block = block(9, KernelMode.AUTO, false);
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttentionContract.initialized(block, manager);
            assertThat(StateDict.of(block).keySet())
                    .containsExactlyInAnyOrder("query.weight", "key.weight", "value.weight");
            assertThat(block.hasGlobalTokens()).isFalse();
            NDArray hidden = SelfAttentionContract.hidden(manager, 1, 5);
            NDArray mask = manager.ones(hidden.getShape().slice(0, 2));
            assertThatThrownBy(() -> SelfAttentionContract.call(block, hidden, mask, mask))
                    .hasMessageContaining("has no global tokens");
        }
    }

    /** Half of 9, rounded down: 4 on each side. */
    @ParameterizedTest
    @EnumSource(
            value = KernelMode.class,
            names = {"PORTABLE", "FUSED"})
    void halfOfAnOddWindowIsRoundedDown(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = SelfAttentionContract.hidden(manager, 2, 150);
            NDArray odd = call(block(9, kernels, false), hidden);
            assertThat(odd).isEqualTo(call(block(8, kernels, false), hidden));
            NDArray wider = call(block(10, kernels, false), hidden);
            assertThat(odd.sub(wider).abs().max().getFloat()).isGreaterThan(1e-3f);
        }
    }

    /** A window beyond the text is full attention, however far beyond, and takes no more memory. */
    @ParameterizedTest
    @CsvSource({
        "301,PORTABLE,false",
        "301,FUSED,false",
        "301,FUSED,true",
        "2147483647,PORTABLE,true",
        "2147483647,PORTABLE,false",
        "2147483647,FUSED,true",
        "2147483647,FUSED,false"
    })
    void windowsBeyondTheTextAreFullAttention(int window, KernelMode kernels, boolean causal) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = SelfAttentionContract.hidden(manager, 1, 150);
            SelfAttention block = block(window, kernels, causal);
            NDArray expected = call(new FullAttention(sizes(kernels, causal)), hidden);
            SelfAttentionContract.assertClose(call(block, hidden), expected, 2e-5f);
        }
    }

    private static NDArray call(SelfAttention block, NDArray hidden) {
        return SelfAttentionContract.call(
                SelfAttentionContract.initialized(block, hidden.getManager()), hidden);
    }
}
