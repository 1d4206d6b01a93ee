/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.model.FreshProcess;
import org.efficienttransformers.model.SmallAttention;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints take memory away and leave the gradients. */
class CheckpointsTest {

    private static final int HIDDEN = 8;
    private static final int LENGTH = 22;
    private static final float DROPOUT = 0.2f;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private TransformerModel encoder(String kind, float dropout, Head head, boolean states) {
        ModelDescription description =
                SmallEncoders.bert()
                        .layers(3)
                        .width(4 * HIDDEN)
                        .length(LENGTH)
                        .padding(0)
                        .attention(kind, SmallAttention.of(kind))
                        .dropout(DROPOUT)
                        .probabilityDropout(dropout)
                        .head(head)
                        .build();
        TransformerModel model =
                states ? SmallEncoders.withStates(description) : SmallEncoders.model(description);
        initialize(model);
        return model;
    }

    private TransformerModel encoder(String kind, Head head, boolean states) {
        return encoder(kind, DROPOUT, head, states);
    }

    private void initialize(TransformerModel model) {
        Engine.getInstance().setRandomSeed(3);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH));
    }

    private enum Kept {
        ALL,
        WITHOUT_CHEAP_ATTENTION,
        INPUTS_OF_LAYERS
    }

    private static GradientCollector collector(Kept kept) {
        Engine engine = Engine.getInstance();
        return switch (kept) {
            case ALL -> engine.newGradientCollector();
            case WITHOUT_CHEAP_ATTENTION -> RecomputingGradients.open(engine);
            case INPUTS_OF_LAYERS -> RecomputingGradients.openCheckpointed(engine);
        };
    }

    /** Of the loss of two batches, one after the other. */
    private Map<String, float[]> gradients(
            TransformerModel model, Kept kept, Runnable beforeBackward) {
        Map<String, Parameter> parameters = StateDict.of(model);
        for (int batch = 0; batch < 2; batch++) {
            Engine.getInstance().setRandomSeed(7 + batch);
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = collector(kept)) {
                NDList inputs = new NDList(ids(scope, batch), mask(scope));
                NDArray loss = scope.zeros(new Shape());
                for (NDArray output :
                        model.forward(new ParameterStore(manager, false), inputs, true)) {
                    output.attach(scope);
                    loss = loss.add(output.softmax(-1).square().sum());
                }
                beforeBackward.run();
                collector.backward(loss);
            }
        }
        Map<String, float[]> gradients = new LinkedHashMap<>();
        parameters.forEach(
                (name, parameter) -> {
                    if (parameter.requiresGradient()) {
                        gradients.put(name, parameter.getArray().getGradient().toFloatArray());
                    }
                });
        return gradients;
    }

    private static NDArray ids(NDManager manager, int batch) {
        long[] ids = new long[2 * LENGTH];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i % LENGTH == 4 ? 2 : 3 + (i + batch) * 7 % 40;
        }
        NDArray array = manager.create(ids, new Shape(2, LENGTH));
        array.setName("input_ids");
        return array;
    }

    private static NDArray mask(NDManager manager) {
        long[] mask = new long[2 * LENGTH];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i < 2 * LENGTH - 4 ? 1 : 0;
        }
        NDArray array = manager.create(mask, new Shape(2, LENGTH));
        array.setName("attention_mask");
        return array;
    }

    /**
     * Each parameter's gradients, by the norm of their difference: what is computed without a graph
     * is multiplied by oneDNN, and rounds differently. The gradient of a key's bias is zero.
     */
    private static void assertEqual(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (name, gradient) -> {
                    double apart = 0;
                    double size = 0;
                    for (int i = 0; i < gradient.length; i++) {
                        apart += Math.pow(actual.get(name)[i] - gradient[i], 2);
                        size += Math.pow(gradient[i], 2);
                    }
                    assertThat(Math.sqrt(apart))
                            .as(name)
                            .isLessThanOrEqualTo(1e-4 * Math.sqrt(size) + 1e-5);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "longformer", "bigbird", "linformer", "performer"})
    void gradientsAreThoseWithoutCheckpoints(String kind) {
        Map<String, float[]> expected =
                gradients(encoder(kind, Head.PRETRAINING, false), Kept.ALL, () -> {});
        Map<String, float[]> actual =
                gradients(encoder(kind, Head.PRETRAINING, false), Kept.INPUTS_OF_LAYERS, () -> {});
        assertEqual(actual, expected);
    }

    @ParameterizedTest
    @CsvSource({"longformer, 0.2", "bigbird, 0.2", "longformer, 0", "bigbird, 0"})
    void gradientsAreThoseOfAttentionThatIsKept(String kind, float dropout) {
        Map<String, float[]> expected =
                gradients(encoder(kind, dropout, Head.PRETRAINING, false), Kept.ALL, () -> {});
        Map<String, float[]> actual =
                gradients(
                        encoder(kind, dropout, Head.PRETRAINING, false),
                        Kept.WITHOUT_CHEAP_ATTENTION,
                        GarbageCollection::run);
        assertEqual(actual, expected);
    }

    @Test
    void preNormModelsHaveCheckpointsToo() {
        ModelDescription description =
                SmallEncoders.preNorm()
                        .layers(3)
                        .width(16)
                        .length(LENGTH)
                        .attention("performer", SmallAttention.of("performer"))
                        .dropout(DROPOUT)
                        .head(Head.MASKED_LM)
                        .build();
        TransformerModel[] models = new TransformerModel[2];
        for (int i = 0; i < 2; i++) {
            models[i] = SmallEncoders.model(description);
            initialize(models[i]);
        }
        assertEqual(
                gradients(models[1], Kept.INPUTS_OF_LAYERS, () -> {}),
                gradients(models[0], Kept.ALL, () -> {}));
    }

    @Test
    void garbageCollectionChangesNothing() {
        String attention = "longformer";
        Head head = Head.SEQUENCE_CLASSIFICATION;
        assertEqual(
                gradients(
                        encoder(attention, head, false),
                        Kept.INPUTS_OF_LAYERS,
                        GarbageCollection::run),
                gradients(encoder(attention, head, false), Kept.ALL, () -> {}));
    }

    @Test
    void frozenEmbeddingsStayWithoutGradients() {
        TransformerModel[] models = new TransformerModel[2];
        for (int i = 0; i < 2; i++) {
            models[i] = encoder("full", Head.SEQUENCE_CLASSIFICATION, false);
            models[i].freezeParameters(true);
            StateDict.of(models[i])
                    .forEach(
                            (name, parameter) ->
                                    parameter.freeze(
                                            !name.contains("layer.2") && !name.contains("class")));
        }
        Map<String, float[]> actual = gradients(models[1], Kept.INPUTS_OF_LAYERS, () -> {});
        assertThat(actual).hasSize(18);
        assertEqual(actual, gradients(models[0], Kept.ALL, () -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "longformer", "bigbird"})
    void hiddenStatesMayHaveGradientsToo(String kind) {
        assertEqual(
                gradients(
                        encoder(kind, Head.TOKEN_CLASSIFICATION, true),
                        Kept.WITHOUT_CHEAP_ATTENTION,
                        () -> {}),
                gradients(encoder(kind, Head.TOKEN_CLASSIFICATION, true), Kept.ALL, () -> {}));
    }

    /** Each kind, with what is above the embeddings frozen, which the gradients go through. */
    @ParameterizedTest
    @CsvSource({
        "full, ALL",
        "longformer, ALL",
        "linformer, ALL",
        "bigbird, ALL",
        "full, WITHOUT_CHEAP_ATTENTION",
        "longformer, WITHOUT_CHEAP_ATTENTION",
        "full, INPUTS_OF_LAYERS"
    })
    void gradientsGoThroughFrozenLayers(String kind, Kept kept) {
        Head head = Head.SEQUENCE_CLASSIFICATION;
        TransformerModel frozen = encoder(kind, 0, head, false);
        StateDict.of(frozen)
                .forEach((name, parameter) -> parameter.freeze(!name.contains("embeddings")));
        Map<String, float[]> all = gradients(encoder(kind, 0, head, false), Kept.ALL, () -> {});
        Map<String, float[]> actual = gradients(frozen, kept, () -> {});
        assertThat(actual).hasSize(5);
        all.keySet().retainAll(actual.keySet());
        assertEqual(actual, all);
    }

    @Test
    void hiddenStatesAreRefused() {
        TransformerModel model = encoder("full", Head.MASKED_LM, true);
        assertThatThrownBy(() -> gradients(model, Kept.INPUTS_OF_LAYERS, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("load it without outputHiddenStates");
    }

    /** Prints by how much a step raises the peak of resident memory, in kilobytes. */
    static final class Memory {

        private static final int HIDDEN = 64;
        private static final int LENGTH = 4096;
        private static final int LAYERS = 8;

        private Memory() {}

        public static void main(String[] args) throws IOException {
            try (NDManager manager = NDManager.newBaseManager()) {
                TransformerModel model =
                        SmallEncoders.model(
                                SmallEncoders.bert()
                                        .layers(LAYERS)
                                        .hidden(HIDDEN)
                                        .width(4 * HIDDEN)
                                        .length(LENGTH)
                                        .padding(0)
                                        .attention(
                                                "longformer",
                                                Settings.DEFAULT.with(
                                                        LongformerKind.WINDOW, List.of(64)))
                                        .dropout(0.1f)
                                        .probabilityDropout(0)
                                        .head(Head.SEQUENCE_CLASSIFICATION)
                                        .build());
                model.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH));
                step(model, manager, 128, Kept.valueOf(args[0]));
                long before = peak();
                step(model, manager, LENGTH, Kept.valueOf(args[0]));
                System.out.println(peak() - before);
            }
        }

        private static void step(TransformerModel model, NDManager manager, int length, Kept kept) {
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = collector(kept)) {
                NDArray ids = scope.randomInteger(3, 50, new Shape(1, length), DataType.INT64);
                NDArray logits =
                        model.forward(new ParameterStore(manager, false), new NDList(ids), true)
                                .head();
                logits.attach(scope);
                collector.backward(logits.square().sum());
            }
        }

        private static long peak() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @Tag("cpu") // The memory of a process is that of the host.
    @EnabledOnOs(OS.LINUX)
    void memoryFalls() throws IOException, InterruptedException {
        long plain = FreshProcess.number(Memory.class, Kept.ALL.name());
        long partly = FreshProcess.number(Memory.class, Kept.WITHOUT_CHEAP_ATTENTION.name());
        long checkpointed = FreshProcess.number(Memory.class, Kept.INPUTS_OF_LAYERS.name());
        assertThat(plain).isGreaterThan(100_000);
        // Each takes about a fifth.
        assertThat(partly).isLessThan(7 * plain / 10);
        assertThat(checkpointed).isLessThan(7 * plain / 10);
    }
}
