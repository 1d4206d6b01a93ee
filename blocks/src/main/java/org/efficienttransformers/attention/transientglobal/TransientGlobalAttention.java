/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.transientglobal;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.attention.position.RelativeBias;
import org.efficienttransformers.attention.position.RelativeBias.Span;
import org.efficienttransformers.attention.position.RelativePositions;
import org.efficienttransformers.attention.window.SlidingWindowKernel;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Require;

/**
 * LongT5's attention: each position sees a window around itself and, in its transient-global form,
 * the sum of every block of positions, normed and projected as if it were a token.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2112.07916">paper</a> "LongT5: Efficient
 * Text-To-Text Transformer for Long Sequences". Time grows with n * (r + n / k) for a radius r and
 * blocks of k positions, memory with n. Scores aren't scaled; to each the bias of its distance is
 * added ({@link RelativePositions}), of which the first layer holds the table for all.
 */
public final class TransientGlobalAttention extends SelfAttention {

    private static final int CHUNK = 128;
    private static final int GPU_CHUNK = 1024;
    private static final int ALIGNMENT = 8;

    /** In a program, keys and values of sums. */
    private static final String BOTH = "(self).linear(normed, torch.add(linear, 1), )";

    private static final String GPU_BOTH =
            "torch.slice((self).linear(normed, linear, ), 2, $HEADS * $SIZE, 9223372036854775807, 1)";

    private final int radius;
    private final int blockSize;
    private final float epsilon;
    private final Block query;
    private final Block key;
    private final Block value;
    private final RelativeBias bias;
    private final RelativeBias globalBias;
    private final Parameter globalNorm;

    /**
     * Makes the block.
     *
     * @param sizes the sizes, not causal
     * @param radius how many positions are seen on each side ({@code local_radius}), above 0
     * @param blockSize how many positions are summed to a transient global token ({@code
     *     global_block_size}); 0 for windows alone
     * @param epsilon the epsilon of the norm of sums, above 0
     * @param positions the buckets of distances
     * @param below the attention of a layer below, whose biases of distances are shared; null for
     *     tables of its own
     */
    public TransientGlobalAttention(
            AttentionSizes sizes,
            int radius,
            int blockSize,
            float epsilon,
            RelativePositions positions,
            TransientGlobalAttention below) {
        super(sizes);
        require(!causal, "LongT5's attention can't be causal; take full attention for a decoder.");
        this.radius = Require.atLeast("local_radius", radius, 1);
        this.blockSize = Require.atLeast("global_block_size", blockSize, 0);
        this.epsilon = epsilon;
        query = addProjection("q", false);
        key = addProjection("k", false);
        value = addProjection("v", false);
        boolean hasGlobals = blockSize > 0;
        bias = below == null ? table("relative_attention_bias", positions) : below.bias;
        if (below == null) {
            globalBias = hasGlobals ? table("global_relative_attention_bias", positions) : null;
        } else {
            globalBias = below.globalBias;
        }
        globalNorm =
                hasGlobals
                        ? addParameter(Parameters.scale("global_input_layer_norm.weight"))
                        : null;
    }

