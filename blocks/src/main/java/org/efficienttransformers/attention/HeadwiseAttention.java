/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.kernel.HeadContexts;
import org.efficienttransformers.kernel.LinearKernel;

/**
 * Attention whose heads know nothing of each other, so that any of them can be computed apart.
 *
 * <p>In inference on the CPU the heads of long texts are taken some at a time: queries, keys and
 * values of all of them would be arrays that malloc maps again on each call ({@link HeadContexts}).
 */
public abstract class HeadwiseAttention extends SelfAttention {

    protected HeadwiseAttention(AttentionSizes sizes, Extra... known) {
        super(sizes, known);
    }

    /** Computes the context of some heads. */
    @FunctionalInterface
    public interface ByHeads {

        /**
         * Computes it.
         *
         * @param range the heads, h
         * @return (b, n, h * d), on the manager of the hidden states
         */
        NDArray attend(HeadRange range);
    }

    /**
     * Computes what the heads share.
     *
     * @param in what is given
     * @return what computes the rest
     */
    protected abstract ByHeads begin(AttentionInputs in);

    @Override
    protected final NDArray attend(AttentionInputs in) {
        ByHeads byHeads = begin(in);
        NDArray hidden = in.hidden();
        int together =
                in.training() ? heads : HeadContexts.headsAtATime(kernels, hidden, heads, headSize);
        if (together == heads) {
            return byHeads.attend(new HeadRange(0, heads));
        }
        HeadContexts contexts = new HeadContexts(hidden, heads, headSize);
        for (int first = 0; first < heads; first += together) {
            try (NDManager scope = hidden.getManager().newSubManager()) {
                hidden.tempAttach(scope);
                HeadRange range = new HeadRange(first, Math.min(together, heads - first));
                contexts.put(byHeads.attend(range), first);
            }
        }
        return contexts.joined();
    }

    /**
     * Projects onto some heads.
     *
     * @param projection a projection of this block
     * @param range the heads, h
     * @param in what is given
     * @return (b, n, h, d)
     */
    protected final NDArray project(Block projection, HeadRange range, AttentionInputs in) {
        if (range.count() == heads) {
            return project(projection, in);
        }
        ParameterStore store = in.store();
        NDArray hidden = in.hidden();
        Shape shape = hidden.getShape();
        NDArray weight = parameter(projection, "weight", store, hidden, false);
        int group = heads * headSize / (int) weight.getShape().get(0);
        HeadRange stored = range.ofKeys(group);
        NDArray onHeads =
                LinearKernel.apply(
                                kernels,
                                hidden,
                                rows(projection, "weight", stored, store, hidden),
                                rows(projection, "bias", stored, store, hidden))
                        .reshape(shape.get(0), shape.get(1), stored.count(), headSize);
        return range.served(onHeads, 2, group);
    }

    /** A handle of an array on the manager that is to own what is made of it. */
    protected static NDArray on(NDManager manager, NDArray array) {
        NDArray view = array.reshape(array.getShape());
        view.attach(manager);
        return view;
    }

    private NDArray rows(
            Block projection, String name, HeadRange range, ParameterStore store, NDArray hidden) {
        NDArray all = parameter(projection, name, store, hidden, false);
        return all == null ? null : all.get(hidden.getManager(), range.rows(headSize));
    }
}
