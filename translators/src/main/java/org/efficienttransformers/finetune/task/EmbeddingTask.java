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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.training.InBatchNegativesLoss;
import org.efficienttransformers.training.TrainingBatch;

/**
 * Learns embeddings by which texts that belong together are found, such as questions and passages:
 * the other texts of a batch are what they are to be told from.
 *
 * @param train examples to learn from, each of the same number of texts: an anchor, the text that
 *     it should find, and hard negatives; the tokens of each text
 * @param validation others, whose anchors are to find their texts among those of all
 * @param batching how to put them together
 * @param firstOnly true if the state of the first token is the vector of a text, false if the mean
 *     of all is
 * @param scale what cosines are multiplied by, such as 20
 * @param dimensions to how many numbers vectors may be cut (Matryoshka); empty for not at all
 * @param changes what the saved folder is to say of pooling beside what the model's own says
 */
public record EmbeddingTask(
        List<List<int[]>> train,
        List<List<int[]>> validation,
        Batching batching,
        boolean firstOnly,
        double scale,
        List<Integer> dimensions,
        Changes changes)
        implements FineTuningTask {

    /** Checks that there are texts to tell apart. */
    public EmbeddingTask {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        dimensions = List.copyOf(dimensions);
        int texts = train.get(0).size();
        require(
                texts >= 2 && train.stream().allMatch(example -> example.size() == texts),
                "Examples have %d texts and others; each needs an anchor and its text, and the same"
                        + " number of hard negatives.",
                texts);
    }

    /**
     * {@inheritDoc}
     *
     * @return the longest text of each example, times their number, as all of them are padded to it
     */
    @Override
    public int[] lengths() {
        return train.stream()
                .mapToInt(
                        texts ->
                                texts.size()
                                        * texts.stream()
                                                .mapToInt(ids -> ids.length)
                                                .max()
                                                .orElseThrow())
                .toArray();
    }

    /** {@inheritDoc} */
    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        List<int[]> ids = new ArrayList<>();
        for (int text = 0; text < train.get(0).size(); text++) {
            for (int example : examples) {
                ids.add(train.get(example).get(text));
            }
        }
        NDList inputs = batching.pad(manager, ids);
        return new TrainingBatch(inputs, new NDList(mask(inputs, manager)));
    }

    private static NDArray mask(NDList inputs, NDManager manager) {
        return inputs.size() > 1
                ? inputs.get(1).toType(DataType.FLOAT32, true)
                : manager.ones(inputs.head().getShape(), DataType.FLOAT32);
    }

    /** {@inheritDoc} */
    @Override
    public InBatchNegativesLoss loss() {
        return new InBatchNegativesLoss(train.get(0).size(), firstOnly, scale, dimensions);
    }

    /**
     * {@inheritDoc}
     *
     * @return recall@1, how many anchors have their own text nearest, and the mean reciprocal rank;
     *     equal texts are one
     */
    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        List<int[]> texts = new ArrayList<>();
        Map<List<Integer>, Integer> places = new LinkedHashMap<>();
        int[] own = new int[validation.size()];
        for (int i = 0; i < own.length; i++) {
            int[] ids = validation.get(i).get(1);
            List<Integer> key = Arrays.stream(ids).boxed().toList();
            own[i] = places.computeIfAbsent(key, text -> texts.size());
            if (own[i] == texts.size()) {
                texts.add(ids);
            }
        }
        List<int[]> anchors = validation.stream().map(example -> example.get(0)).toList();
        float[][] queries = vectors(model, anchors, manager);
        float[][] found = vectors(model, texts, manager);
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
