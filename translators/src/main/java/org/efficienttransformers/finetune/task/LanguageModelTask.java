/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.evaluator.Perplexity;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

/**
 * Pieces of text in which words are to be found: those that follow, or those that are hidden.
 *
 * @param train the pieces to learn from
 * @param validation the pieces to evaluate on
 * @param batching how pieces are put together
 * @param hiding what is hidden; null for a causal language model, which foretells each word
 */
public record LanguageModelTask(
        List<int[]> train, List<int[]> validation, Batching batching, Hiding hiding)
        implements FineTuningTask {

    /**
     * What is hidden of a piece, as BERT does: of the tokens chosen, 80 of 100 become the mask, 10
     * a random token, and 10 stay.
     *
     * @param share the share of the tokens that are to be found
     * @param mask the id of the mask
     * @param vocabulary the number of ids
     * @param special ids that are never chosen: those that mark ends
     * @param seed where the random numbers start
     */
    public record Hiding(double share, int mask, int vocabulary, Set<Integer> special, long seed) {

        private static final long PRIME = 1_000_003;
        private static final double TO_MASK = 0.8;
        private static final double TO_RANDOM = 0.1;

        /** Copies the set. */
        public Hiding {
            special = Set.copyOf(special);
        }

        /**
         * Hides tokens of a piece: each with the same probability, but one at least, since a loss
         * of no token is none.
         *
         * @param ids the piece, which is changed
         * @param epoch the number of the epoch
         * @param index the number of the piece
         * @return the labels: the tokens chosen as they were, others ignored
         */
        long[] apply(int[] ids, int epoch, int index) {
            SplittableRandom random = new SplittableRandom((seed * PRIME + epoch) * PRIME + index);
            int[] places =
                    IntStream.range(0, ids.length).filter(i -> !special.contains(ids[i])).toArray();
            int always = places.length == 0 ? -1 : places[random.nextInt(places.length)];
            int[] chosen = Arrays.stream(places).filter(i -> random.nextDouble() < share).toArray();
            long[] labels = new long[ids.length];
            Arrays.fill(labels, CrossEntropyLoss.IGNORED);
            for (int i : chosen.length == 0 && always >= 0 ? new int[] {always} : chosen) {
                labels[i] = ids[i];
                double how = random.nextDouble();
                if (how < TO_MASK) {
                    ids[i] = mask;
                } else if (how < TO_MASK + TO_RANDOM) {
                    ids[i] = random.nextInt(vocabulary);
                }
            }
            return labels;
        }
    }

    @Override
    public int[] lengths() {
        return train.stream().mapToInt(piece -> piece.length).toArray();
    }

    @Override
    public CrossEntropyLoss loss() {
        return CrossEntropyLoss.builder().optShifted(hiding == null).build();
    }

    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        return batch(manager, train, batching::pad, epoch, examples);
    }

    private TrainingBatch batch(
            NDManager manager,
            List<int[]> pieces,
            BiFunction<NDManager, List<int[]>, NDList> padded,
            int epoch,
            int... examples) {
        List<int[]> ids = new ArrayList<>();
        List<long[]> labels = new ArrayList<>();
        for (int example : examples) {
            int[] piece = pieces.get(example).clone();
            labels.add(
                    hiding == null
                            ? Arrays.stream(piece).asLongStream().toArray()
                            : hiding.apply(piece, epoch, example));
            ids.add(piece);
        }
        NDList inputs = padded.apply(manager, ids);
        if (hiding != null) {
            NDList kept = Labelling.keep(manager, labels);
            return new TrainingBatch(inputs.addAll(kept.subNDList(0, 1)), kept.subNDList(1));
        }
        Shape shape = inputs.head().getShape(); // b n
        return new TrainingBatch(inputs, new NDList(Labelling.pad(manager, labels, shape)));
    }

    /**
     * {@inheritDoc}
     *
     * @return the perplexity; what is hidden of the validation pieces is the same each time
     */
    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        Perplexity perplexity = new Perplexity(loss());
        batching.forEach(
                validation.stream().mapToInt(piece -> piece.length).toArray(),
                manager,
                (examples, scope) -> {
                    TrainingBatch batch =
                            batch(scope, validation, batching::padToLongest, 0, examples);
                    NDList outputs = model.apply(batch.inputs());
                    outputs.attach(scope);
                    perplexity.add(batch.labels(), outputs);
                });
        return new Evaluation(Map.of("perplexity", perplexity.value()), false);
    }
}
