/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How good a model is, in the figures that its task is judged by: alone, or as Evaluators of DJL's
 * training loop where they follow from logits.
 *
 * <ul>
 *   <li>{@link org.efficienttransformers.training.evaluator.ConfusionMatrix}: accuracy, precision,
 *       recall, F1 and Matthews' correlation of classes, and as an Evaluator {@link
 *       org.efficienttransformers.training.evaluator.ClassificationEvaluator}
 *   <li>{@link org.efficienttransformers.training.evaluator.EntityScores}: entities out of tags
 *   <li>{@link org.efficienttransformers.training.evaluator.AnswerScores}: answers to questions
 *   <li>{@link org.efficienttransformers.training.evaluator.Correlation}: numbers
 *   <li>{@link org.efficienttransformers.training.evaluator.RankingScores}: texts by how well they
 *       fit
 *   <li>{@link org.efficienttransformers.training.evaluator.Perplexity}: language models
 * </ul>
 */
package org.efficienttransformers.training.evaluator;
