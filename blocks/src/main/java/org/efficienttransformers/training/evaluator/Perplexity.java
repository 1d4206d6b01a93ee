/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.evaluator.Evaluator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.training.loss.WeightedLoss;

/**
 * The perplexity of a language model: e to the mean cross entropy of all words that count, over all
 * batches. A model that guesses among k words has k.
 *
 * <p>It is an Evaluator for DJL's training loop, and stands alone as well: {@link #add}, then
 * {@link #value}.
 */
public final class Perplexity extends Evaluator {

    private static final String ALONE = "alone";

    private final WeightedLoss loss;
    private final Map<String, Mean> means = new ConcurrentHashMap<>();

    private static final class Mean {

        double sum;
        double weight;

        double perplexity() {
            return Math.exp(sum / weight);
        }
    }

    /**
     * Makes an evaluator.
     *
     * @param loss the cross entropy of the words, as in training
     */
    public Perplexity(WeightedLoss loss) {
        super("Perplexity");
        this.loss = loss;
    }

    /**
     * Adds a batch.
     *
     * @param labels as the loss takes them
     * @param predictions as the loss takes them
     */
    public void add(NDList labels, NDList predictions) {
        updateAccumulator(ALONE, labels, predictions);
    }

    /** {@return the perplexity of what was added, 1 or more; NaN if nothing was} */
    public double value() {
        Mean mean = means.get(ALONE);
        return mean == null ? Double.NaN : mean.perplexity();
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        return loss.evaluate(labels, predictions).exp();
    }

    @Override
    public void addAccumulator(String key) {
        means.put(key, new Mean());
    }

    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {
        Mean mean = means.computeIfAbsent(key, added -> new Mean());
        try (NDArray sum = loss.sum(labels, predictions)) {
            mean.sum += HostArrays.floats(sum)[0];
        }
        mean.weight += loss.weight(labels);
    }

    @Override
    public void resetAccumulator(String key) {
        means.put(key, new Mean());
    }

    @Override
    public float getAccumulator(String key) {
        Mean mean = means.get(key);
        return mean == null ? Float.NaN : (float) mean.perplexity();
    }
}
