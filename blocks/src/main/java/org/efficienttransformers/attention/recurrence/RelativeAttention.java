/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.recurrence;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramLinear.Form;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Require;

/**
 * XLNet's attention, which is Transformer-XL's with segments: scores depend on how far a key is
 * away rather than on where it stands, so that keys of a segment that was read before can be seen
 * as well.
 *
 * <p>Described in the papers <a href="https://arxiv.org/abs/1901.02860">"Transformer-XL: Attentive
 * Language Models Beyond a Fixed-Length Context"</a> and <a
 * href="https://arxiv.org/abs/1906.08237">"XLNet: Generalized Autoregressive Pretraining for
 * Language Understanding"</a>. For a query at i and a key at j,
 *
 * <pre>
 *   score = ((q + r_w) k + (q + r_r) R(i - j) + (q + r_s) s) / sqrt(d)
 * </pre>
 *
 * <p>where R(i - j) is a projection of sines and cosines of the distance, and s one of two vectors,
 * by whether both are of one segment; without token types there is no such term. A position always
 * sees itself, be it padding. With a memory of m hidden states from before, (b, m, e), keys and
 * values are m + n, and a memory counts as of type 0. The output projection is part of it, so that
 * it gives (b, n, e).
 *
 * <p>Token types, as numbers of the type of the hidden states, stand where other mechanisms have
 * the global attention mask.
 */
public final class RelativeAttention extends SelfAttention {

    private static final double BASE = 10_000;

    /** Queries at a time on a GPU, which bounds memory. */
    private static final int GPU_CHUNK = 1024;

    private final int clampLength;
    private final Parameter query;
    private final Parameter key;
    private final Parameter value;
    private final Parameter output;
    private final Parameter relative;
    private final Parameter relativeBias;
    private final Parameter segmentBias;
    private final Parameter wordBias;
    private final Parameter segments;

    /**
     * Makes the block.
     *
     * @param sizes the sizes
     * @param clampLength the greatest distance, as which those beyond count; 0 for no bound
     */
    public RelativeAttention(AttentionSizes sizes, int clampLength) {
        super(sizes);
        this.clampLength = Require.atLeast("clamp_len", clampLength, 0);
        require(
                hiddenSize % 2 == 0,
                "d_model is %d; for sines and cosines of distances it must be even.",
                hiddenSize);
        query = addParameter(Parameters.weight("q"));
        key = addParameter(Parameters.weight("k"));
        value = addParameter(Parameters.weight("v"));
        output = addParameter(Parameters.weight("o"));
        relative = addParameter(Parameters.weight("r"));
        relativeBias = addParameter(Parameters.normalBias("r_r_bias"));
        segmentBias = addParameter(Parameters.normalBias("r_s_bias"));
        wordBias = addParameter(Parameters.normalBias("r_w_bias"));
        segments = addParameter(Parameters.weight("seg_embed"));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        Shape onHeads = new Shape(hiddenSize, heads, headSize);
        for (Parameter weight : new Parameter[] {query, key, value, output, relative}) {
            weight.setShape(onHeads);
        }
        Shape ofHeads = new Shape(heads, headSize);
        for (Parameter bias : new Parameter[] {relativeBias, segmentBias, wordBias}) {
            bias.setShape(ofHeads);
        }
        segments.setShape(new Shape(2, heads, headSize));
    }

    @Override
    public boolean takesTokenTypes() {
        return true;
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        return part(
                List.of(
                        "attention/recurrence/program.py",
                        "program/rows.py",
                        FullKernel.program(target)),
                Map.of(
                        "CHUNK",
                        target.isGpu() ? GPU_CHUNK : RelativeKernel.CHUNK,
                        "CAUSAL",
                        causal ? "True" : "False",
                        "CLAMP",
                        clampLength,
                        "SINES",
                        hiddenSize / 2,
                        "DECAY",
                        -2 * Math.log(BASE) / hiddenSize),
                List.of(
                        List.of(linear(query)),
                        List.of(linear(key), linear(value)),
                        List.of(linear(relative))),
                List.of(wordBias, relativeBias, segmentBias, segments));
    }

    /** True for the memory, which is nothing by itself. */
    @Override
    public boolean hasProgramTable(ProgramTarget target) {
        return true;
    }

    @Override
    public NDArray programTable(NDManager manager, ProgramTarget target, long length) {
        return manager.create(new Shape(0, 0, hiddenSize));
    }

    private static ProgramLinear linear(Parameter weight) {
        return new ProgramLinear(weight, Form.IN_OUT, null);
    }

    @Override
    public ProgramLinear programOutput() {
        return new ProgramLinear(output, Form.OUT_IN, null);
    }

    @Override
    protected NDArray attend(AttentionInputs in) {
        return mix(in.store(), in.hidden(), null, in.visible(), in.global(), in.training());
    }

