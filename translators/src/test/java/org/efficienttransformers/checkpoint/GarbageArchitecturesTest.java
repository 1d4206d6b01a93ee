/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients of models of all architectures are the same when the garbage collector frees memory
 * between the forward and the backward pass, and others take it. GarbageTest of module blocks does
 * so for losses and trainers.
 */
class GarbageArchitecturesTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int BUFFERS = 20_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-pretraining",
                "bigbird-model-training",
                "bigbird-pegasus-sparse",
                "convbert-masked-lm",
                "distilbert-question-answering",
                "eurobert-sequence-classification-mean",
                "gte-token-classification-native",
                "led-several-global",
                "longformer-question-answering",
                "longt5-tglobal",
                "lucidrains-linformer",
                "modernbert-token-classification",
                "mpnet-masked-lm",
                "nomic-bert-masked-lm",
                "nystromformer-sequence-classification",
                "performer-pytorch-causal",
                "reformer-question-answering",
                "roberta-causal-lm",
                "xlnet-sequence-classification"
            })
    void gradientsOfAModel(String name) throws IOException {
        double[] expected = gradients(FIXTURES.resolve(name), () -> {});
        double[] actual = gradients(FIXTURES.resolve(name), GarbageArchitecturesTest::collect);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .isCloseTo(expected[i], within(1e-4 * Math.max(1, Math.abs(expected[i]))));
        }
        assertThat(expected[0]).isPositive();
    }

    /** Frees the memory of buffers that nobody refers to, and puts large numbers there. */
    private static void collect() {
        for (int i = 0; i < 2; i++) {
            System.gc();
            try {
                Thread.sleep(50); // buffers are freed by a thread of their own
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (int i = 0; i < BUFFERS; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(i % 4 == 0 ? 1 << (i % 12) : 4);
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0x7e);
            }
        }
    }

    /** The norms of the gradients of all parameters, that of all of them first. */
    private static double[] gradients(Path folder, Runnable beforeBackward) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = Checkpoint.load(folder, manager, LoadOptions.DEFAULT).model();
            model.freezeParameters(false);
            Engine.getInstance().setRandomSeed(3);
            try (RecomputingGradients collector = RecomputingGradients.open()) {
                NDArray sum = null;
                ParameterStore store = new ParameterStore(manager, false);
                for (NDArray output : model.forward(store, inputs(folder, manager), true)) {
                    NDArray part = output.sin().sum();
                    sum = sum == null ? part : sum.add(part);
                }
                beforeBackward.run();
                collector.backward(sum);
            }
            double[] norms =
                    StateDict.of(model).values().stream()
                            .filter(Parameter::requiresGradient)
                            .map(Parameter::getArray)
                            .mapToDouble(array -> array.getGradient().norm().getFloat())
                            .toArray();
            double[] all = new double[norms.length + 1];
            for (int i = 0; i < norms.length; i++) {
                all[0] = Math.hypot(all[0], norms[i]);
                all[i + 1] = norms[i];
            }
            return all;
        }
    }

    private static NDList inputs(Path folder, NDManager manager) throws IOException {
        NDList inputs = new Fixture(folder).inputs(manager);
        assertThat(inputs.head().getDataType()).isEqualTo(DataType.INT64);
        return inputs;
    }
}
