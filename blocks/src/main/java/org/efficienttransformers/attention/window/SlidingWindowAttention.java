/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.HeadwiseAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.attention.past.KeyValuePast;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.attention.window.SlidingWindowKernel.GlobalKeys;
import org.efficienttransformers.attention.window.SlidingWindowKernel.SlidingWindow;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Require;

/**
 * Longformer's attention: each position sees a window around itself; global tokens see all and are
 * seen by all.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2004.05150">paper</a> "Longformer: The
 * Long-Document Transformer". Time and memory grow with n * w. Reach grows with the layers: after l
 * layers a position has heard of those l * w / 2 away, and of everything through global tokens.
 *
 * <pre>
 *   window 4, token 0 global        dilation 2, no global token
 *     g g g g g g g g                 . . . . . .
 *     g x x x . . . .                 x . x . x .
 *     g x x x x . . .                 . x . x . x
 *     g x x x x x . .                 . . . . . .
 * </pre>
 *
 * <p>Global tokens have projections of their own for their queries and for the keys and values that
 * they look at; all other queries see them through the window's projections, and one softmax covers
 * window and global keys. Rows at padded positions are zero, as in the reference implementation
 * (Hugging Face transformers, {@code modeling_longformer.py}); in models that have no global tokens
 * only where there is nothing to see, as in {@code modeling_modernbert.py}.
 */
public final class SlidingWindowAttention extends HeadwiseAttention {

    /** In a program, keys and values of picked rows. */
    private static final String NEAR =
            "torch.chunk((self).linear(picked, torch.add(linear, 1), ), 2, 2)";

    private static final String GPU_NEAR =
            "torch.slice(torch.chunk((self).local$K(picked, linear, ), 3, -1), 1, 3, 1)";

    /** In training, whose graph begins at them: from those of the local projections. */
    private static final String TRAINED_NEAR = "[shared[-2], shared[-1]]";

    private final SlidingWindow window;
    private final int dilation;
    private final Block query;
    private final Block key;
    private final Block value;
    private final Block queryGlobal;
    private final GlobalRows globalRows;

    /**
     * Makes the block.
     *
     * @param sizes the sizes; heads may be grouped, and positions rotary
     * @param span the window w: a position sees itself and w / 2 on each side, in causal attention
     *     on the left; above 0; even, where there are global tokens
     * @param dilation with dilation s a position sees every s-th position of a window s times as
     *     wide; 1 or more
     * @param globalTokens true for global tokens, and the projections that these have of their own;
     *     false for windows alone
     */
    public SlidingWindowAttention(
            AttentionSizes sizes, int span, int dilation, boolean globalTokens) {
        super(sizes, Extra.ROTARY_POSITIONS, Extra.GROUPED_HEADS);
        require(
                span > 0 && (span % 2 == 0 || !globalTokens),
                "The attention window is %d; it must be an even number above 0, half of it on each"
                        + " side.",
                span);
        window = new SlidingWindow(span / 2, causal);
        this.dilation = Require.atLeast("dilation", dilation, 1);
        query = addProjection("query");
        key = addKeyProjection("key");
        value = addKeyProjection("value");
        if (!globalTokens) {
            queryGlobal = null;
            globalRows = null;
            return;
        }
        queryGlobal = addProjection("query_global");
        globalRows =
                new GlobalRows(
                        kernels,
                        headSize,
                        group(),
                        addKeyProjection("key_global"),
                        addKeyProjection("value_global"));
    }

    @Override
    public boolean isCheapToRecompute() {
        return true;
    }

    @Override
    public boolean hasGlobalTokens() {
        return globalRows != null;
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        boolean gpu = target.isGpu();
        boolean globals = globalRows != null;
        if (causal || dilation > 1 || (globals && rotary != null)) {
            return null;
        }
        List<String> files = new ArrayList<>();
        files.add("attention/window/program" + (gpu ? "_gpu.py" : ".py"));
        files.add("attention/window/program_shown.py");
        String some = globals ? "global.py" : "no_global.py";
        files.add("attention/window/program_" + some);
        if (gpu) {
            files.add("attention/window/program_chunks.py");
            files.add("attention/window/program_flash.py");
            files.add("attention/window/program_flash_" + some);
            files.add("program/heads.py");
        } else {
            files.add("program/rows.py");
        }
        return part(
                files,
                Map.of(
                        "RADIUS",
                        window.radius(),
                        "CHUNK",
                        SlidingWindowKernel.programChunk(gpu),
                        "GLOBAL_TOKENS",
                        globals ? "True" : "False",
                        "BIASED",
                        query.getDirectParameters().contains("bias") ? "True" : "False",
                        "VISIBLE",
                        gpu ? 1 : 2,
                        "POSITIONS",
                        gpu ? 2 : 3,
                        "NEAR",
                        target.isTrained() ? TRAINED_NEAR : gpu ? GPU_NEAR : NEAR),
                linears(target),
                globals ? globalRows.parameters(queryGlobal) : List.of());
    }

