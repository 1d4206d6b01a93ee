/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DerivedTensor;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** A window around each position, and global tokens. */
public final class LongformerKind extends AttentionKind {

    /** How many positions a window spans besides its own. */
    public static final Setting<List<Integer>> WINDOW =
            Setting.perLayer(
                    "attention_window",
                    512,
                    1,
                    "how many positions a window spans, half of them on each side");

    /** The step from one position of a window to the next. */
    public static final Setting<List<Integer>> DILATION =
            Setting.perLayer(
                    "attention_dilation",
                    1,
                    1,
                    "the step from one position of a window to the next");

    /** Whether there are global tokens; architectures without any say so. */
    public static final Setting<Boolean> GLOBAL_TOKENS =
            Setting.bool("global_tokens", true, "whether there are global tokens").configOnly();

    private static final About ABOUT =
            new About(
                    "longformer",
                    "sliding window (Longformer)",
                    "sparse pattern",
                    new Paper("Longformer: The Long-Document Transformer", "2004.05150"),
                    "n · window",
                    "n",
                    "yes",
                    "checkpoints, or `attention=longformer`");

    /** Made by the service loader. */
    public LongformerKind() {
        super(ABOUT, true, WINDOW, DILATION, GLOBAL_TOKENS);
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        return new SlidingWindowAttention(
                sizes,
                settings.get(WINDOW, layer, sizes.layers()),
                settings.get(DILATION, layer, sizes.layers()),
                settings.get(GLOBAL_TOKENS));
    }

    /**
     * Lets the projections of global tokens start as copies of the others, as the authors of
     * Longformer made theirs from RoBERTa (section 5 of the paper).
     */
    @Override
    public List<DerivedTensor> derive(AttentionSizes sizes, Settings settings, int layer) {
        List<DerivedTensor> tensors = new ArrayList<>();
        if (settings.get(GLOBAL_TOKENS)) {
            for (String name : List.of("query", "key", "value")) {
                int heads = name.equals("query") ? sizes.heads() : sizes.keyHeads();
                long units = (long) heads * sizes.headSize();
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

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(WINDOW, List.of(8));
    }

    /** With one global token, the first. */
    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        return pattern(
                length,
                settings.get(WINDOW).get(0),
                settings.get(DILATION).get(0),
                causal,
                settings.get(GLOBAL_TOKENS) ? Set.of(0) : Set.of());
    }

    /**
     * Defines what is seen.
     *
     * @param length the number of positions
     * @param window the attention window: half of it on each side
     * @param dilation the step between the keys of a window, 1 for none
     * @param causal true if a query sees itself and earlier keys only
     * @param globals the positions of global tokens
     * @return the pattern
     */
    public static AttentionPattern pattern(
            int length, int window, int dilation, boolean causal, Collection<Integer> globals) {
        return AttentionPattern.of(
                length,
                causal,
                (query, key) -> {
                    if (globals.contains(query) || globals.contains(key)) {
                        return Reason.GLOBAL;
                    }
                    int distance = Math.abs(query - key);
                    return distance % dilation == 0 && distance / dilation <= window / 2
                            ? Reason.LOCAL
                            : Reason.HIDDEN;
                });
    }

    @Override
    public String describe(Settings settings) {
        int dilation = settings.get(DILATION).get(0);
        return "window "
                + settings.get(WINDOW).get(0)
                + (dilation == 1 ? "" : ", dilation " + dilation);
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double e = sizes.hiddenSize();
        double seen = Math.min(length, settings.get(WINDOW).get(0) + 1.0);
        AttentionCost cost =
                AttentionCost.of(sizes, AttentionCost.scores(length, seen, e)).withArrays(2, 7.5);
        return settings.get(GLOBAL_TOKENS)
                ? cost.withParameters(sizes.layers(), 3 * AttentionCost.linear(sizes))
                : cost;
    }
}
