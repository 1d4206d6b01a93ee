/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.nystrom;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Require;

/**
 * Nystromformer's attention: each position attends to m landmarks, the means of m segments of the
 * text, and the landmarks attend to all positions.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2102.03902">paper</a> "Nyströmformer: A
 * Nyström-Based Algorithm for Approximating Self-Attention". Time and memory grow with n * m. With
 * queries Q and keys K of a head, and the landmarks Q~ and K~ of (m, d),
 *
 * <pre>
 *   softmax(Q K~^T / sqrt(d)) softmax(Q~ K~^T / sqrt(d))^+ softmax(Q~ K^T / sqrt(d)) V
 * </pre>
 *
 * <p>where ^+ is the pseudo-inverse, by six steps of an iteration ({@link NystromKernel}). To it a
 * convolution of the values over positions may be added, of one kernel for each head, {@code
 * conv.weight} of (h, 1, k, 1).
 *
 * <p>There are two ways to treat padding. By default segments are cut from the tokens of each text,
 * and padding has no part in anything. With a segmented length ({@code segment_means_seq_len}), it
 * is as in transformers: every text must be padded to that length, padding has its part in the
 * landmarks and in the convolution, and the first guess of the pseudo-inverse depends on all texts
 * of a batch. There, too, a segmented length equal to the number of landmarks stands for full
 * attention of any length, which, with the convolution, is what published checkpoints have.
 *
 * <p>No causal form exists, as a landmark is a mean over earlier and later positions.
 */
public final class NystromAttention extends SelfAttention {

    private final int landmarks;
    private final int segmentedLength;
    private final int kernelSize;
    private final Block query;
    private final Block key;
    private final Block value;
    private final Parameter convolution;

    /**
     * Makes the block.
     *
     * @param sizes the sizes, not causal
     * @param landmarks the number of landmarks m, 1 or more
     * @param segmentedLength the length that every input must have, a multiple of the landmarks, to
     *     cut segments from the whole input, padding included, as transformers does; the number of
     *     landmarks itself for full attention of any length; 0 to cut segments from the tokens
     * @param kernelSize the size of the kernel by which values are convolved over positions and
     *     added, odd; 0 for none
     */
    public NystromAttention(
            AttentionSizes sizes, int landmarks, int segmentedLength, int kernelSize) {
        super(sizes);
        require(
                !causal,
                "Nystromformer has no causal form: each of its landmarks is a mean over earlier and"
                        + " later positions; take another attention for a decoder, such as"
                        + " performer.");
        this.landmarks = Require.atLeast("The number of landmarks", landmarks, 1);
        this.segmentedLength = Require.atLeast("segment_means_seq_len", segmentedLength, 0);
        this.kernelSize = Require.atLeast("conv_kernel_size", kernelSize, 0);
        require(
                segmentedLength % landmarks == 0,
                "segment_means_seq_len is %d and num_landmarks is %d; the second must divide the"
                        + " first.",
                segmentedLength,
                landmarks);
        require(
                kernelSize == 0 || kernelSize % 2 == 1,
                "conv_kernel_size is %d; it must be odd, so that there is a middle, or 0 for none.",
                kernelSize);
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
        // A new one adds nothing.
        convolution =
                kernelSize == 0
                        ? null
                        : addParameter(Parameters.weight("conv.weight", Initializer.ZEROS));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        if (convolution != null) {
            convolution.setShape(new Shape(heads, 1, kernelSize, 1));
        }
    }

    private boolean isFull() {
        return segmentedLength == landmarks;
    }

    private boolean hidesPadding() {
        return segmentedLength == 0;
    }

    @Override
    public boolean dependsOnPadding() {
        return !hidesPadding() && !(isFull() && convolution == null);
    }

    @Override
    public int leastLength() {
        return isFull() ? 1 : Math.max(1, segmentedLength);
    }

    /** None where the pseudo-inverse depends on all texts of a batch, which programs take apart. */
    @Override
    public ProgramPart program(ProgramTarget target) {
        if (!isFull() && !hidesPadding()) {
            return null;
        }
        String mixing = "attention/nystrom/program_full.py";
        List<String> files =
                new ArrayList<>(
                        isFull()
                                ? FullKernel.program(target, mixing)
                                : List.of(
                                        "attention/nystrom/program.py",
                                        "program/rows.py",
                                        FullKernel.program(target)));
        files.add("attention/nystrom/program_convolution.py");
        return part(
                files,
                Map.of("LANDMARKS", landmarks, "STEPS", NystromKernel.STEPS, "KERNEL", kernelSize),
                isFull()
                        ? linears(target, query, key, value)
                        : List.of(ProgramLinear.of(query), ProgramLinear.of(key, value)),
                convolution == null ? List.of() : List.of(convolution));
    }

    @Override
    protected NDArray attend(AttentionInputs in) {
        NDArray hidden = in.hidden();
        NDArray visible = in.visible();
        long length = hidden.size(1);
        require(
                hidesPadding() || isFull() || length == segmentedLength,
                "The input is %d positions long, and the landmarks of this Nystromformer are means"
                        + " over segments of a text of %d (segment_means_seq_len); pad it to that,"
                        + " or shorten it.",
                length,
                segmentedLength);
        NDArray q = project(query, in); // b n h d
        NDArray k = project(key, in);
        NDArray v = project(value, in);
        float rate = rate(in);
        NDArray context;
        if (isFull()) {
            context = FullKernel.attend(kernels, q, k, v, visible, false, rate);
        } else {
            NDArray counted = hidesPadding() ? visible : null;
            Landmarks means = Landmarks.of(hidden, counted, landmarks);
            context =
                    NystromKernel.attend(
                            kernels, q, k, v, means, visible, hidesPadding(), rate); // b n e
        }
        return convolution == null
                ? context
                : context.add(convolved(in.value(convolution), v, hidesPadding() ? visible : null));
    }

    /**
     * The convolution of the values over positions by taps of (h, 1, k, 1), zeros beyond both ends:
     * (b, n, h * d).
     */
    private NDArray convolved(NDArray taps, NDArray values, NDArray visible) {
        Shape shape = values.getShape(); // b n h d
        NDArray kept =
                visible == null
                        ? values
                        : values.mul(visible.reshape(-1, shape.get(1), 1, 1)); // b n h d
        return kept.transpose(0, 2, 1, 3) // b h n d
                .getNDArrayInternal()
                .convolution(
                        kept.transpose(0, 2, 1, 3),
                        taps,
                        null,
                        new Shape(1, 1),
                        new Shape(kernelSize / 2, 0),
                        new Shape(1, 1),
                        heads)
                .singletonOrThrow()
                .transpose(0, 2, 1, 3)
                .reshape(shape.get(0), shape.get(1), -1);
    }
}
