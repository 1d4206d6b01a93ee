/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Figures of classes, against the examples in scikit-learn's documentation and by hand. */
class ConfusionMatrixTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private static ConfusionMatrix matrix(int classes, int[] labels, int[] predictions) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        for (int i = 0; i < labels.length; i++) {
            matrix.add(labels[i], predictions[i]);
        }
        return matrix;
    }

    /** The example of sklearn.metrics.f1_score: macro 0.26..., micro 0.33..., each 0.8, 0, 0. */
    @Test
    void severalClasses() {
        ConfusionMatrix matrix =
                matrix(3, new int[] {0, 1, 2, 0, 1, 2}, new int[] {0, 2, 1, 0, 0, 1});
        assertThat(matrix.of(0).f1()).isCloseTo(0.8, EXACT);
        assertThat(matrix.of(1).f1()).isZero();
        assertThat(matrix.of(2).f1()).isZero();
        assertThat(matrix.macroF1()).isCloseTo(0.8 / 3, EXACT);
        assertThat(matrix.microF1()).isCloseTo(1 / 3.0, EXACT);
        assertThat(matrix.accuracy()).isCloseTo(1 / 3.0, EXACT);
        // Those of precision_score and recall_score: 0.22..., 0.33...
        assertThat(matrix.macroPrecision()).isCloseTo(2 / 9.0, EXACT);
        assertThat(matrix.macroRecall()).isCloseTo(1 / 3.0, EXACT);
        assertThat(matrix.count(2, 1)).isEqualTo(2);
    }

    /**
     * Classes that are only predicted count, too, and those that are neither don't: sklearn takes
     * the mean over the labels in either list. F1 is 2/3, 2/3 and 0 here.
     */
    @Test
    void classesThatAreOnlyPredicted() {
        ConfusionMatrix matrix = matrix(5, new int[] {0, 0, 1, 1}, new int[] {0, 2, 1, 2});
        assertThat(matrix.macroF1()).isCloseTo(4 / 9.0, EXACT);
        assertThat(matrix.macroPrecision()).isCloseTo(2 / 3.0, EXACT);
        assertThat(matrix.macroRecall()).isCloseTo(1 / 3.0, EXACT);
    }

    /** Three found of which two are right, one missed. */
    @Test
    void twoClasses() {
        ConfusionMatrix matrix =
                matrix(2, new int[] {1, 1, 0, 1, 0, 0}, new int[] {1, 1, 1, 0, 0, 0});
        assertThat(matrix.of(1)).isEqualTo(new Counts(2, 1, 1));
        assertThat(matrix.binaryPrecision()).isCloseTo(2 / 3.0, EXACT);
        assertThat(matrix.binaryRecall()).isCloseTo(2 / 3.0, EXACT);
        assertThat(matrix.binaryF1()).isCloseTo(2 / 3.0, EXACT);
        // (2 * 2 - 1 * 1) / sqrt(3 * 3 * 3 * 3)
        assertThat(matrix.matthews()).isCloseTo(3 / 9.0, EXACT);
    }

    /** The example of sklearn.metrics.matthews_corrcoef: labels 1 1 1 -1, predictions 1 -1 1 1. */
    @Test
    void matthews() {
        ConfusionMatrix matrix = matrix(2, new int[] {1, 1, 1, 0}, new int[] {1, 0, 1, 1});
        assertThat(matrix.matthews()).isCloseTo(-1 / 3.0, EXACT);
        assertThat(matrix(2, new int[] {1, 1}, new int[] {1, 0}).matthews()).isZero();
    }

    /** By Gorodkin's sum over all triples, written out. */
    @Test
    void matthewsOfSeveralClasses() {
        int[] labels = {0, 0, 0, 1, 1, 2, 2, 2, 2, 1};
        int[] predictions = {0, 1, 0, 1, 1, 2, 0, 2, 2, 2};
        ConfusionMatrix matrix = matrix(3, labels, predictions);
        double covariance = 0;
        double labelVariance = 0;
        double predictionVariance = 0;
        for (int c = 0; c < 3; c++) {
            double labelMean = 0;
            double predictionMean = 0;
            for (int i = 0; i < labels.length; i++) {
                labelMean += labels[i] == c ? 0.1 : 0;
                predictionMean += predictions[i] == c ? 0.1 : 0;
            }
            for (int i = 0; i < labels.length; i++) {
                double label = (labels[i] == c ? 1 : 0) - labelMean;
                double prediction = (predictions[i] == c ? 1 : 0) - predictionMean;
                covariance += label * prediction;
                labelVariance += label * label;
                predictionVariance += prediction * prediction;
            }
        }
        assertThat(matrix.matthews())
                .isCloseTo(covariance / Math.sqrt(labelVariance * predictionVariance), EXACT);
    }

    @Test
    void classesThatNeverOccurDoNotCount() {
        ConfusionMatrix matrix = matrix(5, new int[] {0, 1}, new int[] {0, 1});
        assertThat(matrix.macroF1()).isEqualTo(1);
        assertThat(new ConfusionMatrix(2).accuracy()).isNaN();
        assertThat(new ConfusionMatrix(2).macroF1()).isNaN();
    }

    @Test
    void countsBatchesTogetherAndLeavesOutWhatIsIgnored() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ClassificationEvaluator evaluator =
                    new ClassificationEvaluator("F1", ConfusionMatrix::binaryF1);
            float[] logits = {1, 2, 2, 1, 0, 3, 5, 4}; // 1 0 1 0
            NDArray tokens = manager.create(logits, new Shape(1, 4, 2));
            NDArray labels = manager.create(new long[] {1, 1, -100, 0}, new Shape(1, 4));
            NDArray texts = manager.create(new float[] {0, 1}, new Shape(1, 2));
            NDArray label = manager.create(new int[] {0});
            evaluator.addAccumulator("epoch");
            assertThat(evaluator.getAccumulator("epoch")).isNaN();
            evaluator.updateAccumulator("epoch", new NDList(labels), new NDList(tokens));
            evaluator.updateAccumulator("epoch", new NDList(label), new NDList(texts));
            // One right, one found wrongly, one missed.
            assertThat(evaluator.getAccumulator("epoch")).isEqualTo(0.5f);
            assertThat(evaluator.evaluate(new NDList(labels), new NDList(tokens)).getFloat())
                    .isCloseTo(2 / 3f, within(1e-6f));
            evaluator.resetAccumulator("epoch");
            assertThat(evaluator.getAccumulator("epoch")).isNaN();
            assertThatThrownBy(
                            () ->
                                    evaluator.updateAccumulator(
                                            "epoch", new NDList(label), new NDList(tokens)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("labels have shape (1) and the logits (1, 4, 2)");
        }
    }

    @Test
    void impossibleClassesAreRefused() {
        assertThatThrownBy(() -> new ConfusionMatrix(2).add(0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A class is 2; allowed: from 0 to 1.");
        assertThatThrownBy(() -> new ConfusionMatrix(1)).hasMessageContaining("1 classes");
    }
}