    /** Rows after the text may be no further from its end than a window reaches. */
    @Override
    public int programRows(ProgramTarget target) {
        return target.isGpu() ? Math.min(GPU_ROWS, Integer.highestOneBit(window.radius() + 1)) : 1;
    }

    @Override
    public ProgramPart trainingProgram(ProgramTarget target) {
        ProgramPart inference = program(target);
        return inference == null
                ? null
                : inference.joined(
                        List.of(
                                "attention/window/training.py",
                                "program/training_heads.py",
                                "program/training_flash.py",
                                "program/training_once.py"),
                        Map.of("WINDOW", window.radius()));
    }

    private List<List<ProgramLinear>> linears(ProgramTarget target) {
        if (!target.isGpu()) {
            return List.of(ProgramLinear.of(query), ProgramLinear.of(key, value));
        }
        List<ProgramLinear> all = new ArrayList<>(ProgramLinear.of(query, key, value));
        if (globalRows != null && !target.isTrained()) {
            all.addAll(globalRows.keysAndValues());
            all.addAll(ProgramLinear.of(queryGlobal));
        }
        return List.of(all);
    }

    @Override
    protected ByHeads begin(AttentionInputs in) {
        NDArray visible = in.visible();
        GlobalTokens tokens = GlobalTokens.of(in.global(), visible);
        float rate = rate(in);
        boolean recorded = isRecorded(in);
        UnaryOperator<NDArray> rotation = rotation(in);
        if (tokens == null) {
            NDArray seeing = seeing(visible);
            return range -> {
                NDArray context =
                        attendDilated(
                                rotation.apply(project(query, range, in)),
                                rotation.apply(project(key, range, in)),
                                project(value, range, in),
                                visible,
                                null,
                                rate,
                                recorded); // b n h*d
                return seeing == null ? context : context.mul(seeing.expandDims(2));
            };
        }
        // Global keys count once: as global ones, not through the window as well.
        NDArray seen = visible == null ? tokens.others() : visible.mul(tokens.others());
        UnaryOperator<NDArray> rotationOfGlobals =
                rotationOf(positions(tokens, in.positions()), in);
        return range -> {
            NDArray q = rotation.apply(project(query, range, in)); // b n h d
            NDArray k = rotation.apply(project(key, range, in)); // b n h d
            NDArray v = project(value, range, in); // b n h d
            GlobalKeys globals =
                    new GlobalKeys(pick(tokens, k), pick(tokens, v), tokens.position());
            NDArray context = attendDilated(q, k, v, seen, globals, rate, recorded);
            NDArray globalQueries =
                    rotationOfGlobals.apply(
                            project(queryGlobal, range, in.withHidden(tokens.pick(in.hidden()))));
            NDArray rows =
                    globalRows.attend(
                            range,
                            in.store(),
                            globalQueries,
                            in.hidden(),
                            seenByGlobals(globalQueries, visible, tokens, in.hidden()),
                            rotary == null ? null : rotation,
                            rate,
                            in.training()); // b g h*d
            return SlidingWindowKernel.replace(
                    kernels, context, seen, tokens.placement(), rows, recorded);
        };
    }

    /** Which rows aren't zeros, (b, n); null for all. */
    private NDArray seeing(NDArray visible) {
        if (visible == null || globalRows != null || causal || dilation > 1) {
            return visible;
        }
        int radius = (int) Math.min(window.radius(), visible.size(1));
        Shape width = new Shape(2L * radius + 1);
        // In float32, as pooling isn't to be had in every type on every device.
        try (NDArray floats = visible.toType(DataType.FLOAT32, true);
                NDArray row = floats.expandDims(1);
                NDArray pooled =
                        Pool.maxPool1d(row, width, new Shape(1), new Shape(radius), false);
                NDArray seeing = pooled.squeeze(1)) {
            return seeing.toType(visible.getDataType(), true);
        }
    }