    /**
     * Attends to a memory as well.
     *
     * @param store the parameters
     * @param hidden the hidden states of a segment, (b, n, e)
     * @param memory hidden states of this layer from before, (b, m, e); null for none
     * @param visible the attention mask of both, (b, m + n); null if all are tokens
     * @param types the token types of the segment, (b, n), in the type of the hidden states; null
     *     for no difference
     * @return (b, n, e), on the manager of the hidden states
     */
    public NDArray remember(
            ParameterStore store, NDArray hidden, NDArray memory, NDArray visible, NDArray types) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            for (NDArray input : new NDArray[] {hidden, memory, visible, types}) {
                if (input != null) {
                    input.tempAttach(scope);
                }
            }
            return scope.ret(mix(store, hidden, memory, visible, types, false));
        }
    }

    private NDArray mix(
            ParameterStore store,
            NDArray hidden,
            NDArray memory,
            NDArray visible,
            NDArray types,
            boolean training) {
        NDArray all = memory == null ? hidden : memory.concat(hidden, 1); // b m+n e
        NDArray q = onHeads(query, store, hidden, training); // b n h d
        NDArray k = onHeads(key, store, all, training); // b m+n h d
        NDArray v = onHeads(value, store, all, training);
        NDArray r = onHeads(relative, store, distances(hidden, all.size(1)), training);
        NDArray context =
                RelativeKernel.attend(
                        kernels,
                        q.add(bias(wordBias, store, hidden, training)),
                        q.add(bias(relativeBias, store, hidden, training)),
                        k,
                        v,
                        r,
                        types == null ? null : segmentScores(q, store, hidden, training),
                        types,
                        visible,
                        causal,
                        training ? dropout : 0); // b n h*d
        NDArray weight = matrix(output, store, hidden, training); // e h*d
        return context.matMul(weight.transpose());
    }

    /** What each query gives to keys of its own segment and of another, (b, n, h, 2). */
    private NDArray segmentScores(
            NDArray q, ParameterStore store, NDArray hidden, boolean training) {
        NDArray vectors =
                view(segments, store, hidden, training, new Shape(2, heads, headSize))
                        .transpose(1, 2, 0); // h d 2
        return q.add(bias(segmentBias, store, hidden, training)) // b n h d
                .transpose(0, 2, 1, 3)
                .matMul(vectors)
                .transpose(0, 2, 1, 3);
    }

    /** Sines and cosines of the distances from m + n down to 1 - n: (1, m + 2n, e). */
    private NDArray distances(NDArray hidden, long keys) {
        int queries = Math.toIntExact(hidden.size(1));
        int count = Math.toIntExact(keys + queries);
        float[] table = new float[Math.multiplyExact(count, hiddenSize)];
        int half = hiddenSize / 2;
        for (int row = 0; row < count; row++) {
            int distance = Math.toIntExact(keys - row);
            if (clampLength > 0) {
                distance = Math.max(-clampLength, Math.min(clampLength, distance));
            }
            for (int i = 0; i < half; i++) {
                // As PyTorch computes them: the product of two numbers in float32.
                float angle = distance * (float) (1 / Math.pow(BASE, 2.0 * i / hiddenSize));
                table[row * hiddenSize + i] = (float) Math.sin(angle);
                table[row * hiddenSize + half + i] = (float) Math.cos(angle);
            }
        }
        // A copy, since the backward pass needs it, and what is created lies in a buffer of the
        // JVM.
        return hidden.getManager()
                .create(table, new Shape(1, count, hiddenSize))
                .duplicate()
                .toType(hidden.getDataType(), false);
    }

    /** (b, n, e) to (b, n, h, d). */
    private NDArray onHeads(
            Parameter weight, ParameterStore store, NDArray hidden, boolean training) {
        Shape shape = hidden.getShape();
        return hidden.matMul(matrix(weight, store, hidden, training))
                .reshape(shape.get(0), shape.get(1), heads, headSize);
    }

    private NDArray matrix(
            Parameter weight, ParameterStore store, NDArray hidden, boolean training) {
        Shape shape = new Shape(hiddenSize, (long) heads * headSize);
        return view(weight, store, hidden, training, shape);
    }

    private NDArray bias(Parameter weight, ParameterStore store, NDArray hidden, boolean training) {
        return view(weight, store, hidden, training, new Shape(heads, headSize));
    }

    /** A view on the manager of the computation, which frees what is made of it. */
    private static NDArray view(
            Parameter weight, ParameterStore store, NDArray hidden, boolean training, Shape shape) {
        NDArray view = store.getValue(weight, hidden.getDevice(), training).reshape(shape);
        view.attach(hidden.getManager());
        return view;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }
}
