/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.convolution;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;
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

/**
 * ConvBERT's mixture: half of the channels are full attention, the other half a convolution whose
 * kernel is made for each position from what surrounds it.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2008.02496">paper</a> "ConvBERT: Improving
 * BERT with Span-based Dynamic Convolution". For h heads of size d, with queries q,
 *
 * <pre>
 *   s(i) = P D(x)(i) + b                          D over k positions, channel by channel
 *   w(i) = softmax(W (s(i) * q(i)))               k weights for each head
 *   convolved(i) = sum over t of w(i, t) u(i + t - k / 2),    u = U x
 *   context = [attention | convolved]             (b, n, 2 * h * d)
 * </pre>
 *
 * <p>As in transformers the convolutions see padding: a text that is padded gives other numbers
 * near its end than alone. Beyond both ends there are zeros. There is no causal form, as a kernel
 * reaches to both sides.
 */
public final class MixedAttention extends SelfAttention {

    /** Rows that a program convolves at a time on a CPU. */
    private static final int TILE = 64;

    private final int kernelSize;
    private final Block query;
    private final Block key;
    private final Block value;
    private final Parameter depthwise;
    private final Parameter pointwise;
    private final Parameter offset;
    private final Linear kernelLayer;
    private final Linear convolved;

    /**
     * Makes the block.
     *
     * @param sizes the sizes, not causal, of the heads that attend; as many convolve
     * @param kernelSize over how many positions is convolved k, an odd number
     */
    public MixedAttention(AttentionSizes sizes, int kernelSize) {
        super(sizes);
        require(
                !causal,
                "ConvBERT has no causal form: its kernels reach to both sides; take another"
                        + " attention for a decoder.");
        require(
                kernelSize > 0 && kernelSize % 2 == 1,
                "conv_kernel_size is %d; it must be odd, so that there is a middle.",
                kernelSize);
        this.kernelSize = kernelSize;
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
        depthwise = addParameter(Parameters.weight("key_conv_attn_layer.depthwise.weight"));
        pointwise = addParameter(Parameters.weight("key_conv_attn_layer.pointwise.weight"));
        offset = addParameter(Parameters.bias("key_conv_attn_layer.bias"));
        kernelLayer =
                addChildBlock(
                        "conv_kernel_layer",
                        Linear.builder().setUnits((long) heads * kernelSize).build());
        convolved = addProjection("conv_out_layer", true);
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        long all = (long) heads * headSize;
        depthwise.setShape(new Shape(hiddenSize, 1, kernelSize));
        pointwise.setShape(new Shape(all, hiddenSize, 1));
        offset.setShape(new Shape(all, 1));
    }

    @Override
    public boolean dependsOnPadding() {
        return true;
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        return part(
                List.of(
                        "attention/convolution/program.py",
                        "program/rows.py",
                        FullKernel.program(target)),
                Map.of(
                        "TAPS",
                        kernelSize,
                        "REACH",
                        kernelSize / 2,
                        "TILE",
                        target.isGpu() ? Integer.MAX_VALUE : TILE),
                List.of(
                        ProgramLinear.of(query, key, value, convolved),
                        List.of(new ProgramLinear(pointwise, Form.OUT_IN, offset))),
                List.of(
                        depthwise,
                        kernelLayer.getDirectParameters().get("weight"),
                        kernelLayer.getDirectParameters().get("bias")));
    }

    @Override
    protected NDArray attend(AttentionInputs in) {
        NDArray q = project(query, in); // b n h d
        NDArray attended =
                FullKernel.attend(
                        kernels,
                        q,
                        project(key, in),
                        project(value, in),
                        in.visible(),
                        false,
                        rate(in)); // b n h*d
        Shape flat = attended.getShape();
        NDArray spans = spans(in).mul(q.reshape(flat)); // b n h*d
        NDArray weights =
                kernelLayer
                        .forward(in.store(), new NDList(spans), in.training())
                        .singletonOrThrow()
                        .reshape(flat.get(0), flat.get(1), heads, kernelSize)
                        .softmax(-1); // b n h k
        NDArray values = project(convolved, in); // b n h d
        return attended.concat(SpanKernel.convolve(kernels, values, weights), 2);
    }

    /** The convolution over positions, channel by channel, and the mixture of channels after it. */
    private NDArray spans(AttentionInputs in) {
        NDArray channels = in.hidden().transpose(0, 2, 1); // b e n
        NDArray taps = in.value(depthwise);
        NDArray mixture = in.value(pointwise);
        NDArray bias = in.value(offset);
        NDArray each =
                channels.getNDArrayInternal()
                        .convolution(
                                channels,
                                taps,
                                null,
                                new Shape(1),
                                new Shape(kernelSize / 2),
                                new Shape(1),
                                hiddenSize)
                        .singletonOrThrow(); // b e n
        // A product, not a convolution of one position: on GPUs PyTorch lets these round to TF32.
        NDManager manager = channels.getManager();
        return channels.getNDArrayInternal()
                .linear(
                        each.transpose(0, 2, 1),
                        mixture.get(manager, new NDIndex(":, :, 0")),
                        bias.get(manager, new NDIndex(":, 0")))
                .singletonOrThrow(); // b n h*d
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape hidden = inputShapes[0];
        Shape onHeads = new Shape(hidden.get(0), hidden.get(1), (long) heads * headSize);
        for (Pair<String, Block> child : children) {
            boolean kernel = child.getValue() == kernelLayer;
            child.getValue().initialize(manager, dataType, kernel ? onHeads : hidden);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape hidden = inputShapes[0];
        return new Shape[] {new Shape(hidden.get(0), hidden.get(1), 2L * heads * headSize)};
    }
}
