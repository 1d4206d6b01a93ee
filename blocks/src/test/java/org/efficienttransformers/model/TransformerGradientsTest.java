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
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the backward pass needs is still there when it begins, whatever the garbage collector has
 * done since the forward pass.
 */
class TransformerGradientsTest {

    private static final int LENGTH = 23;

    static Stream<Arguments> models() {
        return Stream.of(
                bert(Head.PRETRAINING),
                longformer(Head.MASKED_LM),
                longformer(Head.SEQUENCE_CLASSIFICATION),
                bigBird(Head.QUESTION_ANSWERING),
                bigBird(Head.SEQUENCE_CLASSIFICATION));
    }

    private static Arguments bert(Head head) {
        return described("BERT", SmallEncoders.bert(), head);
    }

    private static Arguments longformer(Head head) {
        return described(
                "Longformer",
                SmallEncoders.longformer()
                        .attention(
                                "longformer",
                                SmallAttention.WINDOWS_OF_4.with(
                                        LongformerKind.DILATION, List.of(2))),
                head);
    }

    private static Arguments bigBird(Head head) {
        return described("BigBird", SmallEncoders.bigBird(), head);
    }

    private static Arguments described(String name, SmallEncoders sizes, Head head) {
        return Arguments.of(
                Named.of(
                        name + " " + head,
                        sizes.activation(Activation.GELU_NEW).head(head).build()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsSurviveGarbageCollection(ModelDescription description) {
        List<float[]> expected = gradients(description, () -> {});
        List<float[]> actual = gradients(description, GarbageCollection::run);
        for (int i = 0; i < expected.size(); i++) {
            float[] values = expected.get(i);
            for (int j = 0; j < values.length; j++) {
                assertThat(actual.get(i)[j])
                        .isCloseTo(values[j], within(1e-4f * Math.max(1, Math.abs(values[j]))));
            }
        }
    }

    private static List<float[]> gradients(ModelDescription description, Runnable beforeBackward) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(5);
            TransformerModel model =
                    SmallEncoders.initialized(SmallEncoders.model(description), manager);
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
