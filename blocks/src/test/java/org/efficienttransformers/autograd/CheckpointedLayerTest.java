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
import java.util.Map;
import java.util.function.IntFunction;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.blocksparse.BlockSparseAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.lowrank.LowRankAttention;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.attention.window.SlidingWindowAttention;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.EncoderConfig;
import org.efficienttransformers.model.EncoderModel;
import org.efficienttransformers.model.FreshProcess;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.ModelFamily;
import org.efficienttransformers.model.PreNormConfig;
import org.efficienttransformers.model.PreNormModel;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints take memory away and leave the gradients. */
class CheckpointedLayerTest {

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

    private static SelfAttention attention(String kind) {
        return attention(kind, DROPOUT);
    }

    private static SelfAttention attention(String kind, float dropout) {
        return switch (kind) {
            case "full" -> with(FullAttention.builder(), dropout).build();
            case "longformer" ->
                    with(SlidingWindowAttention.builder(), dropout).setWindow(4).build();
            case "bigbird" ->
                    with(BlockSparseAttention.builder(), dropout)
                            .optBlockSize(2)
                            .optNumRandomBlocks(2)
                            .build();
            case "linformer" ->
                    with(LowRankAttention.builder(), dropout)
                            .setMaxLength(LENGTH)
                            .setRank(4)
                            .build();
            default ->
                    with(RandomFeatureAttention.builder(), dropout)
                            .setFeatures(6)
                            .optRedrawInterval(1)
                            .build();
        };
    }

    private static <B extends SelfAttention.Builder<B>> B with(B builder, float dropout) {
        return builder.setHiddenSize(HIDDEN).setHeads(2).optDropout(dropout);
    }

    private static EncoderConfig config(int layers, int hidden, float dropout, int positions) {
        return new EncoderConfig(
                50,
                hidden,
                layers,
                2,
                4 * hidden,
                Activation.GELU,
                dropout,
                dropout,
                positions,
                2,
                1e-5f,
                0,
                2);
    }

    private EncoderModel encoder(IntFunction<SelfAttention> attention, Head head, boolean states) {
        EncoderModel model =
                EncoderModel.builder()
                        .setConfig(config(3, HIDDEN, DROPOUT, LENGTH))
                        .setFamily(ModelFamily.BERT)
                        .setAttention(attention)
                        .optHead(head)
                        .optOutputHiddenStates(states)
                        .build();
        initialize(model);
        return model;
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
            case WITHOUT_CHEAP_ATTENTION -> ReversibleGradients.open(engine);
            case INPUTS_OF_LAYERS -> ReversibleGradients.openCheckpointed(engine);
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
        IntFunction<SelfAttention> attention = layer -> attention(kind);
        Map<String, float[]> expected =
                gradients(encoder(attention, Head.PRETRAINING, false), Kept.ALL, () -> {});
        Map<String, float[]> actual =
                gradients(
                        encoder(attention, Head.PRETRAINING, false),
                        Kept.INPUTS_OF_LAYERS,
                        () -> {});
        assertEqual(actual, expected);
    }

    @ParameterizedTest
    @CsvSource({"longformer, 0.2", "bigbird, 0.2", "longformer, 0", "bigbird, 0"})
    void gradientsAreThoseOfAttentionThatIsKept(String kind, float dropout) {
        IntFunction<SelfAttention> attention = layer -> attention(kind, dropout);
        Map<String, float[]> expected =
                gradients(encoder(attention, Head.PRETRAINING, false), Kept.ALL, () -> {});
        Map<String, float[]> actual =
                gradients(
                        encoder(attention, Head.PRETRAINING, false),
                        Kept.WITHOUT_CHEAP_ATTENTION,
                        GarbageCollection::run);
        assertEqual(actual, expected);
    }

