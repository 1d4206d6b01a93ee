/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.lora.LoraSettings.Bias;
import org.efficienttransformers.lora.LoraSettings.Targets;
import org.efficienttransformers.model.SmallAttention;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.SmallReformer;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.training.AdamW;
import org.efficienttransformers.training.LearningRateSchedule;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters have the gradients that the chain rule gives, and they alone are trained. */
class LoraModelTest {

    private static final int LENGTH = 32;
    private static final int RANK = 3;
    private static final double ALPHA = 6;

    private NDManager manager;

    /** One model for each mechanism. */
    enum Kind {
        BERT,
        LONGFORMER,
        BIG_BIRD,
        LINFORMER,
        PERFORMER,
        PRE_NORM,
        REFORMER;

        TransformerModel create(NDManager manager) {
            TransformerModel model =
                    switch (this) {
                        case BERT -> encoder(SmallEncoders.bert());
                        case LONGFORMER -> encoder(SmallEncoders.longformer());
                        case BIG_BIRD -> encoder(SmallEncoders.bigBird());
                        case LINFORMER -> encoder(SmallEncoders.bert().attention("linformer"));
                        case PERFORMER ->
                                encoder(
                                        SmallEncoders.bert()
                                                .attention(
                                                        "performer", SmallAttention.features(6)));
                        case PRE_NORM -> encoder(SmallEncoders.preNorm());
                        case REFORMER ->
                                SmallReformer.model(
                                        Head.MASKED_LM,
                                        SmallReformer.builder().positions(LENGTH).build());
                    };
            Engine.getInstance().setRandomSeed(7);
            model.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH));
            return model;
        }

        private static TransformerModel encoder(SmallEncoders sizes) {
            return SmallEncoders.model(sizes.length(LENGTH).head(Head.MASKED_LM).build());
        }
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static LoraSettings settings(double dropout) {
        return new LoraSettings(
                RANK,
                ALPHA,
                false,
                dropout,
                Targets.matching(Targets.ALL_LINEAR),
                Map.of(),
                Map.of(),
                List.of(),
                Bias.NONE);
    }

    private NDList inputs(TransformerModel model) {
        NDList inputs = inputs();
        if (model.hasGlobalTokens()) {
            NDArray global = manager.zeros(inputs.head().getShape(), DataType.INT64);
            global.set(new NDIndex(":, :2"), 1);
            global.setName("global_attention_mask");
            inputs.add(global);
        }
        return inputs;
    }

    private NDList inputs() {
        long[] ids = new long[2 * LENGTH];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 3 + i * 7L % 15;
        }
        NDArray array = manager.create(ids, new Shape(2, LENGTH));
        array.setName("input_ids");
        return new NDList(array);
    }

    private double backward(Block block) {
        TransformerModel model =
                block instanceof LoraModel lora ? lora.base() : (TransformerModel) block;
        Engine.getInstance().setRandomSeed(5);
        try (GradientCollector collector = RecomputingGradients.open()) {
            NDArray logits =
                    block.forward(new ParameterStore(manager, false), inputs(model), true).head();
            NDArray weights = Scalars.mul(manager.arange((float) logits.size()), 0.37).sin();
            NDArray loss = logits.mul(weights.reshape(logits.getShape())).sum();
            collector.backward(loss);
            return loss.toType(DataType.FLOAT64, true).getDouble();
        }
    }

    private void fillRandomly(LoraModel lora) {
        Engine.getInstance().setRandomSeed(11);
        for (Parameter parameter : lora.trained().values()) {
            manager.randomNormal(0, 0.2f, parameter.getShape(), DataType.FLOAT32)
                    .copyTo(parameter.getArray());
        }
    }

    /** dA = s B^T dW and dB = s dW A^T, where dW is that of a model that is trained whole. */
    @ParameterizedTest
    @EnumSource
    void gradientsFollowFromThoseOfTheWeights(Kind kind) {
        LoraModel lora = LoraModel.of(kind.create(manager), settings(0));
        fillRandomly(lora);
        lora.settle();
        TransformerModel whole = kind.create(manager);
        copy(lora.base(), whole);
        whole.freezeParameters(false);
        assertThat(backward(whole)).isCloseTo(backward(lora), within(1e-4));
        Map<String, Parameter> weights = StateDict.of(whole);
        int compared = 0;
        for (Map.Entry<String, Parameter> entry : lora.trained().entrySet()) {
            if (!entry.getKey().endsWith(".lora_A.weight")) {
                continue;
            }
            String module = entry.getKey().replace(".lora_A.weight", "");
            NDArray ofWeight = weights.get(module + ".weight").getArray().getGradient();
            NDArray a = entry.getValue().getArray();
            NDArray b = lora.trained().get(module + ".lora_B.weight").getArray();
            NDArray scaled = Scalars.mul(ofWeight, ALPHA / RANK);
            assertClose(
                    module + " A", a.getGradient(), b.stopGradient().transpose().matMul(scaled));
            assertClose(
                    module + " B", b.getGradient(), scaled.matMul(a.stopGradient().transpose()));
            compared++;
        }
        assertThat(compared).isGreaterThanOrEqualTo(10);
    }

    private static void copy(TransformerModel from, TransformerModel to) {
        Map<String, Parameter> target = StateDict.of(to);
        StateDict.of(from)
                .forEach(
                        (name, parameter) ->
                                parameter
                                        .getArray()
                                        .stopGradient()
                                        .copyTo(target.get(name).getArray()));
    }

    private static void assertClose(String name, NDArray found, NDArray expected) {
        double largest = expected.abs().max().getFloat();
        double apart = found.sub(expected).abs().max().getFloat();
        assertThat(largest).as(name).isPositive();
        assertThat(apart).as(name).isLessThanOrEqualTo(2e-5 * Math.max(largest, 1e-3));
    }

    /** Two losses of one collector share the weights that were drawn for them. */
    @Test
    void severalPassesAddUp() {
        LoraModel lora = LoraModel.of(Kind.BERT.create(manager), settings(0.5));
        fillRandomly(lora);
        Engine.getInstance().setRandomSeed(5);
        NDArray twice;
        try (GradientCollector collector = RecomputingGradients.open()) {
            NDList once = lora.forward(new ParameterStore(manager, false), inputs(), true);
            NDList again = lora.forward(new ParameterStore(manager, false), inputs(), true);
            assertThat(once.head().sub(again.head()).abs().max().getFloat()).isZero();
            collector.backward(once.head().sum().add(again.head().sum()));
            twice = first(lora).getGradient();
        }
        LoraModel other = LoraModel.of(Kind.BERT.create(manager), settings(0.5));
        fillRandomly(other);
        Engine.getInstance().setRandomSeed(5);
        try (GradientCollector collector = RecomputingGradients.open()) {
            NDList once = other.forward(new ParameterStore(manager, false), inputs(), true);
            collector.backward(once.head().sum());
        }
        assertClose("A", twice, Scalars.mul(first(other).getGradient(), 2));
    }

    private static NDArray first(LoraModel lora) {
        return lora.trained().values().iterator().next().getArray();
    }

    /** The mask of the forward pass is that of the backward pass. */
    @Test
    void gradientsAreThoseOfFiniteDifferencesUnderDropout() {
        LoraModel lora = LoraModel.of(Kind.BERT.create(manager), settings(0.4));
        fillRandomly(lora);
        backward(lora);
        NDArray a = first(lora);
        float[] gradient = a.getGradient().toFloatArray();
        float[] values = a.toFloatArray();
        int zeros = 0;
        for (int i = 0; i < gradient.length; i++) {
            double difference = centralDifference(lora, a, values, i);
            assertThat(difference)
                    .isCloseTo(gradient[i], within(2e-3 + 0.03 * Math.abs(gradient[i])));
            zeros += gradient[i] == 0 ? 1 : 0;
        }
        assertThat(zeros).isBetween(1, gradient.length - 1);
    }

    /** What is kept is divided by its share, as by torch.nn.Dropout on what goes into A. */
    @Test
    void keptColumnsAreScaled() {
        double dropout = 0.4;
        LoraModel lora = LoraModel.of(Kind.BERT.create(manager), settings(dropout));
        String name = lora.trained().keySet().iterator().next();
        String module = name.replaceFirst("\\.lora_A\\.weight$", "");
        NDArray weight = StateDict.of(lora.base()).get(module + ".weight").getArray();
        NDArray original = weight.duplicate();
        fillRandomly(lora);
        backward(lora);
        NDArray b = lora.trained().get(module + ".lora_B.weight").getArray();
        NDArray product = b.stopGradient().matMul(first(lora).stopGradient());
        NDArray all = Scalars.mul(product, ALPHA / RANK / (1 - dropout));
        NDArray added = weight.stopGradient().sub(original);
        int kept = 0;
        int columns = (int) weight.getShape().get(1);
        for (int i = 0; i < columns; i++) {
            NDIndex column = new NDIndex(":, {}", i);
            boolean dropped = added.get(column).abs().max().getFloat() < 1e-6f;
            if (!dropped) {
                assertClose("column " + i, added.get(column), all.get(column));
                kept++;
            }
        }
        assertThat(kept).isBetween(1, columns - 1);
    }

    /**
     * Two steps tell the curvature from the slope: with the numbers that some devices draw, one of
     * 0.01 alone is off by a tenth of the gradient.
     */
    private double centralDifference(LoraModel lora, NDArray a, float[] values, int index) {
        double step = 0.01;
        double wide = slope(lora, a, values, index, step);
        double narrow = slope(lora, a, values, index, step / 2);
        return (4 * narrow - wide) / 3;
    }

    private double slope(LoraModel lora, NDArray a, float[] values, int index, double step) {
        double above = lossWith(lora, a, values, index, step);
        double below = lossWith(lora, a, values, index, -step);
        return (above - below) / (2 * step);
    }

    private double lossWith(LoraModel lora, NDArray a, float[] values, int index, double change) {
        float[] changed = values.clone();
        changed[index] += (float) change;
        manager.create(changed, a.getShape()).copyTo(a);
        return backward(lora);
    }

    @Test
    void onlyAdaptersAreTrained() {
        TransformerModel model = Kind.BERT.create(manager);
        Map<String, float[]> before = values(model);
        LoraSettings settings =
                LoraSettings.of(RANK, ALPHA, LoraModel.queriesAndValues(model))
                        .withModulesToSave(List.of("transform"));
        LoraModel lora = LoraModel.of(model, settings);
        assertThat(values(model)).usingRecursiveComparison().isEqualTo(before);
        List<Double> losses = new ArrayList<>();
        try (TrainingLoop loop =
                TrainingLoop.builder()
                        .setBlock(lora)
                        .setLoss(CrossEntropyLoss.builder().build())
                        .setOptimizer(
                                AdamW.builder()
                                        .setBlock(lora)
                                        .setLearningRate(LearningRateSchedule.constant(0.1, 0))
                                        .build())
                        .optMaxGradientNorm(1)
                        .build()) {
            for (int i = 0; i < 40; i++) {
                NDArray labels = inputs().head();
                losses.add(
                        loop.step(List.of(new TrainingBatch(inputs(), new NDList(labels)))).loss());
            }
        }
        assertThat(losses.get(39)).isLessThan(0.9 * losses.get(0));
        Map<String, float[]> after = values(model);
        before.forEach(
                (name, values) -> {
                    boolean trained = name.matches(".*(query|value)\\.weight|.*transform.*");
                    if (trained) {
                        assertThat(after.get(name)).as(name).isNotEqualTo(values);
                    } else {
                        assertThat(after.get(name)).as(name).isEqualTo(values);
                    }
                });
    }

    private static Map<String, float[]> values(TransformerModel model) {
        Map<String, float[]> values = new TreeMap<>();
        StateDict.of(model)
                .forEach((name, p) -> values.put(name, p.getArray().stopGradient().toFloatArray()));
        return values;
    }

    @Test
    void refusesWhatTheModelLacks() {
        TransformerModel model = Kind.BERT.create(manager);
        LoraSettings none = LoraSettings.of(2, 2, Targets.of("Wqkv"));
        assertThatThrownBy(() -> LoraModel.of(model, none))
                .hasMessageStartingWith("The targets [Wqkv] are none of the model's linear layers")
                .hasMessageContaining("query");
        LoraSettings misspelt = LoraSettings.of(2, 2, Targets.of("query", "valeu"));
        assertThatThrownBy(() -> LoraModel.of(model, misspelt))
                .hasMessageStartingWith("The targets [valeu] are none of the model's linear layers")
                .hasMessageContaining("value");
        assertThatThrownBy(() -> Targets.matching("query["))
                .hasMessageMatching(
                        "target_modules has 'query\\[', which is no regular expression: [^\n]*");
        LoraSettings lost =
                LoraSettings.of(2, 2, Targets.of("query")).withModulesToSave(List.of("score"));
        assertThatThrownBy(() -> LoraModel.of(model, lost))
                .hasMessageStartingWith("There is no module 'score' in the model");
        assertThatThrownBy(() -> LoraSettings.of(0, 2, Targets.of("query")))
                .hasMessageContaining("rank of the adapter is 0");
        assertThatThrownBy(() -> LoraSettings.of(1, -1, Targets.of("query")))
                .hasMessageContaining("alpha of the adapter is -1");
        LoraModel lora = LoraModel.of(model, LoraSettings.of(2, 2, Targets.of("query")));
        assertThatThrownBy(() -> lora.forward(new ParameterStore(manager, false), inputs(), true))
                .hasMessageStartingWith("A LoraModel is trained within RecomputingGradients");
    }
}
