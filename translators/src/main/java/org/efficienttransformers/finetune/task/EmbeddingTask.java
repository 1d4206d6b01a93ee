/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.loss.InBatchNegativesLoss;

/**
 * Learns embeddings by which texts that belong together are found, such as questions and passages:
 * the other texts of a batch are what they are to be told from. Anchors that should find the same
 * text go through together, up to {@value #ANCHORS} of them, so that it is read once for all.
 */
public final class EmbeddingTask implements FineTuningTask {

    /** The most anchors that share a text in an example. */
    private static final int ANCHORS = 8;

    private final List<Example> train;
    private final List<List<int[]>> validation;
    private final Batching batching;
    private final boolean firstOnly;
    private final double scale;
    private final List<Integer> dimensions;
    private final Changes changes;

    /** Anchors, the text that they should find, and hard negatives. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Example(List<int[]> anchors, int[] text, List<int[]> negatives) {

        /** The tokens of all, each padded to the longest of its forward pass. */
        int length() {
            int texts = Math.max(text.length, longest(negatives));
            return anchors.size() * longest(anchors) + (1 + negatives.size()) * texts;
        }

        private static int longest(List<int[]> texts) {
            return texts.stream().mapToInt(ids -> ids.length).max().orElse(0);
        }
    }

    /**
     * Prepares the task.
     *
     * @param train examples to learn from, each of the same number of texts: an anchor, the text
     *     that it should find, and hard negatives; the tokens of each text
     * @param validation others, whose anchors are to find their texts among those of all
     * @param batching how to put them together
     * @param firstOnly true if the state of the first token is the vector of a text, false if the
     *     mean of all is
     * @param scale what cosines are multiplied by, such as 20
     * @param dimensions to how many numbers vectors may be cut (Matryoshka); empty for not at all
     * @param changes what the saved folder is to say of pooling in addition to what the model's own
     *     says
     */
    public EmbeddingTask(
            List<List<int[]>> train,
            List<List<int[]>> validation,
            Batching batching,
            boolean firstOnly,
            double scale,
            List<Integer> dimensions,
            Changes changes) {
        int texts = train.get(0).size();
        require(
                texts >= 2 && train.stream().allMatch(example -> example.size() == texts),
                "Examples have %d texts and others; each needs an anchor and its text, and the same"
                        + " number of hard negatives.",
                texts);
        this.train = grouped(train);
        this.validation = List.copyOf(validation);
        this.batching = batching;
        this.firstOnly = firstOnly;
        this.scale = scale;
        this.dimensions = List.copyOf(dimensions);
        this.changes = changes;
    }

    private static List<Example> grouped(List<List<int[]>> rows) {
        List<Example> all = new ArrayList<>();
        Map<List<Integer>, Example> open = new HashMap<>();
        for (List<int[]> row : rows) {
            List<Integer> key = key(row.get(1));
            Example example = open.get(key);
            if (example == null || example.anchors.size() == ANCHORS) {
                example = new Example(new ArrayList<>(), row.get(1), new ArrayList<>());
                open.put(key, example);
                all.add(example);
            }
            example.anchors.add(row.get(0));
            for (int[] negative : row.subList(2, row.size())) {
                if (example.negatives.stream().noneMatch(ids -> Arrays.equals(ids, negative))) {
                    example.negatives.add(negative);
                }
            }
        }
        return all;
    }

    private static List<Integer> key(int... ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    /** Texts, each once. */
    private static final class DistinctTexts {

        private final List<int[]> texts = new ArrayList<>();
        private final Map<List<Integer>, Integer> places = new HashMap<>();

        /** Adds a text, unless it is there, and returns its place. */
        int add(int... ids) {
            return places.computeIfAbsent(
                    key(ids),
                    text -> {
                        texts.add(ids);
                        return texts.size() - 1;
                    });
        }
    }

    /**
     * {@inheritDoc}
     *
     * @return for each text, with its anchors and hard negatives, the tokens of all
     */
    @Override
    public int[] lengths() {
        return train.stream().mapToInt(Example::length).toArray();
    }

    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        List<int[]> anchors = new ArrayList<>();
        List<Long> own = new ArrayList<>();
        DistinctTexts texts = new DistinctTexts();
        for (int index : examples) {
            Example example = train.get(index);
            long place = texts.add(example.text);
            for (int[] anchor : example.anchors) {
                anchors.add(anchor);
                own.add(place);
            }
        }
        for (int index : examples) {
            train.get(index).negatives.forEach(texts::add);
        }
        NDList first = batching.pad(manager, anchors);
        NDList second = batching.pad(manager, texts.texts);
        long[] places = own.stream().mapToLong(Long::longValue).toArray();
        return new TrainingBatch(
                List.of(first, second),
                new NDList(
                        mask(first, manager),
                        mask(second, manager),
                        HostData.create(manager, places, new Shape(places.length))));
    }

    private static NDArray mask(NDList inputs, NDManager manager) {
        return inputs.size() > 1
                ? inputs.get(1).toType(DataType.FLOAT32, true)
                : manager.ones(inputs.head().getShape(), DataType.FLOAT32);
    }

    @Override
    public InBatchNegativesLoss loss() {
        return new InBatchNegativesLoss(firstOnly, scale, dimensions);
    }

    @Override
    public Changes changes() {
        return changes;
    }

    /**
     * {@inheritDoc}
     *
     * @return recall@1, how many anchors have their own text nearest, and the mean reciprocal rank;
     *     equal texts are one
     */
    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        DistinctTexts texts = new DistinctTexts();
        int[] own = validation.stream().mapToInt(row -> texts.add(row.get(1))).toArray();
        List<int[]> anchors = validation.stream().map(example -> example.get(0)).toList();
        float[][] queries = vectors(model, anchors, manager);
        float[][] found = vectors(model, texts.texts, manager);
        double first = 0;
        double reciprocal = 0;
        for (int i = 0; i < own.length; i++) {
            float[] query = queries[i];
            double best = dot(query, found[own[i]]);
            long before = Arrays.stream(found).filter(other -> dot(query, other) > best).count();
            first += before == 0 ? 1 : 0;
            reciprocal += 1.0 / (before + 1);
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("recall@1", first / own.length);
        figures.put("mrr", reciprocal / own.length);
        return new Evaluation(figures, true);
    }

    private float[][] vectors(UnaryOperator<NDList> model, List<int[]> texts, NDManager manager) {
        float[][] vectors = new float[texts.size()][];
        batching.forEach(
                texts.stream().mapToInt(ids -> ids.length).toArray(),
                manager,
                (batch, scope) -> {
                    NDList inputs =
                            batching.padToLongest(
                                    scope, Arrays.stream(batch).mapToObj(texts::get).toList());
                    NDArray states = model.apply(inputs).head();
                    states.attach(scope);
                    NDArray rows =
                            InBatchNegativesLoss.vectors(states, mask(inputs, scope), firstOnly);
                    float[] values = rows.normalize(2, 1).toFloatArray(); // b e
                    int size = values.length / batch.length;
                    for (int i = 0; i < batch.length; i++) {
                        vectors[batch[i]] = Arrays.copyOfRange(values, i * size, (i + 1) * size);
                    }
                });
        return vectors;
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
    }
}
