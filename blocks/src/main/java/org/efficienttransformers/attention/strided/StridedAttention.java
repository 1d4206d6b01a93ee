/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.strided;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.HeadRange;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.attention.strided.StridedKind.Form;
import org.efficienttransformers.attention.window.SlidingWindowKernel;
import org.efficienttransformers.attention.window.SlidingWindowKernel.SlidingWindow;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Require;

/**
 * The factorised attention of Sparse Transformers: half of the heads see what is near, the others
 * what is a whole number of strides away. In two layers any position reaches any other.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/1904.10509">paper</a> "Generating Long
 * Sequences with Sparse Transformers". With a stride of the root of n, time grows with n * sqrt(n).
 * For a stride s and a reach l, in the strided form
 *
 * <pre>
 *   near heads:  |i - j| &lt;= l                     (causal: 0 &lt;= i - j &lt;= l)
 *   far heads:   (i - j) % s == 0
 * </pre>
 *
 * <p>and in the fixed form, for c summaries in each block of s positions,
 *
 * <pre>
 *   near heads:  i / s == j / s                   in whole numbers
 *   far heads:   j % s &gt;= s - c
 * </pre>
 *
 * <p>causal, if wanted, each. A position for which a far head of the fixed form has nothing to see,
 * as in the first block of causal attention, gets zeros from it. There are two heads or more, the
 * near ones first.
 */
public final class StridedAttention extends SelfAttention {

    private final int stride;
    private final int reach;
    private final int summaries;
    private final boolean fixed;
    private final Block query;
    private final Block key;
    private final Block value;

    /**
     * Makes the block.
     *
     * @param sizes the sizes, with two heads or more
     * @param form which positions far heads see
     * @param stride the stride s, 1 or more
     * @param reach how many positions to each side near heads of the strided form see, 0 or more
     * @param summaries how many positions at the end of each block far heads of the fixed form see,
     *     from 1 to the stride
     */
    public StridedAttention(AttentionSizes sizes, Form form, int stride, int reach, int summaries) {
        super(sizes);
        require(heads > 1, "There is %d head; strided attention needs two or more.", heads);
        this.stride = Require.atLeast("The stride", stride, 1);
        this.reach = Require.atLeast("The reach of near heads", reach, 0);
        fixed = form == Form.FIXED;
        this.summaries = Require.atLeast("The number of summaries", summaries, 1);
        require(
                !fixed || summaries <= stride,
                "There are %d summaries in each block of %d positions; there can't be more than"
                        + " positions.",
                summaries,
                stride);
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
    }

    /** The number of heads that see what is near, the first ones. */
    private int nearHeads() {
        return (heads + 1) / 2;
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        if (causal) {
            return null;
        }
        return part(
                List.of(
                        "attention/strided/program.py",
                        "attention/strided/program_" + (fixed ? "fixed.py" : "strided.py"),
                        "program/rows.py",
                        FullKernel.program(target)),
                Map.of(
                        "STRIDE",
                        stride,
                        "REACH",
                        reach,
                        "SUMMARIES",
                        summaries,
                        "NEAR",
                        nearHeads(),
                        "CHUNK",
                        SlidingWindowKernel.programChunk(target.isGpu())),
                List.of(ProgramLinear.of(query), ProgramLinear.of(key, value)),
                List.of());
    }

    @Override
    protected NDArray attend(AttentionInputs in) {
        NDArray q = project(query, in); // b n h d
        NDArray k = project(key, in);
        NDArray v = project(value, in);
        int count = nearHeads();
        NDIndex nearHeads = new HeadRange(0, count).heads();
        NDIndex farHeads = new HeadRange(count, heads - count).heads();
        NDArray near = near(q.get(nearHeads), k.get(nearHeads), v.get(nearHeads), in);
        NDArray far = far(q.get(farHeads), k.get(farHeads), v.get(farHeads), in);
        NDArray context = near.concat(far, 2);
        NDArray visible = in.visible();
        return visible == null ? context : context.mul(visible.expandDims(2));
    }

    private NDArray near(NDArray q, NDArray k, NDArray v, AttentionInputs in) {
        if (!fixed) {
            SlidingWindow window = new SlidingWindow(reach, causal);
            return SlidingWindowKernel.attend(
                    kernels, window, q, k, v, in.visible(), null, rate(in), in.training());
        }
        NDArray context =
                FullKernel.attend(
                        kernels,
                        blocks(q),
                        blocks(k),
                        blocks(v),
                        blocks(in.tokens()),
                        causal,
                        rate(in)); // b*n/s s h*d
        return context.reshape(q.size(0), -1, context.size(2))
                .get(new NDIndex(":, :{}", q.size(1)));
    }

    private NDArray far(NDArray q, NDArray k, NDArray v, AttentionInputs in) {
        return fixed ? summaries(q, k, v, in) : remainders(q, k, v, in);
    }

    /**
     * Positions of one remainder see each other: laid side by side they are a text of their own.
     */
    private NDArray remainders(NDArray q, NDArray k, NDArray v, AttentionInputs in) {
        NDArray context =
                FullKernel.attend(
                        kernels,
                        Pieces.interleaved(q, stride),
                        Pieces.interleaved(k, stride),
                        Pieces.interleaved(v, stride),
                        Pieces.interleaved(in.tokens(), stride),
                        causal,
                        rate(in)); // b*s n/s h*d
        return Pieces.inOrder(context, stride, q.size(1)); // b n h*d
    }

    /** The last positions of each block are seen from everywhere. */
    private NDArray summaries(NDArray q, NDArray k, NDArray v, AttentionInputs in) {
        NDManager manager = q.getManager();
        DataType type = q.getDataType();
        int length = Math.toIntExact(q.size(1));
        NDArray mask = in.tokens().expandDims(2); // b n 1
        NDArray kept = ends(mask).squeeze(2); // b m
        NDArray row = manager.arange(0, length, 1, DataType.INT32).reshape(1, length, 1);
        NDArray place = ends(row); // 1 m 1
        NDArray seen = kept.expandDims(1).broadcast(q.size(0), length, kept.size(1)); // b n m
        if (causal) {
            NDArray past = row.gte(place.transpose(0, 2, 1)).toType(type, false); // 1 n m
            seen = seen.mul(past);
        }
        NDArray any = seen.max(new int[] {2}, true); // b n 1
        NDArray context = FullKernel.attend(kernels, q, ends(k), ends(v), seen, false, rate(in));
        return context.mul(any);
    }

    /** The last positions of each block, zeros beyond the text: (b, n, ...) to (b, m, ...). */
    private NDArray ends(NDArray array) {
        NDArray blocks = blocks(array); // b*n/s s ...
        Shape rest = array.getShape().slice(2);
        return blocks.get(new NDIndex(":, {}:", stride - summaries))
                .reshape(new Shape(array.size(0), -1).addAll(rest));
    }

    /** Cuts into blocks: (b, n, ...) to (b * n / s, s, ...). */
    private NDArray blocks(NDArray array) {
        Shape rest = array.getShape().slice(2);
        long length = (array.size(1) + stride - 1) / stride * stride;
        return Pieces.padded(array, length).reshape(new Shape(-1, stride).addAll(rest));
    }
}
