/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What post-norm models do with their inputs; their numbers are held to transformers' by the
 * fixtures.
 */
class PostNormTransformerTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        Engine.getInstance().setRandomSeed(1);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private TransformerModel model(Head head, boolean longformer) {
        return SmallEncoders.initialized(
                SmallEncoders.model(description(head, longformer)), manager);
    }

    private static ModelDescription description(Head head, boolean longformer) {
        // The longest text is the same, though positions of the one are counted from 2.
        return longformer
                ? SmallEncoders.longformer().head(head).build()
                : SmallEncoders.bert().length(34).head(head).build();
    }

    private NDList call(TransformerModel model, NDArray... inputs) {
        return model.forward(new ParameterStore(manager, false), new NDList(inputs), false);
    }

    private NDArray longs(String name, long[][] values) {
        NDArray array = manager.create(new Shape(values.length, values[0].length), DataType.INT64);
        for (int i = 0; i < values.length; i++) {
            array.set(
                    new ai.djl.ndarray.index.NDIndex(String.valueOf(i)), manager.create(values[i]));
        }
        array.setName(name);
        return array;
    }

    private NDArray ids() {
        return longs("input_ids", new long[][] {{0, 5, 6, 7, 2}, {0, 8, 2, 1, 1}});
    }

    private NDArray mask() {
        return longs("attention_mask", new long[][] {{1, 1, 1, 1, 1}, {1, 1, 1, 0, 0}});
    }

    @Test
    void recognisesInputsByNameOrByOrder() {
        TransformerModel model = model(Head.BASE, false);
        NDArray types = longs("token_type_ids", new long[2][5]);
        types.set(new ai.djl.ndarray.index.NDIndex(":, 2:"), 1);
        NDArray byName = call(model, types, mask(), ids()).head();
        NDArray[] unnamed = {ids(), mask(), types};
        for (NDArray array : unnamed) {
            array.setName(null);
        }
        assertThat(call(model, unnamed).head()).isEqualTo(byName);
        NDArray asInt = ids().toType(DataType.INT32, false);
        asInt.setName("input_ids");
        assertThat(call(model, asInt, mask(), types.duplicate()).head().getShape())
                .isEqualTo(byName.getShape());
    }

    @Test
    void givesNamedOutputs() {
        assertThat(call(model(Head.BASE, false), ids()).get("last_hidden_state").getShape())
                .isEqualTo(new Shape(2, 5, 8));
        assertThat(call(model(Head.MASKED_LM, true), ids()).get("logits").getShape())
                .isEqualTo(new Shape(2, 5, 50));
        NDList spans = call(model(Head.QUESTION_ANSWERING, false), ids());
        assertThat(spans.get("start_logits").getShape()).isEqualTo(new Shape(2, 5));
        assertThat(spans.get("end_logits").getShape()).isEqualTo(new Shape(2, 5));
        NDArray choices = ids().expandDims(0);
        choices.setName("input_ids");
        assertThat(call(model(Head.MULTIPLE_CHOICE, false), choices).get("logits").getShape())
                .isEqualTo(new Shape(1, 2));
    }

    @Test
    void statedOutputShapesAreTheRealOnes() {
        for (Head head : Head.ofEncoders()) {
            TransformerModel model = model(head, false);
            NDArray ids = head == Head.MULTIPLE_CHOICE ? ids().expandDims(0) : ids();
            ids.setName("input_ids");
            Shape[] stated = model.getOutputShapes(new Shape[] {ids.getShape()});
            assertThat(call(model, ids).getShapes()).as(head.name()).isEqualTo(stated);
        }
    }

    /** Where the states are given out, no row of the last layer is left out. */
    @ParameterizedTest
    @EnumSource(
            value = Head.class,
            names = {"SEQUENCE_CLASSIFICATION", "MULTIPLE_CHOICE"})
    void readsOnlyTheFirstTokenWhereTheAnswerDependsOnNoOther(Head head) {
        for (boolean longformer : new boolean[] {true, false}) {
            NDArray ids = head == Head.MULTIPLE_CHOICE ? ids().expandDims(0) : ids();
            ids.setName("input_ids");
            NDArray[] logits = new NDArray[2];
            for (int i = 0; i < 2; i++) {
                Engine.getInstance().setRandomSeed(3);
                TransformerModel model =
                        TransformerModel.builder()
                                .setDescription(description(head, longformer))
                                .optOutputHiddenStates(i == 1)
                                .build();
                SmallEncoders.initialized(model, manager);
                logits[i] = call(model, ids).get("logits");
            }
            assertThat(logits[0].getShape()).isEqualTo(logits[1].getShape());
            assertThat(logits[0].sub(logits[1]).abs().max().getFloat()).isLessThan(1e-6f);
        }
    }

    @Test
    void baseSharesTheEncoder() {
        TransformerModel model = model(Head.MASKED_LM, true);
        TransformerModel base = model.base();
        assertThat(base.head()).isEqualTo(Head.BASE);
        assertThat(call(base, ids(), mask()).get("last_hidden_state").getShape())
                .isEqualTo(new Shape(2, 5, 8));
        Map<String, Parameter> own = StateDict.of(model);
        StateDict.of(base)
                .forEach(
                        (name, parameter) ->
                                assertThat(own.get("longformer." + name)).isSameAs(parameter));
        assertThat(base.base()).isSameAs(base);
    }

    @Test
    void tiedDecoderIsListedOnce() {
        assertThat(StateDict.of(model(Head.MASKED_LM, true)))
                .containsKeys(
                        "longformer.embeddings.word_embeddings.weight",
                        "longformer.encoder.layer.1.attention.self.query_global.bias",
                        "longformer.encoder.layer.0.output.LayerNorm.weight",
                        "lm_head.layer_norm.bias",
                        "lm_head.bias")
                .doesNotContainKey("lm_head.decoder.weight");
    }

    @Test
    void refusesBadInputsInOneSentence() {
        TransformerModel model = model(Head.BASE, true);
        refused(
                model,
                "input_ids holds 50 at position 1 of sequence 0; allowed: from 0 to 49",
                longs("input_ids", new long[][] {{0, 50}}));
        refused(model, "input_ids holds -1", longs("input_ids", new long[][] {{-1, 4}}));
        refused(
                model,
                "attention_mask is 0 all over sequence 1",
                ids(),
                longs("attention_mask", new long[][] {{1, 1, 1, 1, 1}, {0, 0, 0, 0, 0}}));
        refused(
                model,
                "attention_mask holds 2; allowed: 0 and 1",
                ids(),
                longs("attention_mask", new long[][] {{1, 1, 1, 2, 1}, {0, 0, 0, 1, 0}}));
        refused(
                model,
                "attention_mask has shape (1, 2); it must be that of input_ids, (2, 5)",
                ids(),
                longs("attention_mask", new long[][] {{1, 1}}));
        refused(
                model,
                "allowed: (batch, length)",
                named("input_ids", manager.create(new long[] {1, 2})));
        refused(
                model,
                "type float32; allowed: INT64, INT32",
                named("input_ids", ids().toType(DataType.FLOAT32, false)));
        refused(
                model,
                "An input is named 'ids'; allowed: [input_ids",
                named("ids", ids().duplicate()));
        refused(model, "The input input_ids is missing", mask());
        refused(model, "is given twice", ids(), ids());
        refused(
                model,
                "40 tokens long, and the model takes at most 32",
                longs("input_ids", new long[1][40]));
        refused(
                model,
                "token_type_ids holds 2",
                ids(),
                longs("token_type_ids", new long[][] {{0, 0, 0, 0, 2}, {0, 0, 0, 0, 0}}));
        refused(
                model,
                "position_ids holds 34",
                ids(),
                longs("position_ids", new long[][] {{0, 0, 0, 0, 34}, {0, 0, 0, 0, 0}}));
        refused(
                model(Head.BASE, false),
                "has no global tokens",
                ids(),
                longs("global_attention_mask", new long[2][5]));
        refused(
                model(Head.QUESTION_ANSWERING, true),
                "Sequence 0 has no separator",
                longs("input_ids", new long[][] {{0, 5, 6}}));
    }

    private NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    private void refused(TransformerModel model, String sentence, NDArray... inputs) {
        assertThatThrownBy(() -> call(model, inputs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesOnlyItsOutputsBehind(boolean frozen) {
        for (Head head : Head.ofEncoders()) {
            for (boolean longformer : new boolean[] {false, true}) {
                TransformerModel model = model(head, longformer);
                model.freezeParameters(frozen);
                NDArray ids =
                        longs("input_ids", new long[][] {{0, 5, 2, 2, 6, 2}, {0, 2, 2, 9, 2, 1}});
                NDArray input = head == Head.MULTIPLE_CHOICE ? ids.expandDims(0) : ids;
                input.setName("input_ids");
                call(model, input).close();
                int before = manager.getManagedArrays().size();
                int outputs = call(model, input).size();
                assertThat(manager.getManagedArrays().size() - before)
                        .as(head.name())
                        .isEqualTo(outputs);
            }
        }
    }

    @Test
    void inferenceBuildsNoGraphInAnyThread() throws Exception {
        TransformerModel model = model(Head.MASKED_LM, true);
        assertThat(StateDict.of(model).values()).allMatch(Parameter::requiresGradient);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Callable<Void> backward =
                    () -> {
                        assertThat(JniUtils.isGradMode()).isTrue();
                        PtNDArray logits = (PtNDArray) call(model, ids(), mask()).head();
                        PtNDArray ones = (PtNDArray) logits.onesLike();
                        JniUtils.backward(logits, ones, false, false);
                        return null;
                    };
            assertThatThrownBy(() -> other.submit(backward).get())
                    .hasMessageContaining("does not require grad");
        } finally {
            other.shutdown();
        }
    }

    @Test
    void trainingGivesGradientsToAllParameters() {
        TransformerModel model = model(Head.MASKED_LM, true);
        NDArray global =
                longs("global_attention_mask", new long[][] {{1, 0, 0, 0, 0}, {1, 0, 0, 0, 0}});
        NDList inputs = new NDList(ids(), mask(), global);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList outputs = model.forward(new ParameterStore(manager, false), inputs, true);
            collector.backward(outputs.head().square().sum());
        }
        StateDict.of(model)
                .forEach(
                        (name, parameter) ->
                                assertThat(
                                                parameter
                                                        .getArray()
                                                        .getGradient()
                                                        .abs()
                                                        .sum()
                                                        .getFloat())
                                        .as(name)
                                        // Adding the same to all keys changes no probability.
                                        .matches(sum -> sum > 0 || name.contains("key")));
    }
}
