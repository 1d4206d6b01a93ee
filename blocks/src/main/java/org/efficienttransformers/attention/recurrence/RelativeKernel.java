/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.recurrence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * Attention by content, distance and segment.
 *
 * <p>The portable form holds all scores at once, so its memory grows with n * (m + n); the fused
 * form those of some queries.
 */
final class RelativeKernel {

    /** Queries at a time. */
    static final int CHUNK = 128;

    private RelativeKernel() {}

    /**
     * Computes the attention.
     *
     * @param mode the form
     * @param query what meets the content of keys, (b, n, h, d)
     * @param distant what meets their distance, (b, n, h, d)
     * @param key (b, m + n, h, d)
     * @param value (b, m + n, h, d)
     * @param relative the distances from m + n down to 1 - n, (1, m + 2n, h, d)
     * @param segment what a query gives to keys of its own segment and of another, (b, n, h, 2);
     *     null for no difference
     * @param types the token types of the queries, (b, n); null if segment is
     * @param visible which keys are tokens, (b, m + n); null if all are. A query always sees itself
     * @param causal true if a query sees no later key
     * @param dropout the rate at which probabilities are dropped, 0 outside of training
     * @return (b, n, h * d)
     */
    static NDArray attend(
            KernelMode mode,
            NDArray query,
            NDArray distant,
            NDArray key,
            NDArray value,
            NDArray relative,
            NDArray segment,
            NDArray types,
            NDArray visible,
            boolean causal,
            float dropout) {
        NDManager manager = query.getManager();
        DataType type = query.getDataType();
        Shape shape = query.getShape();
        long memory = key.size(1) - query.size(1);
        NDArray keyTypes = null;
        if (types != null) {
            // What is remembered counts as of the first segment.
            Shape before = new Shape(shape.get(0), memory);
            keyTypes = memory == 0 ? types : manager.zeros(before, type).concat(types, 1);
        }
        double scale = 1 / Math.sqrt((double) shape.get(3));
        if (mode.isFused(query)) {
            NDArray none = manager.zeros(new Shape(1, 1), type);
            return TorchScript.call(
                    "attention/recurrence/relative.py",
                    Map.of(
                            "CHUNK",
                            CHUNK,
                            "SCALE",
                            scale,
                            "HIDDEN",
                            Masks.hidden(type),
                            "CAUSAL",
                            causal ? "True" : "False",
                            "MASKED",
                            visible == null ? "False" : "True",
                            "TYPED",
                            types == null ? "False" : "True",
                            "DROPOUT",
                            dropout),
                    query,
                    distant,
                    key,
                    value,
                    relative,
                    types == null ? none : segment,
                    types == null ? none : types,
                    types == null ? none : keyTypes,
                    visible == null ? none : visible);
        }
        NDArray q = query.transpose(0, 2, 1, 3); // b h n d
        NDArray scores = q.matMul(key.transpose(0, 2, 3, 1)); // b h n m+n
        scores = scores.add(shifted(distant, relative, key.size(1)));
        if (types != null) {
            NDArray other =
                    types.expandDims(2).neq(keyTypes.expandDims(1)).toType(type, false); // b n m+n
            NDArray each = segment.transpose(0, 2, 1, 3); // b h n 2
            NDArray same = each.get(new NDIndex("..., :1"));
            NDArray more = each.get(new NDIndex("..., 1:")).sub(same);
            scores = scores.add(same).add(more.mul(other.expandDims(1)));
        }
        scores = Scalars.mul(scores, scale);
        if (visible != null || causal) {
            scores = scores.add(Masks.additive(seen(query, memory, visible, causal)).expandDims(1));
        }
        return Masks.drop(scores.softmax(-1), dropout)
                .matMul(value.transpose(0, 2, 1, 3))
                .transpose(0, 2, 1, 3)
                .reshape(shape.get(0), shape.get(1), -1);
    }

    /**
     * Scores by distance: of what a query gives to all distances, the m + n that its keys have, (b,
     * h, n, m + n). The row of query i begins n - i distances later than that of query 0, which
     * reshaping does.
     */
    private static NDArray shifted(NDArray distant, NDArray relative, long keys) {
        Shape shape = distant.getShape(); // b n h d
        NDArray all = distant.transpose(0, 2, 1, 3).matMul(relative.transpose(0, 2, 3, 1));
        long count = relative.size(1); // m + 2n
        return all.reshape(shape.get(0), shape.get(2), count, shape.get(1))
                .get(new NDIndex(":, :, 1:"))
                .reshape(shape.get(0), shape.get(2), shape.get(1), count - 1)
                .get(new NDIndex("..., :{}", keys));
    }

    /** 1 where a query sees a key, else 0: (b or 1, n, m + n). */
    private static NDArray seen(NDArray query, long memory, NDArray visible, boolean causal) {
        NDManager manager = query.getManager();
        DataType type = query.getDataType();
        int length = Math.toIntExact(query.size(1));
        NDArray position = manager.arange(0, length, 1, DataType.FLOAT32).reshape(1, -1, 1);
        NDArray keys =
                manager.arange(Math.toIntExact(-memory), length, 1, DataType.FLOAT32)
                        .reshape(1, 1, -1); // 1 1 m+n
        NDArray itself = position.eq(keys).toType(type, false);
        NDArray seen = visible == null ? null : visible.expandDims(1).maximum(itself); // b n m+n
        if (!causal) {
            return seen;
        }
        NDArray past = position.gte(keys).toType(type, false);
        return seen == null ? past : seen.mul(past);
    }
}
