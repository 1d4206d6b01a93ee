/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.List;
import java.util.Set;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.attention.randomfeature.PerformerKind;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.examples.plan.MemoryEstimate;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured has the sizes that are planned with. */
class RandomModelTest {

    private static final int LENGTH = 96;

    private static final EncoderSizes SIZES = new EncoderSizes(3, 48, 4, 80, 100);
    private static final Settings SETTINGS =
            Settings.DEFAULT
                    .with(LongformerKind.WINDOW, List.of(32))
                    .with(BigBirdKind.BLOCK_SIZE, 8)
                    .with(BigBirdKind.RANDOM_BLOCKS, 1)
                    .with(LinformerKind.RANK, List.of(16))
                    .with(PerformerKind.FEATURES, 24)
                    .with(ReformerKind.LOCAL.length(), 8)
                    .with(ReformerKind.LSH.length(), 8)
                    .with(ReformerKind.HASHES, 2);

    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void hasAsManyParametersAsAreEstimated(AttentionKind mechanism) {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    RandomModel.of(mechanism, SETTINGS, SIZES, LENGTH).encoder(manager);
            long parameters =
                    StateDict.of(model).values().stream()
                            .mapToLong(parameter -> parameter.getArray().size())
                            .sum();

            assertThat(MemoryEstimate.of(mechanism, SIZES, SETTINGS, LENGTH).weights())
                    .isEqualTo(Float.BYTES * parameters);
        }
    }

    /** Linear layers that aren't Blocks: XLNet's, and one of ConvBERT's. */
    private static final Set<String> LINEAR =
            Set.of("q", "k", "v", "o", "r", "key_conv_attn_layer.pointwise.weight");

    /** A program has the weights of linear layers twice, but for some small ones. */
    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void hasAsManyPackedWeightsAsAreEstimated(AttentionKind mechanism) {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    RandomModel.of(mechanism, SETTINGS, SIZES, LENGTH).encoder(manager);
            model.freezeParameters(true);
            NDArray ids = manager.ones(new Shape(1, LENGTH), DataType.INT64);
            model.forward(new ParameterStore(manager, false), new NDList(ids), false);

            assertThat(MemoryEstimate.of(mechanism, SIZES, SETTINGS, LENGTH).packed())
                    .isEqualTo(model.hasProgram() ? Float.BYTES * linear("", model) : 0);
        }
    }

    private static long linear(String name, Block block) {
        if (block instanceof Linear) {
            boolean once =
                    name.contains("_global")
                            || name.contains("pooler")
                            || name.contains("conv_kernel_layer");
            return once ? 0 : block.getDirectParameters().get("weight").getArray().size();
        }
        long sum = 0;
        for (Parameter own : block.getDirectParameters().values()) {
            sum += LINEAR.contains(own.getName()) ? own.getArray().size() : 0;
        }
        for (Pair<String, Block> child : block.getChildren()) {
            sum += linear(name + child.getKey(), child.getValue());
        }
        return sum;
    }
}
