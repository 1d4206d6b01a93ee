/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.efficienttransformers.settings.Require.require;

import java.util.stream.IntStream;

/**
 * Counts which class was taken for which, and gives the figures that follow, as scikit-learn
 * defines them.
 */
public final class ConfusionMatrix {

    private final long[][] counts; // [label][prediction]

    /**
     * Begins with nothing counted.
     *
     * @param classes the number of classes, 2 or more
     */
    public ConfusionMatrix(int classes) {
        require(classes >= 2, "There are %s classes; allowed: 2 or more.", classes);
        counts = new long[classes][classes];
    }

    /**
     * Counts a prediction.
     *
     * @param label the right class
     * @param prediction the predicted one
     */
    public void add(int label, int prediction) {
        check(label);
        check(prediction);
        counts[label][prediction]++;
    }

    private void check(int index) {
        require(
                index >= 0 && index < counts.length,
                "A class is %s; allowed: from 0 to %s.",
                index,
                counts.length - 1);
    }

    /** {@return the number of classes, 2 or more} */
    public int classes() {
        return counts.length;
    }

    /**
     * {@return how often a class was taken for another, or for itself}
     *
     * @param label the right class
     * @param prediction the predicted one
     */
    public long count(int label, int prediction) {
        check(label);
        check(prediction);
        return counts[label][prediction];
    }

    /**
     * Returns the counts of one class against all others.
     *
     * @param index the class
     * @return its counts; those of class 1 make the binary F1
     */
    public Counts of(int index) {
        check(index);
        long right = counts[index][index];
        return new Counts(right, predicted(index) - right, there(index) - right);
    }

    private long there(int index) {
        return IntStream.range(0, counts.length).mapToLong(i -> counts[index][i]).sum();
    }

    private long predicted(int index) {
        return IntStream.range(0, counts.length).mapToLong(i -> counts[i][index]).sum();
    }

    private long total() {
        return IntStream.range(0, counts.length).mapToLong(this::there).sum();
    }

    private long right() {
        return IntStream.range(0, counts.length).mapToLong(i -> counts[i][i]).sum();
    }

    /** {@return what part of all predictions is right, from 0 to 1; NaN before the first} */
    public double accuracy() {
        return (double) right() / total();
    }

    /** {@return the F1 of class 1, for two classes of which it is the positive one, from 0 to 1} */
    public double binaryF1() {
        return of(1).f1();
    }

    /** {@return the precision of class 1, from 0 to 1} */
    public double binaryPrecision() {
        return of(1).precision();
    }

    /** {@return the recall of class 1, from 0 to 1} */
    public double binaryRecall() {
        return of(1).recall();
    }

    /**
     * {@return the mean of the F1 of all classes that are there or were predicted, from 0 to 1; NaN
     * before the first prediction}
     */
    public double macroF1() {
        return present().mapToDouble(i -> of(i).f1()).average().orElse(Double.NaN);
    }

    /**
     * {@return the mean of the precision of all classes that are there or were predicted, from 0 to
     * 1; NaN before the first prediction}
     */
    public double macroPrecision() {
        return present().mapToDouble(i -> of(i).precision()).average().orElse(Double.NaN);
    }

    /**
     * {@return the mean of the recall of all classes that are there or were predicted, from 0 to 1;
     * NaN before the first prediction}
     */
    public double macroRecall() {
        return present().mapToDouble(i -> of(i).recall()).average().orElse(Double.NaN);
    }

    private IntStream present() {
        return IntStream.range(0, counts.length).filter(i -> there(i) + predicted(i) > 0);
    }

    /**
     * {@return the F1 of the counts of all classes together, which is the accuracy where each text
     * has one label, from 0 to 1}
     */
    public double microF1() {
        return IntStream.range(0, counts.length)
                .mapToObj(this::of)
                .reduce(Counts.NONE, Counts::plus)
                .f1();
    }

    /**
     * {@return Matthews' correlation of labels and predictions, in its form for any number of
     * classes (<a href="https://doi.org/10.1016/j.compbiolchem.2004.09.006">Gorodkin, 2004</a>),
     * from -1 to 1; 0 if all labels or all predictions are of one class}
     */
    public double matthews() {
        double total = total();
        double products = 0;
        double labelSquares = 0;
        double predictionSquares = 0;
        for (int i = 0; i < counts.length; i++) {
            double labels = there(i);
            double predictions = predicted(i);
            products += labels * predictions;
            labelSquares += labels * labels;
            predictionSquares += predictions * predictions;
        }
        double spread = (total * total - labelSquares) * (total * total - predictionSquares);
        return spread == 0 ? 0 : (right() * total - products) / Math.sqrt(spread);
    }
}
