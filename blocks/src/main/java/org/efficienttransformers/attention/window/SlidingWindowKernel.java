/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import static org.efficienttransformers.settings.Require.atLeast;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.autograd.ScriptedSegment;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * Attention of each query to a window of keys around it and to global keys, under one softmax.
 *
 * <p>Queries are taken in chunks of consecutive positions. The keys of a chunk are one slice of the
 * sequence, (chunk + 2 * radius) long, so time and memory grow with n * (chunk + 2 * radius), and
 * neither a length that isn't a multiple of the window nor a short text costs more than its own
 * positions. The window's edge inside a chunk is a mask that is made for one chunk at a time.
 */
public final class SlidingWindowKernel {

    /** Small enough to waste little next to the window, large enough for full speed per call. */
    private static final int CHUNK = 128;

    /** A GPU pays per call rather than per wasted score. */
    private static final int GPU_CHUNK = 1024;

    /** On a GPU in a program, whose call for all chunks takes as many as there are. */
    private static final int GPU_PROGRAM_CHUNK = 256;

    /**
     * The keys that a query sees.
     *
     * @param radius how many keys on each side of itself; at least 0
     * @param causal true if only those before itself
     */
    public record SlidingWindow(int radius, boolean causal) {

        /** Checks the radius. */
        public SlidingWindow {
            atLeast("radius", radius, 0);
        }

        /** The same on a text of a length: no wider than to make a script for few lengths only. */
        SlidingWindow within(long length) {
            long enough = Long.highestOneBit(Math.max(2 * length - 1, 1));
            return new SlidingWindow((int) Math.min(radius, enough), causal);
        }
    }

    /**
     * Keys that every query sees, wherever it is.
     *
     * @param key (b, g, h, d)
     * @param value (b, g, h, d)
     * @param position where each stands, (b, g), INT64; a slot that a sequence doesn't fill
     *     (sequences of a batch may have different numbers) holds a position past the end of the
     *     text
     */
    public record GlobalKeys(NDArray key, NDArray value, NDArray position) {}

    private SlidingWindowKernel() {}

    /**
     * {@return how many queries a program takes at a time}
     *
     * @param gpu true on a GPU
     */
    public static int programChunk(boolean gpu) {
        return gpu ? GPU_PROGRAM_CHUNK : CHUNK;
    }

    /**
     * Computes the attention.
     *
     * @param mode the form
     * @param wanted which keys a query sees; beyond the text there is nothing to see
     * @param query (b, n, h, d)
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @param visible which keys are visible through the window, (b, n), 1 or 0 in the type of the
     *     query; null if all are. A query that sees no key gets some finite context, which the
     *     caller replaces
     * @param globals keys that all queries see, in causal attention all later ones; null for none
     * @param dropout the rate at which probabilities are dropped, 0 outside of training
     * @param recorded true if the engine records a graph for gradients
     * @return (b, n, h * d)
     */
    public static NDArray attend(
            KernelMode mode,
            SlidingWindow wanted,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            GlobalKeys globals,
            float dropout,
            boolean recorded) {
        SlidingWindow window = wanted.within(query.size(1));
        if (!mode.isFused(query)) {
            return portable(window, query, key, value, visible, globals, dropout);
        }
        NDManager manager = query.getManager();
        Map<String, Object> constants = constants(window, query, visible != null, dropout);
        NDArray none = key.get(":, :0");
        NDArray globalKey = globals == null ? none : globals.key();
        NDArray globalValue = globals == null ? none : globals.value();
        NDArray position =
                globals == null
                        ? manager.zeros(new Shape(query.size(0), 0), DataType.INT64)
                        : globals.position();
        NDArray hidden =
                visible == null
                        ? manager.zeros(new Shape(query.size(0), query.size(1)), DataType.BOOLEAN)
                        : visible.eq(0);
        boolean mergeable =
                dropout == 0
                        && !query.getDevice().isGpu()
                        && query.getDataType() == DataType.FLOAT32;
        if (!mergeable || (recorded && !RecomputingGradients.isRecomputing())) {
            return TorchScript.call(
                    "attention/window/sliding_window.py",
                    constants,
                    query,
                    key,
                    value,
                    hidden,
                    globalKey,
                    globalValue,
                    position);
        }
        NDList masks =
                TorchScript.callAll(
                        "attention/window/sliding_window_masks.py", constants, query, hidden);
        // Attends to window and global keys apart, and weighs the two by their sums, which
        // PyTorch's
        // attention for CPUs gives, too, but not the gradients of.
        ScriptedSegment merged =
                new ScriptedSegment(
                        "attention/window/sliding_window_merged.py",
                        "attention/window/sliding_window_gradients.py",
                        constants);
        NDList inputs = new NDList(query, key, value, globalKey, globalValue, position);
        inputs.addAll(masks);
        return merged.call(inputs, recorded);
    }

