/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;

/** Linformer's attention keeps the contract, and says what it refuses. */
class LowRankAttentionTest extends SelfAttentionContract {

    private static final AttentionSizes SIZES = AttentionSizes.of(HIDDEN, HEADS, LENGTH + 5, 1);

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new LowRankAttention(
                SIZES.withCausal(causal).withDropout(dropout).withKernels(kernels),
                6,
                LengthProjection.LEARNED,
                ProjectionSharing.NONE,
                null);
    }

    @Override
    protected boolean isCausalPossible() {
        return false;
    }

    private static LowRankAttention learned(
            int rank, ProjectionSharing sharing, LowRankAttention first) {
        return new LowRankAttention(SIZES, rank, LengthProjection.LEARNED, sharing, first);
    }

    @Test
    void layersShareOneProjectionWhichIsListedOnce() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LowRankAttention first =
                    initialized(learned(6, ProjectionSharing.LAYERWISE, null), manager);
            LowRankAttention second =
                    initialized(learned(6, ProjectionSharing.LAYERWISE, first), manager);
            assertThat(StateDict.of(first).keySet())
                    .containsOnlyOnce("compress_k.weight")
                    .doesNotContain("compress_v.weight");
            assertThat(StateDict.of(second).keySet()).doesNotContain("compress_k.weight");
            NDArray hidden = hidden(manager, 1, LENGTH);
            NDArray before = call(second, hidden);
            Scalars.muli(StateDict.of(first).get("compress_k.weight").getArray(), -1);
            assertThat(call(second, hidden)).isNotEqualTo(before);
        }
    }

    @Test
    void eachWayOfSharingHasItsParameters() {
        Map<ProjectionSharing, String> expected =
                Map.of(
                        ProjectionSharing.NONE,
                        "(3, 6, 24) (3, 6, 24)",
                        ProjectionSharing.HEADWISE,
                        "(6, 24) (6, 24)",
                        ProjectionSharing.KEY_VALUE,
                        "(6, 24) null",
                        ProjectionSharing.LAYERWISE,
                        "(6, 24) null");
        try (NDManager manager = NDManager.newBaseManager()) {
            for (ProjectionSharing sharing : ProjectionSharing.values()) {
                var parameters = StateDict.of(initialized(learned(6, sharing, null), manager));
                var e = parameters.get("compress_k.weight");
                var f = parameters.get("compress_v.weight");
                assertThat(e.getShape() + " " + (f == null ? null : f.getShape()))
                        .isEqualTo(expected.get(sharing));
            }
        }
    }

    @Test
    void refusesCausalUseWithAReason() {
        assertThatThrownBy(() -> create(KernelMode.AUTO, true, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mixture of all positions, those of the future among them");
    }

    @Test
    void refusesRanksThatDontFit() {
        for (int rank : new int[] {0, -1, LENGTH + 6}) {
            assertThatThrownBy(() -> learned(rank, ProjectionSharing.HEADWISE, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is " + rank + " and the maximum length n is 24")
                    .hasMessageContaining("from 1 to n");
        }
        assertThatThrownBy(
                        () ->
                                new LowRankAttention(
                                        SIZES,
                                        5,
                                        LengthProjection.CONVOLUTION,
                                        ProjectionSharing.HEADWISE,
                                        null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for convolution k must divide n");
    }

    @Test
    void refusesLongerInputs() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LowRankAttention block =
                    initialized(learned(6, ProjectionSharing.HEADWISE, null), manager);
            assertThatThrownBy(() -> call(block, hidden(manager, 1, LENGTH + 6)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("25 positions long")
                    .hasMessageContaining("made for 24");
        }
    }

    @Test
    void refusesToShareWhatIsNotAlike() {
        LowRankAttention first = learned(6, ProjectionSharing.LAYERWISE, null);
        assertThatThrownBy(() -> learned(6, ProjectionSharing.HEADWISE, first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both must be layerwise");
        assertThatThrownBy(() -> learned(12, ProjectionSharing.LAYERWISE, first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must agree on its kind, k and n");
    }
}