    @Test
    void preNormModelsHaveCheckpointsToo() {
        PreNormConfig config =
                new PreNormConfig(50, HIDDEN, 3, 16, LENGTH, false, true, true, true, DROPOUT);
        PreNormModel[] models = new PreNormModel[2];
        for (int i = 0; i < 2; i++) {
            models[i] =
                    PreNormModel.builder()
                            .setConfig(config)
                            .setAttention(layer -> attention("performer"))
                            .optHead(Head.MASKED_LM)
                            .build();
            initialize(models[i]);
        }
        assertEqual(
                gradients(models[1], Kept.INPUTS_OF_LAYERS, () -> {}),
                gradients(models[0], Kept.ALL, () -> {}));
    }

    @Test
    void garbageCollectionChangesNothing() {
        IntFunction<SelfAttention> attention = layer -> attention("longformer");
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
        IntFunction<SelfAttention> attention = layer -> attention("full");
        EncoderModel[] models = new EncoderModel[2];
        for (int i = 0; i < 2; i++) {
            models[i] = encoder(attention, Head.SEQUENCE_CLASSIFICATION, false);
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
        IntFunction<SelfAttention> attention = layer -> attention(kind);
        assertEqual(
                gradients(
                        encoder(attention, Head.TOKEN_CLASSIFICATION, true),
                        Kept.WITHOUT_CHEAP_ATTENTION,
                        () -> {}),
                gradients(encoder(attention, Head.TOKEN_CLASSIFICATION, true), Kept.ALL, () -> {}));
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
        IntFunction<SelfAttention> attention = layer -> attention(kind, 0);
        Head head = Head.SEQUENCE_CLASSIFICATION;
        EncoderModel frozen = encoder(attention, head, false);
        StateDict.of(frozen)
                .forEach((name, parameter) -> parameter.freeze(!name.contains("embeddings")));
        Map<String, float[]> all = gradients(encoder(attention, head, false), Kept.ALL, () -> {});
        Map<String, float[]> actual = gradients(frozen, kept, () -> {});
        assertThat(actual).hasSize(5);
        all.keySet().retainAll(actual.keySet());
        assertEqual(actual, all);
    }

    @Test
    void hiddenStatesAreRefused() {
        EncoderModel model = encoder(layer -> attention("full"), Head.MASKED_LM, true);
        assertThatThrownBy(() -> gradients(model, Kept.INPUTS_OF_LAYERS, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("load it without outputHiddenStates");
    }

    /** Prints the peak of resident memory of a step above that of the model, in kilobytes. */
    static final class Memory {

        private static final int HIDDEN = 64;
        private static final int LENGTH = 4096;
        private static final int LAYERS = 8;

        private Memory() {}

        public static void main(String[] args) throws IOException {
            try (NDManager manager = NDManager.newBaseManager()) {
                EncoderModel model =
                        EncoderModel.builder()
                                .setConfig(config(LAYERS, HIDDEN, 0.1f, LENGTH))
                                .setFamily(ModelFamily.BERT)
                                .setAttention(
                                        layer ->
                                                SlidingWindowAttention.builder()
                                                        .setHiddenSize(HIDDEN)
                                                        .setHeads(2)
                                                        .setWindow(64)
                                                        .build())
                                .optHead(Head.SEQUENCE_CLASSIFICATION)
                                .build();
                model.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH));
                step(model, manager, 128, Kept.valueOf(args[0]));
                Files.writeString(Path.of("/proc/self/clear_refs"), "5");
                long before = kilobytes("VmRSS:");
                step(model, manager, LENGTH, Kept.valueOf(args[0]));
                System.out.println(kilobytes("VmHWM:") - before);
            }
        }

        private static void step(EncoderModel model, NDManager manager, int length, Kept kept) {
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

        private static long kilobytes(String key) throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryFalls() throws IOException, InterruptedException {
        long plain = FreshProcess.number(Memory.class, Kept.ALL.name());
        long partly = FreshProcess.number(Memory.class, Kept.WITHOUT_CHEAP_ATTENTION.name());
        long checkpointed = FreshProcess.number(Memory.class, Kept.INPUTS_OF_LAYERS.name());
        assertThat(plain).isGreaterThan(100_000);
        assertThat(partly).isLessThan((long) (0.8 * plain));
        assertThat(checkpointed).isLessThan((long) (0.45 * plain));
    }
}
