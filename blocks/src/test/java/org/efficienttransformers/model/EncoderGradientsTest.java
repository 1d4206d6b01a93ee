/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.blocksparse.BlockSparseAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.window.SlidingWindowAttention;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the backward pass needs is still there when it begins, whatever the garbage collector has
 * done since the forward pass.
 */
class EncoderGradientsTest {

    private static final int LENGTH = 23;

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of(ModelFamily.BERT, Head.PRETRAINING),
                Arguments.of(ModelFamily.LONGFORMER, Head.MASKED_LM),
                Arguments.of(ModelFamily.LONGFORMER, Head.SEQUENCE_CLASSIFICATION),
                Arguments.of(ModelFamily.BIG_BIRD, Head.QUESTION_ANSWERING),
                Arguments.of(ModelFamily.BIG_BIRD, Head.SEQUENCE_CLASSIFICATION));
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsSurviveGarbageCollection(ModelFamily family, Head head) {
        List<float[]> expected = gradients(family, head, () -> {});
        List<float[]> actual = gradients(family, head, GarbageCollection::run);
        for (int i = 0; i < expected.size(); i++) {
            float[] values = expected.get(i);
            for (int j = 0; j < values.length; j++) {
                assertThat(actual.get(i)[j])
                        .isCloseTo(values[j], within(1e-4f * Math.max(1, Math.abs(values[j]))));
            }
        }
    }

    private static List<float[]> gradients(ModelFamily family, Head head, Runnable beforeBackward) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(5);
            EncoderModel model =
                    EncoderModel.builder()
                            .setConfig(config())
                            .setFamily(family)
                            .setAttention(attention(family))
                            .optHead(head)
                            .build();
            model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDList outputs =
                        model.forward(
                                new ParameterStore(manager, false),
                                new NDList(ids(manager), mask(manager)),
                                true);
                NDArray sum = manager.zeros(new Shape());
                for (NDArray output : outputs) {
                    // The softmax keeps what question answering rules out from dominating.
                    NDArray probabilities = output.softmax(-1);
                    sum = sum.add(probabilities.mul(probabilities).sum());
                }
                beforeBackward.run();
                collector.backward(sum);
            }
            List<float[]> gradients = new ArrayList<>();
            StateDict.of(model)
                    .forEach(
                            (name, parameter) ->
                                    gradients.add(
                                            parameter.getArray().getGradient().toFloatArray()));
            return gradients;
        }
    }

    private static IntFunction<SelfAttention> attention(ModelFamily family) {
        return layer ->
                family.equals(ModelFamily.LONGFORMER)
                        ? SlidingWindowAttention.builder()
                                .setHiddenSize(8)
                                .setHeads(2)
                                .setWindow(4)
                                .optDilation(2)
                                .build()
                        : family.equals(ModelFamily.BIG_BIRD)
                                ? BlockSparseAttention.builder()
                                        .setHiddenSize(8)
                                        .setHeads(2)
                                        .optBlockSize(2)
                                        .optNumRandomBlocks(2)
                                        .build()
                                : FullAttention.builder().setHiddenSize(8).setHeads(2).build();
    }

    private static EncoderConfig config() {
        return new EncoderConfig(
                50, 8, 2, 2, 12, Activation.GELU_NEW, 0, 0, 34, 2, 1e-5f, 1, 2, 0, true);
    }

    private static NDArray ids(NDManager manager) {
        long[] ids = new long[2 * LENGTH];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i % LENGTH == 4 ? 2 : 3 + i * 7 % 40;
        }
        NDArray array = manager.create(ids, new Shape(2, LENGTH));
        array.setName("input_ids");
        return array;
    }

    private static NDArray mask(NDManager manager) {
        long[] mask = new long[2 * LENGTH];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i < 2 * LENGTH - 5 ? 1 : 0;
        }
        NDArray array = manager.create(mask, new Shape(2, LENGTH));
        array.setName("attention_mask");
        return array;
    }
}
