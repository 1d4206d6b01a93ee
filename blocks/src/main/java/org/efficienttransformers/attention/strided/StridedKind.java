/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.strided;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** What is near, and every so many positions what is far. */
public final class StridedKind extends AttentionKind {

    /** The two forms of the pattern. */
    public enum Form {
        /** Far heads see what is a whole number of strides away. */
        STRIDED,
        /** Far heads see the last positions of each block. */
        FIXED
    }

    /** Which form. */
    public static final Setting<Form> FORM =
            Setting.choice("strided_form", Form.STRIDED, "which positions far heads see");

    /** The stride s. By default the root of the longest text. */
    public static final Setting<Integer> STRIDE =
            Setting.integer(
                    "attention_stride",
                    0,
                    0,
                    "the step from one far position to the next, or the size of a block; 0 for the"
                            + " root of the longest text");

    /** How far near heads see. By default as far as the stride. */
    public static final Setting<Integer> REACH =
            Setting.integer(
                    "strided_reach",
                    0,
                    0,
                    "how many positions to each side near heads see; 0 for as many as the stride");

    /** How many positions of a block stand for it in the fixed form. */
    public static final Setting<Integer> SUMMARIES =
            Setting.integer(
                    "strided_summaries",
                    4,
                    1,
                    "how many positions at the end of each block far heads see");

    private static final About ABOUT =
            new About(
                    "strided",
                    "strided (Sparse Transformers)",
                    "sparse pattern",
                    new Paper("Generating Long Sequences with Sparse Transformers", "1904.10509"),
                    "n · √n",
                    "n",
                    "yes",
                    "`attention=strided`, to be fine-tuned");

    /** Made by the service loader. */
    public StridedKind() {
        super(ABOUT, true, FORM, STRIDE, REACH, SUMMARIES);
    }

    private static int stride(Settings settings, int maxLength) {
        int stride = settings.get(STRIDE);
        return stride == 0 ? (int) Math.ceil(Math.sqrt(maxLength)) : stride;
    }

    private static int reach(Settings settings, int stride) {
        return settings.get(REACH) == 0 ? stride : settings.get(REACH);
    }

    private static boolean isFixed(Settings settings) {
        return settings.get(FORM) == Form.FIXED;
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        int stride = stride(settings, sizes.maxLength());
        // A text is padded to whole strides.
        require(
                stride <= sizes.maxLength(),
                "attention_stride is %d, and the longest text has %d tokens; allowed: up to that, or"
                        + " 0 for its root.",
                stride,
                sizes.maxLength());
        return new StridedAttention(
                sizes,
                settings.get(FORM),
                stride,
                reach(settings, stride),
                settings.get(SUMMARIES));
    }

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(STRIDE, 6).with(REACH, 3);
    }

    /** Of near heads and far heads together. */
    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        return AttentionPattern.of(
                length,
                causal,
                (query, key) -> {
                    if (isNear(settings, length, query, key)) {
                        return Reason.LOCAL;
                    }
                    return isFar(settings, length, query, key) ? Reason.STRIDED : Reason.HIDDEN;
                });
    }

    /**
     * {@return whether a near head sees a key, unless it lies in the future of causal attention}
     *
     * @param settings what was chosen
     * @param length the longest text
     * @param query the position of the query, from 0
     * @param key the position of the key, from 0
     */
    public static boolean isNear(Settings settings, int length, int query, int key) {
        int stride = stride(settings, length);
        return isFixed(settings)
                ? query / stride == key / stride
                : Math.abs(query - key) <= reach(settings, stride);
    }

    /**
     * {@return whether a far head sees a key, unless it lies in the future of causal attention}
     *
     * @param settings what was chosen
     * @param length the longest text
     * @param query the position of the query, from 0
     * @param key the position of the key, from 0
     */
    public static boolean isFar(Settings settings, int length, int query, int key) {
        int stride = stride(settings, length);
        return isFixed(settings)
                ? key % stride >= stride - settings.get(SUMMARIES)
                : (query - key) % stride == 0;
    }

    @Override
    public String describe(Settings settings) {
        int stride = settings.get(STRIDE);
        String step = stride == 0 ? "stride √n" : "stride " + stride;
        return isFixed(settings) ? step + ", fixed, " + settings.get(SUMMARIES) : step;
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double n = length;
        double half = sizes.hiddenSize() / 2.0;
        double stride = Math.min(n, stride(settings, sizes.maxLength()));
        double reach = Math.min(n, 2.0 * reach(settings, (int) stride) + 1);
        double near = isFixed(settings) ? stride : reach;
        double far = n / stride * (isFixed(settings) ? settings.get(SUMMARIES) : 1);
        return AttentionCost.of(
                        sizes,
                        AttentionCost.scores(n, near, half) + AttentionCost.scores(n, far, half))
                .withArrays(2, 9);
    }
}