    /**
     * With dilation s the positions fall into s sequences, those of equal remainder, which don't
     * see each other: each is a plain window over every s-th token, so they are computed as a
     * batch.
     */
    private NDArray attendDilated(
            NDArray q,
            NDArray k,
            NDArray v,
            NDArray seen,
            GlobalKeys globals,
            float rate,
            boolean recorded) {
        // A step beyond the text leaves its own position alone, as one of its length does.
        int step = (int) Math.min(dilation, Math.max(q.size(1), 1));
        if (step == 1) {
            return SlidingWindowKernel.attend(
                    kernels, window, q, k, v, seen, globals, rate, recorded);
        }
        Shape shape = q.getShape(); // b n h d
        long batch = shape.get(0);
        long length = shape.get(1);
        NDManager manager = q.getManager();
        NDArray mask =
                seen == null ? manager.ones(new Shape(batch, length), q.getDataType()) : seen;
        NDArray context =
                SlidingWindowKernel.attend(
                        kernels,
                        window,
                        Pieces.interleaved(q, step),
                        Pieces.interleaved(k, step),
                        Pieces.interleaved(v, step),
                        Pieces.interleaved(mask, step),
                        globals == null ? null : split(globals, step, length),
                        rate,
                        recorded); // (b * s) (n / s) (h * d)
        return Pieces.inOrder(context, step, length);
    }

    /** The global keys, once for each remainder, at positions counted within its sequence. */
    private GlobalKeys split(GlobalKeys globals, int step, long length) {
        Shape shape = globals.position().getShape();
        int batch = Math.toIntExact(shape.get(0));
        int slots = Math.toIntExact(shape.get(1));
        long part = (length + step - 1) / step;
        long[] position = HostArrays.longs(globals.position());
        long[] within = new long[batch * step * slots];
        for (int b = 0; b < batch; b++) {
            for (int remainder = 0; remainder < step; remainder++) {
                for (int slot = 0; slot < slots; slot++) {
                    long at = position[b * slots + slot];
                    // The first of this sequence's positions that is not before the token; after
                    // the last there is none, which hides the token from causal attention only.
                    long first = Math.floorDiv(at - remainder + step - 1, step);
                    first = window.causal() ? first : Math.min(first, part - 1);
                    within[(b * step + remainder) * slots + slot] = at >= length ? part : first;
                }
            }
        }
        NDManager manager = globals.key().getManager();
        return new GlobalKeys(
                globals.key().repeat(0, step),
                globals.value().repeat(0, step),
                HostData.create(manager, within, new Shape((long) batch * step, slots)));
    }

    /** What the global tokens see: all tokens, or those up to themselves. */
    private NDArray seenByGlobals(NDArray q, NDArray visible, GlobalTokens tokens, NDArray hidden) {
        if (!window.causal()) {
            return visible;
        }
        int length = Math.toIntExact(hidden.getShape().get(1));
        NDArray all = q.getManager().arange(0, length, 1, DataType.INT64);
        NDArray past = tokens.position().expandDims(2).gte(all.reshape(1, 1, -1)); // b g n
        NDArray seen = past.toType(q.getDataType(), false);
        return visible == null ? seen : seen.mul(visible.expandDims(1));
    }

    /** The positions that the global tokens are turned by, (b, g, 1). */
    private static NDArray positions(GlobalTokens tokens, NDArray positions) {
        return positions == null
                ? tokens.position().expandDims(2)
                : tokens.pick(positions.toType(tokens.placement().getDataType(), false));
    }

    @Override
    public Past newPast(NDManager manager, int rows) {
        checkCausal();
        return new KeyValuePast(manager, kernels, window.radius() * dilation);
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
                            ? attendDilated(q, k, v, null, null, 0, false)
                            : FullKernel.attend(
                                    kernels,
                                    q,
                                    seen.keys(),
                                    seen.values(),
                                    past(q, seen.keys()),
                                    false,
                                    0));
        }
    }

    /** What each position of a piece sees of the last ones kept and of the piece, (b, n, m). */
    private NDArray past(NDArray query, NDArray keys) {
        int count = Math.toIntExact(query.getShape().get(1));
        int all = Math.toIntExact(keys.getShape().get(1));
        NDManager manager = query.getManager();
        NDArray own = manager.arange(all - count, all, 1, DataType.INT64).reshape(-1, 1);
        NDArray key = manager.arange(0, all, 1, DataType.INT64).reshape(1, -1);
        NDArray back = own.sub(key); // n m
        NDArray seen =
                back.gte(0)
                        .logicalAnd(back.lte(window.radius() * dilation))
                        .logicalAnd(Scalars.mod(back, dilation).eq(0));
        return seen.toType(query.getDataType(), false)
                .expandDims(0)
                .broadcast(query.getShape().get(0), count, all);
    }

    private NDArray pick(GlobalTokens tokens, NDArray array) {
        Shape shape = array.getShape(); // b n h d
        NDArray picked = tokens.pick(array.reshape(shape.get(0), shape.get(1), -1)); // b g e
        return picked.reshape(shape.get(0), -1, shape.get(2), headSize);
    }
}
