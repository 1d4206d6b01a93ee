/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.evaluator.RankingScores;
import org.efficienttransformers.training.loss.BinaryCrossEntropyLoss;

/**
 * How well the texts of each pair fit, from 0 to 1: a cross-encoder, trained as the {@code
 * BinaryCrossEntropyLoss} of sentence-transformers trains one.
 *
 * @param queries the number of the query of each pair: those with the same number are ranked
 * @param relevances how well each pair fits; from 0.5 on it counts as relevant
 */
public record Ranking(List<Integer> queries, List<Float> relevances) implements Problem {

    private static final String SECTION = "sentence_transformers";
    private static final String FUNCTION = "sbert_ce_default_activation_function";
    private static final double RELEVANT = 0.5;

    /** Copies the lists, and checks them. */
    public Ranking {
        queries = List.copyOf(queries);
        relevances = List.copyOf(relevances);
        require(
                queries.size() == relevances.size(),
                "There are %s queries and %s relevances; give each pair one of both.",
                queries.size(),
                relevances.size());
        for (float relevance : relevances) {
            require(
                    relevance >= 0 && relevance <= 1,
                    "The relevance of a pair is %s; allowed: from 0 to 1.",
                    relevance);
        }
    }

    @Override
    public int size() {
        return relevances.size();
    }

    @Override
    public NDArray labels(NDManager manager, int... examples) {
        float[] values = new float[examples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = relevances.get(examples[i]);
        }
        return HostData.create(manager, values, new Shape(values.length, 1)); // b 1
    }

    @Override
    public BinaryCrossEntropyLoss loss() {
        return new BinaryCrossEntropyLoss();
    }

    /**
     * {@inheritDoc}
     *
     * @return the mean reciprocal rank of the first relevant text of each query and how often it is
     *     the first of all, both over the queries that have other texts, too, and missing if there
     *     are none; the average precision over all pairs, and the mean loss
     */
    @Override
    public Evaluation evaluate(float[]... logits) {
        RankingScores scores = new RankingScores();
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            scores.add(queries.get(i), logits[i][0], relevances.get(i) >= RELEVANT);
            loss += Logistic.loss(logits[i][0], relevances.get(i));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        if (scores.queries() > 0) {
            figures.put("mrr", scores.meanReciprocalRank());
            figures.put("accuracy@1", scores.accuracy());
        }
        figures.put("average_precision", scores.averagePrecision());
        figures.put("loss", loss / logits.length);
        return new Evaluation(figures, true);
    }

    /**
     * {@inheritDoc}
     *
     * @return the same with the sigmoid that a cross-encoder of sentence-transformers applies,
     *     unless the model names another function
     */
    @Override
    public PretrainedConfig config(PretrainedConfig model) {
        return model.has(SECTION) || model.has(FUNCTION)
                ? model
                : model.with(
                        SECTION, Map.of("activation_fn", "torch.nn.modules.activation.Sigmoid"));
    }
}
