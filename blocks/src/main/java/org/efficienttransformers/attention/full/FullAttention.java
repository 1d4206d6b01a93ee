/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.full;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.HeadwiseAttention;
import org.efficienttransformers.attention.past.KeyValuePast;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.attention.position.RelativeBias;
import org.efficienttransformers.attention.position.RelativeBias.Span;
import org.efficienttransformers.attention.position.RelativePositions;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;

/**
 * Attention of every position to every other, as in BERT and RoBERTa: softmax(q k^T / sqrt(d)) v.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/1706.03762">paper</a> "Attention Is All You
 * Need". Time grows with n * n. It is the yardstick of the other mechanisms, and the better choice
 * up to about a thousand tokens.
 */
public final class FullAttention extends HeadwiseAttention {

    /** How many queries get their biases at a time. */
    private static final int CHUNK = 128;

    private static final int GPU_CHUNK = 1024;

    private final Block query;
    private final Block key;
    private final Block value;

    /** What distances add to scores; null if nothing. */
    private final RelativeBias bias;

    /**
     * Makes the block, without biases by distance.
     *
     * @param sizes the sizes; heads may be grouped, and positions rotary
     */
    public FullAttention(AttentionSizes sizes) {
        this(sizes, null, null);
    }

    /**
     * Makes the block.
     *
     * @param sizes the sizes; heads may be grouped, and positions rotary
     * @param positions the buckets of distances, each of which has a bias of its own for each head
     *     that is added to scores, as in MPNet; null for none
     * @param below the attention of a layer below, whose table of biases is shared; null for a
     *     table of its own
     */
    public FullAttention(AttentionSizes sizes, RelativePositions positions, FullAttention below) {
        super(sizes, Extra.ROTARY_POSITIONS, Extra.GROUPED_HEADS);
        require(
                positions == null || !causal,
                "Attention with biases by distance can't be causal; leave one of the two out.");
        query = addProjection("query");
        key = addKeyProjection("key");
        value = addKeyProjection("value");
        if (positions == null) {
            bias = null;
        } else {
            bias =
                    below == null
                            ? addChildBlock(
                                    "relative_attention_bias", new RelativeBias(positions, heads))
                            : below.bias;
        }
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        if (causal) {
            return null;
        }
        List<List<ProgramLinear>> linears = linears(target, query, key, value);
        if (bias == null) {
            String plain = "attention/full/program_plain.py";
            return part(FullKernel.program(target, plain), Map.of(), linears, List.of());
        }
        List<String> files =
                new ArrayList<>(FullKernel.program(target, "attention/full/program_biased.py"));
        files.add(RelativePositions.PROGRAM);
        return part(files, bias.positions().constants(), linears, List.of(bias.weight()));
    }

    @Override
    public int programRows(ProgramTarget target) {
        return target.isGpu() && bias == null ? GPU_ROWS : 1;
    }

    @Override
    public ProgramPart trainingProgram(ProgramTarget target) {
        ProgramPart inference = program(target);
        return inference == null || bias != null || group() > 1
                ? null
                : inference.joined(
                        List.of(
                                "attention/full/training.py",
                                "program/training_heads.py",
                                "program/training_flash.py",
                                "program/training_once.py"),
                        Map.of("WINDOW", "None"));
    }

    @Override
    protected ByHeads begin(AttentionInputs in) {
        UnaryOperator<NDArray> rotation = rotation(in);
        NDArray byDistance = bias == null ? null : byDistance(in);
        return range -> {
            NDArray q = rotation.apply(project(query, range, in));
            NDArray k = rotation.apply(project(key, range, in));
            NDArray v = project(value, range, in);
            if (bias == null) {
                return FullKernel.attend(kernels, q, k, v, in.visible(), causal, rate(in));
            }
            NDIndex ofHeads = new NDIndex(":, {}:{}", range.first(), range.end());
            return biased(q, k, v, byDistance.get(ofHeads), in);
        };
    }

    /** The biases of all distances of a text, (2n - 1, h). */
    private NDArray byDistance(AttentionInputs in) {
        int last = Math.toIntExact(in.hidden().size(1)) - 1;
        return bias.of(in.store(), in.hidden(), -last, last, in.training()).transpose();
    }

