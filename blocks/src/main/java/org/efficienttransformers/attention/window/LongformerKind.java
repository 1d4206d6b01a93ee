/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DerivedTensor;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** A window around each position, and global tokens. */
public final class LongformerKind implements AttentionKind {

    /** How many positions a window spans beside its own. */
    public static final Setting<List<Integer>> WINDOW =
            Setting.perLayer(
                    "attentionWindow",
                    "attention_window",
                    512,
                    1,
                    "how many positions a window spans, half of them on each side");

    /** The step from one position of a window to the next. */
    public static final Setting<List<Integer>> DILATION =
            Setting.perLayer(
                    "attentionDilation",
                    "attention_dilation",
                    1,
                    1,
                    "the step from one position of a window to the next");

    /** Whether there are global tokens; architectures without any say so. */
    public static final Setting<Boolean> GLOBAL_TOKENS =
            Setting.bool(null, "global_tokens", true, "whether there are global tokens");

    private static final About ABOUT =
            new About(
                    "longformer",
                    "sliding window (Longformer)",
                    new Paper("Longformer: The Long-Document Transformer", "2004.05150"),
                    "n · window",
                    "yes",
                    "checkpoints, or `attention=longformer`");

    /** {@inheritDoc} */
    @Override
    public About about() {
        return ABOUT;
    }

    /** {@inheritDoc} */
    @Override
    public boolean canBeCausal() {
        return true;
    }

    /** {@inheritDoc} */
    @Override
    public List<Setting<?>> settings() {
        return List.of(WINDOW, DILATION, GLOBAL_TOKENS);
    }

    /** {@inheritDoc} */
    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        return SlidingWindowAttention.builder()
                .setSizes(sizes)
                .setWindow(settings.get(WINDOW, layer, sizes.layers()))
                .optDilation(settings.get(DILATION, layer, sizes.layers()))
                .optGlobalTokens(settings.get(GLOBAL_TOKENS))
                .build();
    }

    /**
     * Lets the projections of global tokens start as copies of the others, as the authors of
     * Longformer made theirs from RoBERTa (section 5 of the paper).
     */
    @Override
    public List<DerivedTensor> derive(AttentionSizes sizes, Settings settings, int layer) {
        List<DerivedTensor> tensors = new ArrayList<>();
        if (settings.get(GLOBAL_TOKENS)) {
            long units = (long) sizes.heads() * sizes.headSize();
            for (String name : List.of("query", "key", "value")) {
                copy(tensors, name, "weight", new Shape(units, sizes.hiddenSize()));
                if (sizes.bias()) {
                    copy(tensors, name, "bias", new Shape(units));
                }
            }
        }
        return tensors;
    }

    private static void copy(List<DerivedTensor> tensors, String name, String part, Shape shape) {
        tensors.add(
                DerivedTensor.copy(
                        name + "_global." + part,
                        shape,
                        name + "." + part,
                        "%d tensors of global projections copied from the local ones"));
    }

    /** {@inheritDoc} */
    @Override
    public Set<String> ownTensors() {
        return Set.of(
                "query_global.weight",
                "query_global.bias",
                "key_global.weight",
                "key_global.bias",
                "value_global.weight",
                "value_global.bias");
    }
}
