/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.position.RelativePositions;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;

/** Full attention with biases by distance; its numbers are held to MPNet's by the fixtures. */
class DistanceBiasTest extends SelfAttentionContract {

    private static final RelativePositions POSITIONS = new RelativePositions(8, 6, true);

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new FullAttention(sizes(kernels, causal, dropout), POSITIONS, null);
    }

    @Override
    protected boolean isCausalPossible() {
        return false;
    }

    @Test
    void causalAttentionHasNoBiases() {
        assertThatThrownBy(() -> create(KernelMode.AUTO, true, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can't be causal");
    }

    @Test
    void layersShareTheTable() {
        FullAttention below = new FullAttention(sizes(), POSITIONS, null);
        FullAttention above = new FullAttention(sizes(), POSITIONS, below);
        assertThat(StateDict.of(below)).containsKey("relative_attention_bias.weight");
        assertThat(StateDict.of(above)).doesNotContainKey("relative_attention_bias.weight");
    }

    /** With a table that only the bucket of distance 0 has a number in, each sees itself. */
    @Test
    void weightsHaveTheBiases() {
        try (NDManager manager = NDManager.newBaseManager()) {
            FullAttention block =
                    (FullAttention) initialized(create(KernelMode.AUTO, false, 0), manager);
            NDArray table = StateDict.of(block).get("relative_attention_bias.weight").getArray();
            table.subi(table.duplicate());
            table.set(new NDIndex(0), 60f);
            NDArray hidden = hidden(manager, 1, LENGTH);
            NDArray weights = block.weights(new ParameterStore(manager, false), hidden, null);
            for (int i = 0; i < LENGTH; i++) {
                assertThat(weights.getFloat(0, 1, i, i)).isCloseTo(1, within(1e-3f));
            }
        }
    }
}
