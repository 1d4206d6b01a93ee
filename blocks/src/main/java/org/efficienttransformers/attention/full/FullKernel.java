/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.full;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.window.SlidingWindowKernel;
import org.efficienttransformers.attention.window.SlidingWindowKernel.SlidingWindow;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.kernel.script.TorchScript;
import org.efficienttransformers.program.ProgramTarget;

/**
 * Attention of every query to every key: softmax(q k^T / sqrt(d)) v.
 *
 * <p>The portable form holds all scores at once, so its memory grows with n * m; the fused form
 * (scaled_dot_product_attention of PyTorch) never holds them.
 */
public final class FullKernel {

    private FullKernel() {}

    /**
     * Returns the methods of a program that attend to all keys: {@code seen$K(q, k, v)} and {@code
     * masked$K(q, k, v, mask)}, queries, keys and values (b, h, n, d), what is added to scores (b,
     * h, n, m) with rows at whole 16 bytes, as {@code spaced$K} lays them.
     *
     * @param target where the program computes
     * @return their file
     */
    public static String program(ProgramTarget target) {
        return "attention/full/kernels_" + (target.isGpu() ? "gpu.py" : "cpu.py");
    }

    /**
     * Returns the methods of a program in which all positions see each other.
     *
     * @param target where the program computes
     * @param mixing the file of the methods that differ: {@code distances$K(x)}, what is shared by
     *     all layers besides, and {@code mixed$K(q, k, v, mask, start, tensor, shared)}
     * @return the files, for {@code SelfAttention.linears}
     */
    public static List<String> program(ProgramTarget target, String mixing) {
        return target.isGpu()
                ? List.of(
                        "attention/full/program_gpu.py",
                        "program/heads.py",
                        mixing,
                        program(target))
                : List.of("attention/full/program.py", "program/rows.py", mixing, program(target));
    }

    /**
     * Computes the attention.
     *
     * @param mode the form
     * @param query (b, n, h, d)
     * @param key (b, m, h, d)
     * @param value (b, m, h, d)
     * @param visible which keys are visible, 1 or 0 in the type of the query: (b, m) for all
     *     queries alike, or (b, n, m); null if all are. Each row must have at least one
     * @param causal true if query i sees the keys up to i only; then n equals m, and visible is (b,
     *     m) or null
     * @param dropout the rate at which probabilities are dropped, 0 outside of training
     * @return (b, n, h * d)
     */
    public static NDArray attend(
            KernelMode mode,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            boolean causal,
            float dropout) {
        if (causal && visible != null) {
            // PyTorch takes either a mask or is_causal. A window as wide as the text is both, and
            // its chunks keep the memory linear.
            SlidingWindow window = new SlidingWindow(Integer.MAX_VALUE, true);
            return SlidingWindowKernel.attend(
                    mode, window, query, key, value, visible, null, dropout, true);
        }
        return mode.isFused(query)
                ? fused(query, key, value, visible, causal, dropout)
                : portable(query, key, value, visible, causal, dropout);
    }

    /**
     * Computes softmax(scale q k^T + bias) v.
     *
     * @param mode the form
     * @param query (b, n, h, d)
     * @param key (b, m, h, d)
     * @param value (b, m, h, d)
     * @param bias what is added to the scores, {@link Masks#hidden} where a key isn't seen: (b or
     *     1, h or 1, n or 1, m) in the type of the query
     * @param scale what the products are multiplied by
     * @param dropout the rate at which probabilities are dropped, 0 outside of training
     * @return (b, n, h * d)
     */
    public static NDArray attend(
            KernelMode mode,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray bias,
            double scale,
            float dropout) {
        if (mode.isFused(query)) {
            return TorchScript.call(
                    "attention/full/full_biased.py",
                    Map.of("DROPOUT", dropout, "SCALE", scale),
                    query,
                    key,
                    value,
                    bias);
        }
        Shape shape = query.getShape(); // b n h d
        NDArray scores =
                Scalars.mul(query.transpose(0, 2, 1, 3), scale)
                        .matMul(key.transpose(0, 2, 3, 1))
                        .add(bias); // b h n m
        return Masks.drop(scores.softmax(-1), dropout)
                .matMul(value.transpose(0, 2, 1, 3))
                .transpose(0, 2, 1, 3)
                .reshape(shape.get(0), shape.get(1), -1);
    }

    private static NDArray fused(
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            boolean causal,
            float dropout) {
        if (visible == null) {
            return TorchScript.call(
                    "attention/full/full.py",
                    Map.of("DROPOUT", dropout, "CAUSAL", causal ? "True" : "False"),
                    query,
                    key,
                    value);
        }
        NDArray mask = mask(visible);
        return TorchScript.call(
                "attention/full/full_masked.py",
                Map.of("DROPOUT", dropout),
                query,
                key,
                value,
                mask);
    }

    private static NDArray portable(
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            boolean causal,
            float dropout) {
        Shape shape = query.getShape(); // b n h d
        NDArray v = value.transpose(0, 2, 1, 3); // b h m d
        NDArray probabilities = Masks.drop(weights(query, key, visible, causal), dropout);
        return probabilities
                .matMul(v)
                .transpose(0, 2, 1, 3)
                .reshape(shape.get(0), shape.get(1), -1);
    }

    private static NDArray weights(NDArray query, NDArray key, NDArray visible, boolean causal) {
        return weights(query, key, visible, null, causal);
    }

    /**
     * Computes the probabilities that the values are mixed with, all at once.
     *
     * @param query (b, n, h, d)
     * @param key (b, m, h, d)
     * @param visible as in {@link #attend}
     * @param bias what is added to the scores besides, (1, h, n, m); null for nothing
     * @param causal true if query i sees the keys up to i only; then n equals m
     * @return (b, h, n, m), whose rows sum to 1
     */
    public static NDArray weights(
            NDArray query, NDArray key, NDArray visible, NDArray bias, boolean causal) {
        Shape shape = query.getShape(); // b n h d
        double scale = 1 / Math.sqrt((double) shape.get(3));
        NDArray q = Scalars.mul(query.transpose(0, 2, 1, 3), scale); // b h n d
        NDArray k = key.transpose(0, 2, 3, 1); // b h d m
        NDArray scores = q.matMul(k); // b h n m
        if (bias != null) {
            scores = scores.addi(bias);
        }
        if (visible != null) {
            scores = scores.addi(mask(visible));
        }
        if (causal) {
            NDArray position = query.getManager().arange((float) shape.get(1));
            NDArray past = position.reshape(-1, 1).gte(position.reshape(1, -1)); // n m
            scores = scores.addi(Masks.additive(past.toType(query.getDataType(), false)));
        }
        return scores.softmax(-1);
    }

    /** (b, m) or (b, n, m) to (b, 1, 1 or n, m). */
    private static NDArray mask(NDArray visible) {
        NDArray mask = Masks.additive(visible).expandDims(1);
        return mask.getShape().dimension() == 4 ? mask : mask.expandDims(1);
    }
}
