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
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.efficienttransformers.description.Head;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pre-norm models do with their inputs; their numbers are held to fixtures. */
class PreNormTransformerTest {

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

    private static SmallEncoders sizes(boolean fixedPositions, boolean tied) {
        return SmallEncoders.preNorm()
                .vocabulary(30)
                .headSize(6)
                .width(16)
                .length(20)
                .attention("performer", SmallAttention.features(5))
                .sinusoidal(fixedPositions)
                .tied(tied);
    }

    private TransformerModel model(Head head, SmallEncoders sizes) {
        return SmallEncoders.initialized(
                SmallEncoders.withStates(sizes.head(head).build()), manager);
    }

    private NDArray longs(String name, long[] values, int rows) {
        NDArray array = manager.create(values, new Shape(rows, values.length / rows));
        array.setName(name);
        return array;
    }

    private NDArray ids() {
        return longs("input_ids", new long[] {3, 5, 6, 7, 2, 9, 8, 2, 0, 0}, 2);
    }

    private NDList call(TransformerModel model, NDArray... inputs) {
        return model.forward(new ParameterStore(manager, false), new NDList(inputs), false);
    }

    @Test
    void statedOutputShapesAreTheRealOnes() {
        for (Head head : new Head[] {Head.BASE, Head.MASKED_LM, Head.CAUSAL_LM}) {
            for (boolean tied : new boolean[] {true, false}) {
                TransformerModel model = model(head, sizes(true, tied));
                NDList outputs = call(model, ids());
                assertThat(outputs.getShapes())
                        .isEqualTo(model.getOutputShapes(new Shape[] {new Shape(2, 5)}));
                assertThat(outputs.head().getName())
                        .isEqualTo(head == Head.BASE ? "last_hidden_state" : "logits");
                assertThat(outputs.get("hidden_states.2").getShape()).isEqualTo(new Shape(2, 5, 8));
            }
        }
    }

    @Test
    void paddingChangesNothing() {
        TransformerModel model = model(Head.MASKED_LM, sizes(false, true));
        NDArray mask = longs("attention_mask", new long[] {1, 1, 1, 1, 1, 1, 1, 1, 0, 0}, 2);
        NDArray alone = longs("input_ids", new long[] {9, 8, 2}, 1);
        float[] expected = call(model, alone).head().toFloatArray();
        float[] actual = call(model, ids(), mask).head().get("1, :3").toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void baseSharesTheEncoder() {
        TransformerModel model = model(Head.MASKED_LM, sizes(false, false));
        TransformerModel base = model.base();
        assertThat(base.head()).isEqualTo(Head.BASE);
        assertThat(base.base()).isSameAs(base);
        Map<String, Parameter> own = StateDict.of(model);
        StateDict.of(base)
                .forEach(
                        (name, parameter) ->
                                assertThat(own.get("model." + name)).isSameAs(parameter));
        assertThat(call(base, ids()).head().getShape()).isEqualTo(new Shape(2, 5, 8));
    }

    @Test
    void fixedPositionsAreSinesAndCosinesThatAreNotTrained() {
        Map<String, Parameter> parameters = StateDict.of(model(Head.BASE, sizes(true, false)));
        Parameter table = parameters.get("position_embeddings.weight");
        assertThat(table.requiresGradient()).isFalse();
        assertThat(table.getArray().getFloat(3, 1)).isCloseTo((float) Math.sin(0.3), within(1e-6f));
        assertThat(table.getArray().getFloat(3, 5)).isCloseTo((float) Math.cos(0.3), within(1e-6f));
        Parameter learned =
                StateDict.of(model(Head.BASE, sizes(false, false)))
                        .get("position_embeddings.weight");
        assertThat(learned.requiresGradient()).isTrue();
    }

    /** The numbers of the second word decide the logits of the third, in training, too. */
    @Test
    void gradientsReachEverything() {
        TransformerModel model = model(Head.CAUSAL_LM, sizes(false, true));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray logits =
                    model.forward(new ParameterStore(manager, false), new NDList(ids()), true)
                            .head();
            System.gc();
            collector.backward(logits.square().sum());
        }
        StateDict.of(model)
                .forEach(
                        (name, parameter) -> {
                            if (parameter.requiresGradient()) {
                                assertThat(
                                                parameter
                                                        .getArray()
                                                        .getGradient()
                                                        .abs()
                                                        .sum()
                                                        .getFloat())
                                        .as(name)
                                        .isPositive();
                            }
                        });
    }

    @Test
    void leavesNothingButItsOutputs() {
        TransformerModel model = model(Head.MASKED_LM, sizes(true, true));
        NDArray ids = ids();
        call(model, ids).close();
        int before = manager.getManagedArrays().size();
        NDList outputs = call(model, ids);
        assertThat(manager.getManagedArrays()).hasSize(before + outputs.size());
    }

    @Test
    void refusesWhatItCannotDo() {
        TransformerModel model = model(Head.MASKED_LM, sizes(true, true));
        assertThatThrownBy(() -> call(model, longs("input_ids", new long[21], 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("21 tokens long, and the model takes at most 20");
        assertThatThrownBy(
                        () -> call(model, ids(), longs("global_attention_mask", new long[10], 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no global tokens");
        SmallEncoders sizes = SmallEncoders.preNorm().sinusoidal(true);
        assertThatThrownBy(() -> sizes.hidden(7).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hidden size is 7; for fixed positions it must be even");
        assertThatThrownBy(() -> sizes.hidden(8).layers(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("num_hidden_layers is 0");
        assertThatThrownBy(() -> sizes.layers(1).dropout(1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dropout of")
                .hasMessageContaining("is 1.0");
    }
}