    private RelativeBias table(String name, RelativePositions positions) {
        return addChildBlock(name, new RelativeBias(positions, heads));
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        boolean gpu = target.isGpu();
        List<String> files = new ArrayList<>();
        files.add("attention/transientglobal/program" + (gpu ? "_gpu.py" : ".py"));
        files.add("attention/transientglobal/program_sums.py");
        files.add("program/rows.py");
        files.add(RelativePositions.PROGRAM);
        if (gpu) {
            files.add("attention/window/program_chunks.py");
            files.add("program/heads.py");
        }
        Map<String, Object> constants = new HashMap<>(bias.positions().constants());
        constants.put("REACH", radius);
        // Kernels on GPUs want rows of biases at multiples of 16 bytes.
        constants.put("RADIUS", gpu ? (radius + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : radius);
        constants.put("CHUNK", SlidingWindowKernel.programChunk(gpu));
        constants.put("BLOCK", blockSize);
        constants.put("EPSILON", (double) epsilon);
        constants.put("BOTH", gpu ? GPU_BOTH : BOTH);
        constants.put("ROOT", Math.sqrt((double) headSize));
        return part(
                files,
                constants,
                linears(target, query, key, value),
                globalNorm == null
                        ? List.of(bias.weight())
                        : List.of(bias.weight(), globalBias.weight(), globalNorm));
    }

    @Override
    protected NDArray attend(AttentionInputs in) {
        NDArray q = project(query, in); // b n h d
        NDArray k = project(key, in);
        NDArray v = project(value, in);
        NDArray hidden = in.hidden();
        NDArray visible = in.visible();
        int length = Math.toIntExact(hidden.getShape().get(1));
        Globals globals = blockSize == 0 || length < blockSize ? null : globals(in);
        // By distance, -r to r: 2r+1 h
        NDArray byDistance =
                bias.of(in.store(), hidden, -radius, radius, in.training()).transpose();
        NDList contexts = new NDList();
        int chunk = hidden.getDevice().isGpu() ? GPU_CHUNK : CHUNK;
        for (int start = 0; start < length; start += chunk) {
            int end = Math.min(start + chunk, length);
            int first = Math.max(start - radius, 0);
            int last = Math.min(end + radius, length);
            NDIndex seen = new NDIndex(":, {}:{}", first, last);
            try (NDManager scope = hidden.getManager().newSubManager()) {
                scope.tempAttachAll(q, k, v, byDistance);
                NDArray keys = k.get(seen); // b m h d
                NDArray values = v.get(seen);
                NDArray added =
                        window(byDistance, new Span(start, end), new Span(first, last)); // 1 h c m
                if (visible != null) {
                    scope.tempAttachAll(visible);
                    NDArray mask = Masks.additive(visible.get(seen)).expandDims(1).expandDims(1);
                    added = added.add(mask); // b h c m
                }
                if (globals != null) {
                    globals.attach(scope);
                    keys = keys.concat(globals.key, 1);
                    values = values.concat(globals.value, 1);
                    added = join(added, globals.added(scope, start, end));
                }
                added = atLeastHidden(added);
                contexts.add(
                        scope.ret(
                                FullKernel.attend(
                                        in.training() ? kernels.inTraining() : kernels,
                                        q.get(new NDIndex(":, {}:{}", start, end)),
                                        keys,
                                        values,
                                        added,
                                        1,
                                        rate(in))));
            }
        }
        NDArray context = Pieces.join(contexts, 1);
        return visible == null ? context : context.mul(visible.expandDims(2));
    }

    /** What is added to the scores of a window, (1, h, c, m). */
    private NDArray window(NDArray byDistance, Span queries, Span keys) {
        NDArray distance = RelativeBias.distances(byDistance.getManager(), queries, keys); // c m
        NDArray inside = distance.gte(-radius).logicalAnd(distance.lte(radius));
        return RelativeBias.spread(byDistance, distance)
                .add(Masks.additive(inside.toType(byDistance.getDataType(), false)));
    }

    /** Two hidden scores summed would overflow float16. */
    private static NDArray atLeastHidden(NDArray added) {
        return Scalars.maximum(added, Masks.hidden(added.getDataType()));
    }

    /** (b or 1, h, c, m) and (b or 1, h, c, g) to (b, h, c, m + g). */
    private static NDArray join(NDArray local, NDArray side) {
        long batch = Math.max(local.getShape().get(0), side.getShape().get(0));
        return spread(local, batch).concat(spread(side, batch), 3);
    }

    private static NDArray spread(NDArray array, long batch) {
        Shape shape = array.getShape();
        return shape.get(0) == batch
                ? array
                : array.broadcast(new Shape(batch).addAll(shape.slice(1)));
    }

    private Globals globals(AttentionInputs in) {
        NDArray hidden = in.hidden();
        NDArray visible = in.visible();
        int length = Math.toIntExact(hidden.getShape().get(1));
        BlockSums sums = BlockSums.of(visible, length, blockSize);
        NDArray tokens = visible == null ? hidden : hidden.mul(visible.expandDims(2));
        NDArray sum = sums.sum(tokens); // b g e
        NDArray square = sum.mul(sum).mean(new int[] {2}, true); // b g 1
        NDArray scale = in.value(globalNorm);
        NDArray normed = sum.div(Scalars.add(square, epsilon).sqrt()).mul(scale);
        int count = sums.count();
        return new Globals(
                sums,
                project(key, in.withHidden(normed)),
                project(value, in.withHidden(normed)),
                globalBias.of(in.store(), hidden, -count, count, in.training()).transpose(),
                Masks.additive(sums.visible(hidden)).expandDims(1).expandDims(1));
    }

    /**
     * The transient global tokens.
     *
     * @param key (b, g, h, d)
     * @param value (b, g, h, d)
     * @param byDistance (2g + 1, h)
     * @param mask what is added to the scores of all queries, (b or 1, 1, 1, g)
     */
    private record Globals(
            BlockSums sums, NDArray key, NDArray value, NDArray byDistance, NDArray mask) {

        void attach(NDManager scope) {
            scope.tempAttachAll(key, value, byDistance, mask);
        }

        /** What is added to the scores of some queries, (b or 1, h, c, g). */
        NDArray added(NDManager scope, int start, int end) {
            NDArray rows = sums.distances(scope, start, end); // b c g
            return Rows.look(byDistance, rows).transpose(0, 3, 1, 2).add(mask);
        }
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        if (globalNorm != null) {
            globalNorm.setShape(new Shape(hiddenSize));
        }
    }
}