    /** As {@link FullKernel#attend}; some queries at a time, so that memory grows with n. */
    private NDArray biased(
            NDArray q, NDArray k, NDArray v, NDArray byDistance, AttentionInputs in) {
        NDArray visible = in.visible();
        int length = Math.toIntExact(q.getShape().get(1));
        int chunk = q.getDevice().isGpu() ? GPU_CHUNK : CHUNK;
        NDList contexts = new NDList();
        for (int start = 0; start < length; start += chunk) {
            Span queries = new Span(start, Math.min(start + chunk, length));
            try (NDManager scope = q.getManager().newSubManager()) {
                scope.tempAttachAll(q, byDistance);
                NDArray distances = RelativeBias.distances(scope, queries, new Span(0, length));
                NDArray added = RelativeBias.spread(byDistance, distances); // 1 h c n
                if (visible != null) {
                    scope.tempAttachAll(visible);
                    NDArray mask = Masks.additive(visible).expandDims(1).expandDims(1);
                    added = added.add(mask); // b h c n
                }
                contexts.add(
                        scope.ret(
                                FullKernel.attend(
                                        in.training() ? kernels.inTraining() : kernels,
                                        q.get(new NDIndex(":, {}:{}", start, queries.end())),
                                        k,
                                        v,
                                        added,
                                        1 / Math.sqrt((double) headSize),
                                        rate(in))));
            }
        }
        return Pieces.join(contexts, 1);
    }

    @Override
    public Past newPast(NDManager manager, int rows) {
        checkCausal();
        return new KeyValuePast(manager, kernels, Integer.MAX_VALUE);
    }

    @Override
    public NDArray attendNext(ParameterStore store, NDArray hidden, Past past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            int before = past.length();
            UnaryOperator<NDArray> rotation = rotationFrom(hidden, before);
            NDArray q = rotation.apply(project(query, store, hidden, false));
            NDArray k = rotation.apply(project(key, store, hidden, false));
            NDArray v = project(value, store, hidden, false);
            KeyValuePast.Seen seen = ((KeyValuePast) past).add(k, v);
            return scope.ret(
                    before == 0
                            ? FullKernel.attend(kernels, q, k, v, null, true, 0)
                            : FullKernel.attend(
                                    kernels,
                                    q,
                                    seen.keys(),
                                    seen.values(),
                                    past(q, before),
                                    false,
                                    0));
        }
    }

    /** What each position of a piece sees, (b, n, m); null for a single one, which sees all. */
    private static NDArray past(NDArray query, int before) {
        Shape shape = query.getShape(); // b n h d
        int count = Math.toIntExact(shape.get(1));
        if (count == 1) {
            return null;
        }
        NDManager manager = query.getManager();
        NDArray own = manager.arange(before, before + count, 1, DataType.INT64).reshape(-1, 1);
        NDArray all = manager.arange(0, before + count, 1, DataType.INT64).reshape(1, -1);
        return own.gte(all)
                .toType(query.getDataType(), false)
                .expandDims(0)
                .broadcast(shape.get(0), count, before + count);
    }

    /**
     * Gives the weights that each query gives to the keys, to look at: {@code
     * org.efficienttransformers.plot.AttentionPlot} draws them. All are held at once, so that
     * memory grows with n * n, and no gradient comes from them.
     *
     * @param store the parameters
     * @param hidden the hidden states that the layer gets, (b, n, e)
     * @param visible the attention mask, (b, n) in the type of the hidden states, 1 for a token and
     *     0 for padding; or null if every position is a token
     * @return (b, h, n, n), query by key; each row sums to 1
     */
    public NDArray weights(ParameterStore store, NDArray hidden, NDArray visible) {
        AttentionInputs in =
                checked(new AttentionInputs(store, hidden, visible, null, null, false));
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            if (visible != null) {
                visible.tempAttach(scope);
            }
            UnaryOperator<NDArray> rotation = rotation(in);
            NDArray added = null;
            if (bias != null) {
                Span all = new Span(0, Math.toIntExact(hidden.getShape().get(1)));
                added =
                        RelativeBias.spread(
                                byDistance(in), RelativeBias.distances(scope, all, all));
            }
            NDArray weights =
                    FullKernel.weights(
                            rotation.apply(project(query, in)),
                            rotation.apply(project(key, in)),
                            visible,
                            added,
                            causal);
            return scope.ret(weights.stopGradient());
        }
    }
}
