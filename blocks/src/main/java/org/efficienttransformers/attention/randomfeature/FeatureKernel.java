/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * Attention by features (FAVOR+): f(q) (f(k)^T v) / f(q) (f(k)^T 1), with f from {@link
 * FeatureMap}.
 *
 * <p>The sequence is taken in chunks, so only n * (d + r) numbers exist at once, and of a chunk's
 * features no more than c * r. In the causal form a chunk attends to the sums over all earlier
 * chunks and, key by key, to itself; scales of keys are running maxima, so that no bit of an output
 * depends on a later position. All is computed in float32.
 */
public final class FeatureKernel {

    private static final int CHUNK = 512;

    /** In the causal form a chunk costs c * c. */
    private static final int CAUSAL_CHUNK = 128;

    /** A GPU pays per call. */
    private static final int GPU_CHUNK = 2048;

    private static final int GPU_CAUSAL_CHUNK = 256;

    /** Of keys in a program on a GPU, a multiple of 8; of shorter texts there is one. */
    private static final int GPU_PIECES = 16;

    /** What the sum of weights is at least: only a query that sees no key has less. */
    private static final double TINY = 1e-30;

    private FeatureKernel() {}

    /**
     * Computes the attention.
     *
     * @param mode the form
     * @param map makes the features
     * @param projection the random directions, (r, d)
     * @param query (b, n, h, d)
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @param visible which keys are visible, (b, n), 1 or 0 in the type of the query; null if all
     *     are
     * @param causal true if query i sees the keys up to i only
     * @param training true if gradients are wanted
     * @return (b, n, h * d); zeros where a query sees no key
     * @throws IllegalArgumentException if the portable form would lose the gradients
     */
    public static NDArray attend(
            KernelMode mode,
            FeatureMap map,
            NDArray projection,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            boolean causal,
            boolean training) {
        if (mode.isFused(query)) {
            return fused(map, projection, query, key, value, visible, causal);
        }
        // NDArray converts types outside of the graph: gradients would silently be lost.
        require(
                !training || query.getDataType() == DataType.FLOAT32,
                "Performer's portable kernel can't train in %s; train in float32, or use"
                        + " kernels=fused.",
                query.getDataType());
        Shape shape = query.getShape(); // b n h d
        try (KeySums sums =
                new KeySums(
                        query.getManager(),
                        shape.get(0),
                        shape.get(2),
                        projection.getShape().get(0),
                        shape.get(3))) {
            Sequence sequence = Sequence.of(map, projection, query, key, value, visible, causal);
            return causal ? sequence.attendCausally(sums) : sequence.attend(sums);
        }
    }

    /**
     * Continues causal attention: attends from further positions to themselves and to those before,
     * and adds them to the sums. By NDArray operations only.
     *
     * @param map makes the features
     * @param projection the random directions, (r, d)
     * @param query (b, n, h, d)
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @param sums what was before; changed
     * @return (b, n, h * d)
     */
    public static NDArray attendNext(
            FeatureMap map,
            NDArray projection,
            NDArray query,
            NDArray key,
            NDArray value,
            KeySums sums) {
        return Sequence.of(map, projection, query, key, value, null, true).attendCausally(sums);
    }

    private static double root(long headSize) {
        return Math.pow((double) headSize, -0.25);
    }

    private static Map<String, Object> constants(FeatureMap map, long headSize) {
        Map<String, Object> constants = new HashMap<>();
        constants.put("ROOT", root(headSize));
        constants.put("SOFTMAX", map.isSoftmax() ? "True" : "False");
        constants.put("FUNCTION", map.function().script());
        constants.put("BLURRED", map.epsilon() > 0 ? "True" : "False");
        constants.put("EPSILON", map.epsilon());
        constants.put("TINY", TINY);
        return constants;
    }

    /** Tells whether features are those of softmax alone, so that they needn't be made. */
    static boolean isAttention(FeatureMap map) {
        return map.isSoftmax() && map.epsilon() == 0;
    }

    /** What the part of a program is to know. */
    static Map<String, Object> program(FeatureMap map, long headSize) {
        Map<String, Object> constants = constants(map, headSize);
        constants.put("LOGARITHMS", isAttention(map) ? "True" : "False");
        constants.put("PIECES", GPU_PIECES);
        return constants;
    }

    private static int chunkLength(NDArray query, boolean causal) {
        boolean gpu = query.getDevice().isGpu();
        if (causal) {
            return gpu ? GPU_CAUSAL_CHUNK : CAUSAL_CHUNK;
        }
        return gpu ? GPU_CHUNK : CHUNK;
    }

    private static NDArray fused(
            FeatureMap map,
            NDArray projection,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            boolean causal) {
        Map<String, Object> constants = constants(map, query.getShape().get(3));
        constants.put("CHUNK", chunkLength(query, causal));
        constants.put("FAR", KeySums.FAR);
        Shape shape = query.getShape();
        NDArray tokens =
                visible == null
                        ? query.getManager()
                                .ones(new Shape(shape.get(0), shape.get(1)), DataType.FLOAT32)
                        : visible;
        return TorchScript.call(
                causal
                        ? "attention/randomfeature/features_causal.py"
                        : "attention/randomfeature/features.py",
                constants,
                query,
                key,
                value,
                projection,
                tokens);
    }