    private static Map<String, Object> constants(
            SlidingWindow window, NDArray query, boolean masked, float dropout) {
        Map<String, Object> constants = new HashMap<>();
        constants.put("CHUNK", chunk(query));
        constants.put("RADIUS", window.radius());
        constants.put("AHEAD", window.causal() ? 0 : window.radius());
        constants.put("CAUSAL", window.causal() ? "True" : "False");
        constants.put("HIDDEN", Masks.hidden(query.getDataType()));
        constants.put("DROPOUT", dropout);
        constants.put("SCALE", 1 / Math.sqrt((double) query.size(3)));
        constants.put("MASKED", masked ? "True" : "False");
        return constants;
    }

    /**
     * Puts rows in the place of others.
     *
     * @param mode the form
     * @param sequence (b, n, x); overwritten unless recorded
     * @param kept (b, n): 1 at rows that stay, 0 at those that become zero or are replaced
     * @param placement (b, g, n): 1 where a row goes
     * @param rows (b, g, x)
     * @param recorded true if the engine records a graph for gradients
     * @return (b, n, x)
     */
    public static NDArray replace(
            KernelMode mode,
            NDArray sequence,
            NDArray kept,
            NDArray placement,
            NDArray rows,
            boolean recorded) {
        if (!recorded && mode.isFused(sequence)) {
            return TorchScript.call(
                    "attention/window/replace_rows.py", Map.of(), sequence, kept, placement, rows);
        }
        return sequence.mul(kept.expandDims(2)).add(placement.transpose(0, 2, 1).matMul(rows));
    }

    private static NDArray portable(
            SlidingWindow window,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            GlobalKeys globals,
            float dropout) {
        int length = Math.toIntExact(query.getShape().get(1));
        int chunk = chunk(query);
        NDList contexts = new NDList();
        for (int start = 0; start < length; start += chunk) {
            int end = Math.min(start + chunk, length);
            int first = Math.max(start - window.radius(), 0);
            int last = window.causal() ? end : Math.min(end + window.radius(), length);
            try (NDManager scope = query.getManager().newSubManager()) {
                scope.tempAttachAll(query, key, value);
                NDIndex keys = new NDIndex(":, {}:{}", first, last);
                NDArray q = heads(query.get(new NDIndex(":, {}:{}", start, end))); // b h c d
                NDArray k = heads(key.get(keys)); // b h m d
                NDArray v = heads(value.get(keys)); // b h m d
                NDArray mask = windowMask(scope, window, start, end, first, last, query);
                if (visible != null) {
                    scope.tempAttachAll(visible);
                    NDArray keyMask = Masks.additive(visible.get(keys)); // b m
                    mask = NDArrays.minimum(mask, keyMask.expandDims(1).expandDims(1)); // b 1 c m
                }
                if (globals != null) {
                    scope.tempAttachAll(globals.key(), globals.value(), globals.position());
                    k = heads(globals.key()).concat(k, 2);
                    v = heads(globals.value()).concat(v, 2);
                    NDArray globalMask = globalMask(scope, window, start, end, length, globals, q);
                    Shape full = globalMask.getShape(); // b 1 c g
                    mask =
                            globalMask.concat(
                                    mask.broadcast(
                                            full.get(0), 1, full.get(2), mask.getShape().get(3)),
                                    3);
                }
                double scale = 1 / Math.sqrt((double) q.getShape().get(3));
                NDArray scores =
                        Scalars.mul(q, scale).matMul(k.transpose(0, 1, 3, 2)).addi(mask); // b h c m
                NDArray probabilities = Masks.drop(scores.softmax(-1), dropout);
                contexts.add(scope.ret(probabilities.matMul(v).transpose(0, 2, 1, 3))); // b c h d
            }
        }
        NDArray context = Pieces.join(contexts, 1); // b n h d
        return context.reshape(context.getShape().get(0), length, -1);
    }

    private static int chunk(NDArray query) {
        return query.getDevice().isGpu() ? GPU_CHUNK : CHUNK;
    }

    private static NDArray heads(NDArray array) {
        return array.transpose(0, 2, 1, 3);
    }

    /** Hides the keys of a chunk that lie outside of the window of its queries: (1, 1, c, m). */
    private static NDArray windowMask(
            NDManager scope,
            SlidingWindow window,
            int start,
            int end,
            int first,
            int last,
            NDArray like) {
        NDArray queries = scope.arange(start, end, 1, DataType.INT64).reshape(1, 1, -1, 1);
        NDArray keys = scope.arange(first, last, 1, DataType.INT64).reshape(1, 1, 1, -1);
        NDArray ahead = keys.sub(queries);
        NDArray inside =
                ahead.gte(-window.radius())
                        .logicalAnd(ahead.lte(window.causal() ? 0 : window.radius()));
        return Masks.additive(inside.toType(like.getDataType(), false));
    }

    /** Hides empty slots and, in causal attention, global keys of the future: (b, 1, c, g). */
    private static NDArray globalMask(
            NDManager scope,
            SlidingWindow window,
            int start,
            int end,
            int length,
            GlobalKeys globals,
            NDArray like) {
        NDArray queries = scope.arange(start, end, 1, DataType.INT64).reshape(1, 1, -1, 1);
        NDArray limit = window.causal() ? queries : Scalars.add(queries.zerosLike(), length - 1);
        NDArray inside = globals.position().expandDims(1).expandDims(1).lte(limit);
        return Masks.additive(inside.toType(like.getDataType(), false));
    }
}
