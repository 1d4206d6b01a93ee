/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Logits of some positions are those that all positions give, and so are their gradients. */
class LogitsToKeepTest {

    private static final int LENGTH = 24;
    private static final int PADDING = 5;

    /** Out of order, one of them twice, one of padding: rows are what was asked for. */
    private static final long[][] KEPT = {{7, 0, 23, 7}, {18, 3, 4, 21}};

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private interface Maker {

        TransformerModel make();
    }

    static Stream<Named<Maker>> models() {
        return Stream.of(
                Named.of("BERT", () -> encoder(SmallEncoders.bert(), Head.MASKED_LM)),
                Named.of("untied", () -> encoder(SmallEncoders.bert().tied(false), Head.MASKED_LM)),
                Named.of("pretraining", () -> encoder(SmallEncoders.bert(), Head.PRETRAINING)),
                Named.of("causal", () -> encoder(SmallEncoders.bert(), Head.CAUSAL_LM)),
                Named.of("Longformer", () -> encoder(SmallEncoders.longformer(), Head.MASKED_LM)),
                Named.of("Performer", () -> performer(Head.MASKED_LM, true)),
                Named.of("causal Performer", () -> performer(Head.CAUSAL_LM, false)),
                Named.of(
                        "Reformer",
                        () -> reformer(Head.MASKED_LM, SmallReformer.builder().build())),
                Named.of(
                        "causal Reformer",
                        () -> reformer(Head.CAUSAL_LM, SmallReformer.builder().decoder().build())));
    }

    private static TransformerModel encoder(SmallEncoders sizes, Head head) {
        return SmallEncoders.withStates(sizes.vocabulary(40).head(head).build());
    }

    private static TransformerModel performer(Head head, boolean tied) {
        return SmallEncoders.withStates(
                SmallEncoders.preNorm()
                        .vocabulary(40)
                        .width(16)
                        .length(24)
                        .attention("performer", SmallAttention.features(5))
                        .tied(tied)
                        .head(head)
                        .build());
    }

    private static TransformerModel reformer(Head head, ModelDescription description) {
        // Reversible training doesn't keep hidden states.
        return SmallReformer.model(head, description);
    }

    private TransformerModel initialized(TransformerModel model) {
        return SmallEncoders.random(model, manager);
    }

