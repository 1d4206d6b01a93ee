/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.HeadwiseAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Setting;

/**
 * Linformer's attention: each position attends to k mixtures of all positions, called slots here,
 * in place of the n positions themselves.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2006.04768">paper</a> "Linformer:
 * Self-Attention with Linear Complexity". Time and memory grow with n * k. The longest text, n, is
 * a size of the weights; there is no causal form. With E and F of (k, n), hidden states X of (n, e)
 * and the projections of a head,
 *
 * <pre>
 *   K = (E X) Wk + bk        (k, d)
 *   V = (F X) Wv + bv        (k, d)
 *   softmax(Q K^T / sqrt(d)) V
 * </pre>
 *
 * <p>as in the reference implementation (fairseq, {@code examples/linformer}), which mixes the
 * hidden states before it projects them. {@link LengthProjection} says what E and F are, {@link
 * ProjectionSharing} who shares them. Unlike there, padding contributes nothing to a slot; means
 * are taken over tokens only, and a slot without any weight on a token is hidden. With k = n and
 * the identity for E and F it is full attention.
 *
 * <p>E is called {@code compress_k.weight} and F {@code compress_v.weight}, as in fairseq; a shared
 * one is {@code compress_k.weight}, of the first layer where layers share it.
 */
public final class LowRankAttention extends HeadwiseAttention {

    private final int maxLength;
    private final ProjectionSharing sharing;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final SlotProjection keySlots;
    private final SlotProjection valueSlots;
    private final List<SlotProjection> owned = new ArrayList<>();

    /**
     * Makes the block.
     *
     * @param sizes the sizes, not causal; the longest text n is a size of the weights
     * @param rank the number of slots k, from 1 to n; pooling and convolution want it to divide n
     * @param projection what the projections are
     * @param sharing who shares them; with {@link ProjectionSharing#LAYERWISE} the first layer has
     *     no first, and all others have
     * @param first the layer whose projection is used, of the same sizes and layerwise, too. Its
     *     weights stay that layer's: they are listed, saved and counted there only. Null for none
     */
    public LowRankAttention(
            AttentionSizes sizes,
            int rank,
            LengthProjection projection,
            ProjectionSharing sharing,
            LowRankAttention first) {
        super(sizes);
        require(
                !causal,
                "Linformer has no causal form: each of its keys is a mixture of all positions,"
                        + " those of the future among them; take another attention for a decoder,"
                        + " such as performer.");
        maxLength = sizes.maxLength();
        this.sharing = sharing;
        validate(rank, projection, first);
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
        if (first != null) {
            keySlots = first.keySlots;
            valueSlots = keySlots;
            return;
        }
        keySlots = addSlots(rank, projection, "compress_k.weight");
        boolean two = sharing == ProjectionSharing.NONE || sharing == ProjectionSharing.HEADWISE;
        valueSlots = two ? addSlots(rank, projection, "compress_v.weight") : keySlots;
    }

    private void validate(int rank, LengthProjection projection, LowRankAttention first) {
        require(
                rank >= 1 && rank <= maxLength,
                "The rank k of Linformer is %s and the maximum length n is %s; k must be from 1 to"
                        + " n.",
                rank,
                maxLength);
        require(
                projection == LengthProjection.LEARNED || maxLength % rank == 0,
                "The rank k of Linformer is %s and the maximum length n is %s; for %s k must divide"
                        + " n.",
                rank,
                maxLength,
                Setting.word(projection));
        if (first == null) {
            return;
        }
        require(
                sharing == ProjectionSharing.LAYERWISE
                        && first.sharing == ProjectionSharing.LAYERWISE,
                "The projection of another layer is given, but the sharing is %s here and %s there;"
                        + " both must be layerwise.",
                Setting.word(sharing),
                Setting.word(first.sharing));
        require(
                first.keySlots.fits(projection, rank, maxLength),
                "Layers that share a projection must agree on its kind, k and n; here they are %s,"
                        + " %s and %s, and k of the first layer is %s.",
                Setting.word(projection),
                rank,
                maxLength,
                first.keySlots.rank());
    }

    private SlotProjection addSlots(int rank, LengthProjection projection, String name) {
        // Means have no weights, so heads can't differ in them.
        boolean perHead =
                sharing == ProjectionSharing.NONE && projection != LengthProjection.MEAN_POOLING;
        SlotProjection slots =
                new SlotProjection(projection, perHead ? heads : 1, rank, maxLength, name);
        if (slots.weight() != null) {
            addParameter(slots.weight());
            owned.add(slots);
        }
        return slots;
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        for (SlotProjection slots : owned) {
            slots.weight().setShape(slots.weightShape());
        }
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        if (!keySlots.isPlainMatrix() || !valueSlots.isPlainMatrix()) {
            return null;
        }
        List<Parameter> mixtures =
                keySlots == valueSlots
                        ? List.of(keySlots.weight())
                        : List.of(keySlots.weight(), valueSlots.weight());
        return part(
                        List.of("attention/lowrank/program.py", FullKernel.program(target)),
                        Map.of(
                                "SHARED",
                                keySlots == valueSlots ? "True" : "False",
                                "MIXTURES",
                                mixtures.size()),
                        List.of(
                                ProgramLinear.of(query),
                                ProgramLinear.of(key),
                                ProgramLinear.of(value)),
                        mixtures)
                .with(
                        new ProgramPart.Derived(
                                "attention/lowrank/program_filled.py",
                                "filled",
                                keySlots.weight()));
    }

    @Override
    public int programRows(ProgramTarget target) {
        return target.isGpu() ? GPU_ROWS : 1;
    }

    @Override
    protected ByHeads begin(AttentionInputs in) {
        NDArray hidden = in.hidden();
        NDArray visible = in.visible();
        long length = hidden.getShape().get(1);
        require(
                length <= maxLength,
                "The input is %s positions long, and the projections of Linformer are made for %s;"
                        + " shorten it, or train a model with a larger maximum length.",
                length,
                maxLength);
        NDArray k = mixed(key, keySlots, in); // b k h d
        NDArray v = mixed(value, valueSlots, in); // b k h d
        NDArray occupied = keySlots.occupied(in.store(), hidden, visible, in.training());
        return range ->
                FullKernel.attend(
                        kernels,
                        project(query, range, in),
                        k.get(range.heads()),
                        v.get(range.heads()),
                        occupied,
                        false,
                        rate(in));
    }

    /** Slots on heads, (b, k, h, d). */
    private NDArray mixed(Linear projection, SlotProjection slots, AttentionInputs in) {
        ParameterStore store = in.store();
        NDArray hidden = in.hidden();
        NDArray visible = in.visible();
        boolean training = in.training();
        if (slots.groups() == 1) {
            NDArray mixture = slots.mix(store, hidden.expandDims(2), visible, training); // b k 1 e
            return project(projection, store, mixture.squeeze(2), training);
        }
        // (E X) W = E (X W): with an E for each head, mixing e channels h times is the dearer way.
        Shape shape = hidden.getShape();
        NDArray weight = parameter(projection, "weight", store, hidden, training);
        NDArray bias = parameter(projection, "bias", store, hidden, training);
        NDArray onHeads =
                Linear.linear(hidden, weight)
                        .singletonOrThrow()
                        .reshape(shape.get(0), shape.get(1), heads, headSize);
        NDArray mixture = slots.mix(store, onHeads, visible, training); // b k h d
        if (bias == null) {
            return mixture;
        }
        Shape joined = new Shape(shape.get(0), -1, bias.getShape().get(0));
        return mixture.reshape(joined).add(bias).reshape(mixture.getShape());
    }
}
