/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hidden words are learned from their own logits as they would be from all. */
class LanguageModelTaskTest {

    private static final int VOCABULARY = 40;
    private static final LanguageModelTask.Hiding HIDING =
            new LanguageModelTask.Hiding(0.3, 4, VOCABULARY, Set.of(2, 3), 42);

    /** Of several lengths; the last has only tokens that are never hidden. */
    private static final List<int[]> PIECES = List.of(piece(20), piece(9), new int[] {2, 3});

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static int[] piece(int length) {
        return IntStream.range(0, length)
                .map(i -> i == 0 ? 2 : i == length - 1 ? 3 : 5 + i * 11 % 35)
                .toArray();
    }

    private static LanguageModelTask task(LanguageModelTask.Hiding hiding) {
        return new LanguageModelTask(
                PIECES, PIECES, new Batching(0, 1, 64, 4, Integer.MAX_VALUE, true), hiding);
    }

    /** The labels of all tokens of a batch, (b, n). */
    private NDArray labels(int epoch, int... examples) {
        long[] labels = new long[examples.length * 20];
        Arrays.fill(labels, CrossEntropyLoss.IGNORED);
        for (int i = 0; i < examples.length; i++) {
            long[] own = HIDING.apply(PIECES.get(examples[i]).clone(), epoch, examples[i]);
            System.arraycopy(own, 0, labels, i * 20, own.length);
        }
        return manager.create(labels, new Shape(examples.length, 20));
    }

    @Test
    void gradientsAreThoseOfAllLogits() {
        TrainingBatch batch = task(HIDING).batch(manager, 1, 1, 0, 2);
        NDArray labels = labels(1, 1, 0, 2);
        assertThat(task(HIDING).loss().weight(batch.labels()))
                .isEqualTo(task(HIDING).loss().weight(new NDList(labels)))
                .isGreaterThan(3);
        NDList whole = new NDList(batch.inputs());
        assertThat(whole.removeIf(array -> array.getName().equals("logits_to_keep"))).isTrue();
        assertThat(whole).hasSize(2);
        Map<String, float[]> expected = gradients(whole, labels);
        gradients(batch.inputs(), batch.labels().head())
                .forEach(
                        (name, values) ->
                                assertThat(values)
                                        .as(name)
                                        .containsExactly(expected.get(name), within(1e-5f)));
    }

    private Map<String, float[]> gradients(NDList inputs, NDArray labels) {
        Engine.getInstance().setRandomSeed(1);
        PretrainedConfig config =
                new PretrainedConfig(
                        JsonParser.parseString(
                                        """
                                        {"model_type": "bert", "architectures": ["BertForMaskedLM"],
                                         "vocab_size": %d, "hidden_size": 8, "num_hidden_layers": 2,
                                         "num_attention_heads": 2, "intermediate_size": 12,
                                         "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0,
                                         "max_position_embeddings": 34, "layer_norm_eps": 1e-5}
                                        """
                                                .formatted(VOCABULARY))
                                .getAsJsonObject(),
                        "test");
        TransformerModel model = model(config);
        model.freezeParameters(false);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList outputs = model.forward(new ParameterStore(manager, false), inputs, true);
            NDArray loss = task(HIDING).loss().sum(new NDList(labels), outputs);
            gradients.put("loss", new float[] {loss.getFloat()});
            collector.backward(loss);
        }
        StateDict.of(model)
                .forEach(
                        (name, parameter) ->
                                gradients.put(
                                        name, parameter.getArray().getGradient().toFloatArray()));
        assertThat(gradients.get("cls.predictions.bias")[0]).isPositive();
        return gradients;
    }

    @Test
    void aBatchWithoutHiddenWordsCountsNothing() {
        TrainingBatch batch = task(HIDING).batch(manager, 0, 2);
        assertThat(batch.inputs().get("logits_to_keep").toLongArray()).containsExactly(0);
        assertThat(batch.labels().head().toLongArray()).containsExactly(CrossEntropyLoss.IGNORED);
    }

    @Test
    void causalModelsForetellEachWord() {
        TrainingBatch batch = task(null).batch(manager, 0, 0, 1);
        assertThat(batch.inputs().get("logits_to_keep")).isNull();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expected.add(i < 9 ? (long) PIECES.get(1)[i] : CrossEntropyLoss.IGNORED);
        }
        assertThat(batch.labels().head().get(1).toLongArray())
                .containsExactly(expected.stream().mapToLong(Long::longValue).toArray());
    }

    private TransformerModel model(PretrainedConfig config) {
        try {
            return UntrainedModels.create(config, manager).model();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
