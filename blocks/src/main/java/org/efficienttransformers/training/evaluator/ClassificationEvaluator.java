/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.evaluator.Evaluator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

/**
 * Any figure of a {@link ConfusionMatrix} as an Evaluator for DJL's training loop, such as {@code
 * new ClassificationEvaluator("MacroF1", ConfusionMatrix::macroF1)}.
 *
 * <p>Labels: class indices, INT64 or INT32, (b) for texts or (b, n) for tokens, of which {@link
 * CrossEntropyLoss#IGNORED} don't count. Predictions: {@code logits}, or the first array, of the
 * shape of the labels and the number of classes after it. Figures are those of all batches
 * together, not means over batches.
 */
public final class ClassificationEvaluator extends Evaluator {

    private final ToDoubleFunction<ConfusionMatrix> figure;
    private final Map<String, ConfusionMatrix> matrices = new ConcurrentHashMap<>();

    /**
     * Makes an evaluator.
     *
     * @param name the name to report the figure under
     * @param figure what to report
     */
    public ClassificationEvaluator(String name, ToDoubleFunction<ConfusionMatrix> figure) {
        super(name);
        this.figure = figure;
    }

    /**
     * Counts the predictions of a batch.
     *
     * @param matrix counted into
     * @param labels as above
     * @param predictions as above
     */
    public static void count(ConfusionMatrix matrix, NDList labels, NDList predictions) {
        NDArray logits = logits(predictions);
        Shape shape = logits.getShape();
        require(
                labels.head().getShape().equals(shape.slice(0, shape.dimension() - 1)),
                "The labels have shape %s and the logits %s; the labels must have that of the"
                        + " logits without the classes.",
                labels.head().getShape(),
                shape);
        try (NDArray best = logits.argMax(-1);
                NDArray wide = labels.head().toType(DataType.INT64, true)) {
            long[] predicted = HostArrays.longs(best);
            long[] right = HostArrays.longs(wide);
            for (int i = 0; i < right.length; i++) {
                if (right[i] != CrossEntropyLoss.IGNORED) {
                    matrix.add(Math.toIntExact(right[i]), Math.toIntExact(predicted[i]));
                }
            }
        }
    }

    private static NDArray logits(NDList predictions) {
        NDArray named = predictions.get("logits");
        return named == null ? predictions.head() : named;
    }

    private static ConfusionMatrix matrix(NDList predictions) {
        Shape shape = logits(predictions).getShape();
        return new ConfusionMatrix(Math.toIntExact(shape.get(shape.dimension() - 1)));
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        ConfusionMatrix matrix = matrix(predictions);
        count(matrix, labels, predictions);
        return predictions.head().getManager().create((float) figure.applyAsDouble(matrix));
    }

    @Override
    public void addAccumulator(String key) {
        matrices.remove(key);
    }

    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {
        count(matrices.computeIfAbsent(key, added -> matrix(predictions)), labels, predictions);
    }

    @Override
    public void resetAccumulator(String key) {
        matrices.remove(key);
    }

    @Override
    public float getAccumulator(String key) {
        ConfusionMatrix matrix = matrices.get(key);
        return matrix == null ? Float.NaN : (float) figure.applyAsDouble(matrix);
    }
}