    /**
     * The portable form. The sequence is split once: the gradient of a slice is as long as the
     * whole, and so many slices would take quadratic time in training.
     */
    private record Sequence(
            FeatureMap map,
            NDArray projection,
            NDList queries,
            NDList keys,
            NDList values,
            NDArray visible,
            int chunk) {

        static Sequence of(
                FeatureMap map,
                NDArray projection,
                NDArray query,
                NDArray key,
                NDArray value,
                NDArray visible,
                boolean causal) {
            int chunk = chunkLength(query, causal);
            long[] ends =
                    LongStream.iterate(chunk, end -> end < query.getShape().get(1), n -> n + chunk)
                            .toArray();
            return new Sequence(
                    map,
                    projection,
                    query.split(ends, 1),
                    key.split(ends, 1),
                    value.split(ends, 1),
                    visible,
                    chunk);
        }

        NDArray attend(KeySums sums) {
            forEachChunk((scope, i) -> sums.add(keyFeatures(i), extendedValues(i)));
            NDList contexts = new NDList();
            forEachChunk(
                    (scope, i) -> {
                        NDArray q = map.queries(rooted(queries.get(i)), directions());
                        NDArray sum = sums.products(q).add(blurred(q).mul(sums.values()));
                        contexts.add(scope.ret(mean(sum)));
                    });
            return joined(contexts);
        }

        NDArray attendCausally(KeySums sums) {
            NDList contexts = new NDList();
            forEachChunk(
                    (scope, i) -> {
                        NDArray q = map.queries(rooted(queries.get(i)), directions());
                        FeatureMap.Keys k = keyFeatures(i);
                        NDArray v = extendedValues(i); // b h c d+1
                        NDArray past = past(scope, q.getShape().get(2)); // c c
                        NDArray scaleOfKeys = k.scale().transpose(0, 1, 3, 2); // b h 1 c
                        NDArray running =
                                scaleOfKeys
                                        .add(Scalars.mul(Scalars.add(past, -1), 10 * KeySums.FAR))
                                        .max(new int[] {3}, true); // b h c 1
                        running = NDArrays.maximum(running, sums.scale());
                        // Of the future, which is struck out, a weight could overflow: at most 1.
                        NDArray weights =
                                Scalars.minimum(scaleOfKeys.sub(running), 0).exp(); // b h c c
                        NDArray near =
                                q.matMul(k.features().transpose(0, 1, 3, 2))
                                        .mul(weights)
                                        .add(blurred(q))
                                        .mul(past);
                        NDArray far = sums.products(q).mul(running.sub(sums.scale()).neg().exp());
                        NDArray sum = near.matMul(v).add(far).add(blurred(q).mul(sums.values()));
                        contexts.add(scope.ret(mean(sum)));
                        sums.add(k, v);
                    });
            return joined(contexts);
        }

        private interface ChunkTask {
            void run(NDManager scope, int i);
        }

        private void forEachChunk(ChunkTask task) {
            for (int i = 0; i < queries.size(); i++) {
                try (NDManager scope = projection.getManager().newSubManager()) {
                    scope.tempAttachAll(queries.get(i), keys.get(i), values.get(i), projection);
                    if (visible != null) {
                        scope.tempAttachAll(visible);
                    }
                    task.run(scope, i);
                }
            }
        }

        private NDArray directions() {
            return projection.transpose();
        }

        /** What epsilon gives to each key of a query: (b, h, c, 1). */
        private NDArray blurred(NDArray q) {
            return Scalars.mul(q.sum(new int[] {3}, true), map.epsilon());
        }

        private FeatureMap.Keys keyFeatures(int i) {
            FeatureMap.Keys features = map.keys(rooted(keys.get(i)), directions());
            if (visible == null) {
                return features;
            }
            NDArray seen = seen(i); // b 1 c 1
            NDArray scale =
                    features.scale().mul(seen).add(Scalars.mul(Scalars.add(seen, -1), KeySums.FAR));
            return new FeatureMap.Keys(features.features(), scale);
        }

        /** Values with a 1 after them, zeros where the key is hidden: (b, h, c, d + 1). */
        private NDArray extendedValues(int i) {
            NDArray v = heads(values.get(i));
            Shape shape = v.getShape();
            NDArray ones =
                    v.getManager().ones(new Shape(shape.get(0), shape.get(1), shape.get(2), 1));
            NDArray extended = v.concat(ones, 3);
            return visible == null ? extended : extended.mul(seen(i));
        }

        private NDArray seen(int i) {
            NDIndex part = new NDIndex(":, {}:{}", i * chunk, (i + 1) * chunk);
            NDArray mask = visible.get(part);
            return mask.toType(DataType.FLOAT32, false).reshape(mask.getShape().get(0), 1, -1, 1);
        }

        /** (b, c, h, d) to (b, h, c, d) in float32. */
        private static NDArray heads(NDArray part) {
            return part.transpose(0, 2, 1, 3).toType(DataType.FLOAT32, false);
        }

        private static NDArray rooted(NDArray part) {
            return Scalars.mul(heads(part), root(part.getShape().get(3)));
        }

        private static NDArray past(NDManager scope, long length) {
            NDArray position = scope.arange((float) length);
            return position.reshape(-1, 1)
                    .gte(position.reshape(1, -1))
                    .toType(DataType.FLOAT32, false);
        }

        /** Sums over weights, (b, h, c, d + 1), to means in the type of the query, (b, c, h, d). */
        private NDArray mean(NDArray sum) {
            NDArray weights = Scalars.maximum(sum.get(new NDIndex("..., -1:")), TINY);
            return sum.get(new NDIndex("..., :-1"))
                    .div(weights)
                    .transpose(0, 2, 1, 3)
                    .toType(queries.head().getDataType(), false);
        }

        private NDArray joined(NDList contexts) {
            NDArray context = Pieces.join(contexts, 1); // b n h d
            Shape shape = context.getShape();
            return context.reshape(shape.get(0), shape.get(1), -1);
        }
    }
}