    private NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    /** Two texts of this length, the second one padded. */
    private NDList texts(int length) {
        long[] ids = new long[2 * length];
        long[] mask = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 3L + i * 7 % 37;
            mask[i] = i < ids.length - PADDING ? 1 : 0;
        }
        Shape shape = new Shape(2, length);
        return new NDList(
                named("input_ids", manager.create(ids, shape)),
                named("attention_mask", manager.create(mask, shape)));
    }

    private NDArray keeping(long[][] positions) {
        long[] all = Stream.of(positions).flatMapToLong(Arrays::stream).toArray();
        Shape shape = new Shape(positions.length, all.length / positions.length);
        return named("logits_to_keep", manager.create(all, shape));
    }

    private NDList call(TransformerModel model, NDList inputs, boolean training) {
        return model.forward(new ParameterStore(manager, false), inputs, training);
    }

    private static NDArray logits(NDList outputs) {
        NDArray logits = outputs.get("logits");
        return logits == null ? outputs.get("prediction_logits") : logits;
    }

    @ParameterizedTest
    @MethodSource("models")
    void areTheRowsOfAllLogits(Maker maker) {
        TransformerModel model = initialized(maker.make());
        // Reformer pads 22 tokens inside, to whole chunks.
        for (int length : new int[] {LENGTH, 22}) {
            long[][] kept = length == LENGTH ? KEPT : new long[][] {{21}, {4}};
            NDList whole = call(model, texts(length), false);
            for (DataType type : new DataType[] {DataType.INT64, DataType.INT32}) {
                NDArray positions = named("logits_to_keep", keeping(kept).toType(type, false));
                NDList some = call(model, texts(length).addAll(new NDList(positions)), false);
                assertThat(some).hasSameSizeAs(whole);
                assertThat(logits(some).getShape()).isEqualTo(new Shape(2, kept[0].length, 40));
                for (int i = 0; i < kept.length; i++) {
                    for (int j = 0; j < kept[i].length; j++) {
                        float[] row = logits(some).get("{}, {}", i, j).toFloatArray();
                        float[] expected =
                                logits(whole).get("{}, {}", i, kept[i][j]).toFloatArray();
                        assertThat(row).containsExactly(expected, within(1e-6f));
                    }
                }
                for (NDArray output : whole) {
                    if (!output.getName().endsWith("logits")
                            || output.getName().startsWith("seq_relationship")) {
                        assertThat(some.get(output.getName())).isEqualTo(output);
                    }
                }
            }
        }
    }

    @Test
    void areAskedForByTheLastInputWhereNoneHasAName() {
        TransformerModel model = initialized(encoder(SmallEncoders.longformer(), Head.MASKED_LM));
        NDList texts = texts(LENGTH);
        NDArray zeros = manager.zeros(new Shape(2, LENGTH), DataType.INT64);
        NDArray positions =
                manager.arange(2, 2 + LENGTH, 1, DataType.INT64).tile(new long[] {2, 1});
        NDList inputs =
                texts.addAll(new NDList(zeros, zeros.duplicate(), positions, keeping(KEPT)));
        NDArray named = logits(call(model, named(inputs), false));
        for (NDArray input : inputs) {
            input.setName(null);
        }
        NDArray unnamed = logits(call(model, inputs, false));
        assertThat(unnamed.getShape()).isEqualTo(new Shape(2, 4, 40));
        assertThat(unnamed).isEqualTo(named);
    }

    private static NDList named(NDList inputs) {
        List<String> names =
                List.of(
                        "input_ids",
                        "attention_mask",
                        "token_type_ids",
                        "global_attention_mask",
                        "position_ids",
                        "logits_to_keep");
        for (int i = 0; i < names.size(); i++) {
            inputs.get(i).setName(names.get(i));
        }
        return inputs;
    }

    @ParameterizedTest
    @MethodSource("models")
    void giveTheGradientsOfTheirRows(Maker maker) {
        float[] counts = new float[2 * LENGTH];
        for (int i = 0; i < KEPT.length; i++) {
            for (long position : KEPT[i]) {
                counts[i * LENGTH + (int) position]++;
            }
        }
        Map<String, float[]> expected = gradients(maker, false, counts);
        Map<String, float[]> actual = gradients(maker, true, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (name, values) ->
                        assertThat(actual.get(name))
                                .as(name)
                                .containsExactly(values, within(1e-5f)));
    }

    /**
     * Of a sum over rows that count so often each: of all rows as the engine records it, of those
     * kept as {@code TrainingLoop} does.
     */
    private Map<String, float[]> gradients(Maker maker, boolean keep, float... counts) {
        TransformerModel model = initialized(maker.make());
        NDList inputs = texts(LENGTH);
        if (keep) {
            inputs.add(keeping(KEPT));
        }
        NDArray word = manager.arange(0, 40, 1, DataType.FLOAT32);
        NDArray count = manager.create(counts, new Shape(counts.length, 1));
        try (GradientCollector collector =
                keep ? RecomputingGradients.open() : Engine.getInstance().newGradientCollector()) {
            NDArray rows = logits(call(model, inputs, true)).reshape(counts.length, 40);
            if (keep) {
                GarbageCollection.run();
            }
            collector.backward(rows.logSoftmax(1).mul(word.sin()).mul(count).sum());
        }
        Map<String, float[]> gradients = new LinkedHashMap<>();
        StateDict.of(model)
                .forEach(
                        (name, parameter) -> {
                            if (parameter.requiresGradient()
                                    && parameter.getArray().hasGradient()) {
                                gradients.put(
                                        name, parameter.getArray().getGradient().toFloatArray());
                            }
                        });
        assertThat(gradients.values()).anySatisfy(values -> assertThat(values[0]).isNotZero());
        return gradients;
    }

    @ParameterizedTest
    @EnumSource(
            value = Head.class,
            names = {"MASKED_LM", "CAUSAL_LM", "PRETRAINING", "CONDITIONAL_GENERATION"},
            mode = EnumSource.Mode.EXCLUDE)
    void areForLanguageModelsOnly(Head head) {
        TransformerModel model = initialized(encoder(SmallEncoders.bert(), head));
        NDArray ids = texts(LENGTH).head();
        if (head == Head.MULTIPLE_CHOICE) {
            ids = named("input_ids", ids.expandDims(0));
        }
        NDList inputs = new NDList(ids, keeping(KEPT));
        assertThatThrownBy(() -> call(model, inputs, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The model's head is %s, which gives no logits of words; leave"
                                + " logits_to_keep out.",
                        head);
    }

    @Test
    void areForPositionsThatThereAre() {
        for (TransformerModel model :
                List.of(
                        initialized(encoder(SmallEncoders.bert(), Head.MASKED_LM)),
                        initialized(performer(Head.MASKED_LM, true)),
                        initialized(reformer(Head.MASKED_LM, SmallReformer.builder().build())))) {
            refused(
                    model,
                    "logits_to_keep holds 22 for sequence 1; allowed: from 0 to 21, the positions"
                            + " of the text.",
                    keeping(new long[][] {{0, 21}, {3, 22}}));
            refused(
                    model,
                    "logits_to_keep holds -1 for sequence 0; allowed: from 0 to 21",
                    keeping(new long[][] {{-1}, {3}}));
            refused(
                    model,
                    "logits_to_keep has shape (1, 2); allowed: (2, positions), a row for each"
                            + " sequence of input_ids and at least one position in it.",
                    keeping(new long[][] {{0, 3}}));
            refused(
                    model,
                    "logits_to_keep has shape (2); allowed: (2, positions)",
                    named("logits_to_keep", manager.create(new long[] {0, 3})));
            refused(
                    model,
                    "logits_to_keep has shape (2, 0); allowed: (2, positions)",
                    named("logits_to_keep", manager.create(new Shape(2, 0), DataType.INT64)));
            refused(
                    model,
                    "logits_to_keep has type float32; allowed: INT64, INT32.",
                    named("logits_to_keep", manager.zeros(new Shape(2, 1))));
        }
    }

    private void refused(TransformerModel model, String sentence, NDArray positions) {
        NDList inputs = texts(22).addAll(new NDList(positions));
        assertThatThrownBy(() -> call(model, inputs, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @MethodSource("models")
    void leaveNothingBehind(Maker maker) {
        TransformerModel model = initialized(maker.make());
        model.freezeParameters(true);
        NDList inputs = texts(LENGTH).addAll(new NDList(keeping(KEPT)));
        call(model, inputs, false).close();
        int before = manager.getManagedArrays().size();
        NDList outputs = call(model, inputs, false);
        assertThat(manager.getManagedArrays()).hasSize(before + outputs.size());
    }
}
