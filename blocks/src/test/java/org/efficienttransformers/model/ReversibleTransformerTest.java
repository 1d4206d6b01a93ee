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
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.Scalars;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Reformer does with its inputs; its numbers are held to transformers' by the fixtures. */
class ReversibleTransformerTest {

    private static final int HIDDEN = SmallReformer.HIDDEN;
    private static final int VOCABULARY = SmallReformer.VOCABULARY;

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

    private TransformerModel model(Head head, ModelDescription config) {
        return SmallReformer.model(head, config, manager);
    }

    private NDArray ids(int batch, int length) {
        return SmallReformer.ids(manager, batch, length);
    }

    private NDList call(TransformerModel model, NDArray... inputs) {
        return model.forward(new ParameterStore(manager, false), new NDList(inputs), false);
    }

    private NDList train(TransformerModel model, NDArray... inputs) {
        return model.forward(new ParameterStore(manager, false), new NDList(inputs), true);
    }

    @Test
    void givesNamedOutputsOfTheGivenLength() {
        ModelDescription config = SmallReformer.builder().build();
        ModelDescription decoder = SmallReformer.builder().decoder().build();
        for (int length : new int[] {1, 4, 5, 23, 24}) {
            assertThat(call(model(Head.BASE, config), ids(2, length)).get("last_hidden_state"))
                    .extracting(NDArray::getShape)
                    .isEqualTo(new Shape(2, length, 2 * HIDDEN));
            assertThat(call(model(Head.MASKED_LM, config), ids(2, length)).get("logits"))
                    .extracting(NDArray::getShape)
                    .isEqualTo(new Shape(2, length, VOCABULARY));
            assertThat(call(model(Head.CAUSAL_LM, decoder), ids(2, length)).get("logits"))
                    .extracting(NDArray::getShape)
                    .isEqualTo(new Shape(2, length, VOCABULARY));
        }
        NDList spans = call(model(Head.QUESTION_ANSWERING, config), ids(2, 9));
        assertThat(spans.get("start_logits").getShape()).isEqualTo(new Shape(2, 9));
        assertThat(spans.get("end_logits").getShape()).isEqualTo(new Shape(2, 9));
        assertThat(call(model(Head.SEQUENCE_CLASSIFICATION, config), ids(2, 9)).get("logits"))
                .extracting(NDArray::getShape)
                .isEqualTo(new Shape(2, 2));
    }

    @Test
    void declaresTheShapesThatItGives() {
        ModelDescription config = SmallReformer.builder().build();
        for (Head head :
                new Head[] {
                    Head.BASE, Head.MASKED_LM, Head.SEQUENCE_CLASSIFICATION, Head.QUESTION_ANSWERING
                }) {
            TransformerModel model = model(head, config);
            Shape[] given = call(model, ids(2, 9)).getShapes();
            assertThat(model.getOutputShapes(new Shape[] {new Shape(2, 9)})).containsExactly(given);
        }
    }

    /** A position table of few rows: padding inside may go beyond it. */
    @Test
    void takesTextUpToThePositionsThatThereAre() {
        ModelDescription config = SmallReformer.builder().axial(3, 7).build();
        TransformerModel model = model(Head.BASE, config);
        assertThat(model.maxLength()).isEqualTo(21);
        assertThat(call(model, ids(1, 21)).head().getShape().get(1)).isEqualTo(21);
        assertThatThrownBy(() -> call(model, ids(1, 22)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("22 tokens")
                .hasMessageContaining("at most 21")
                .hasMessageContaining("axial_pos_shape [3, 7] = 21");
        TransformerModel table = model(Head.BASE, SmallReformer.builder().noAxial().build());
        assertThatThrownBy(() -> call(table, ids(1, 25)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 24; shorten it");
    }

    @Test
    void trainingAsksForWholeChunksAndAllAxialPositions() {
        TransformerModel axial = model(Head.BASE, SmallReformer.builder().build());
        assertThat(train(axial, ids(1, 24)).head().getShape().get(1)).isEqualTo(24);
        assertThatThrownBy(() -> train(axial, ids(1, 21)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("21 tokens")
                .hasMessageContaining("multiple of the chunk length 8")
                .hasMessageContaining("pad it to 24");
        assertThatThrownBy(() -> train(axial, ids(1, 16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 tokens")
                .hasMessageContaining("axial_pos_shape [4, 6] = 24");
        TransformerModel table = model(Head.BASE, SmallReformer.builder().noAxial().build());
        assertThat(train(table, ids(1, 16)).head().getShape().get(1)).isEqualTo(16);
        assertThat(train(table, ids(1, 3)).head().getShape().get(1)).isEqualTo(3);
    }

    @Test
    void refusesWhatItHasNoUseFor() {
        TransformerModel model = model(Head.BASE, SmallReformer.builder().build());
        NDArray global = manager.ones(new Shape(1, 9), DataType.INT64);
        global.setName("global_attention_mask");
        assertThatThrownBy(() -> call(model, ids(1, 9), global))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no global tokens");
        NDArray types = manager.ones(new Shape(1, 9), DataType.INT64);
        types.setName("token_type_ids");
        assertThatThrownBy(() -> call(model, ids(1, 9), types))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token_type_ids holds 1");
        NDArray positions = manager.full(new Shape(1, 9), 24, DataType.INT64);
        positions.setName("position_ids");
        assertThatThrownBy(() -> call(model, ids(1, 9), positions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("position_ids holds 24");
    }

    @Test
    void refusesAHeadThatDoesntGoWithIt() {
        ModelDescription encoder = SmallReformer.builder().build();
        assertThatThrownBy(() -> model(Head.CAUSAL_LM, encoder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set is_decoder to true");
    }

    @Test
    void axialSizesMustSumToTheHiddenSize() {
        assertThatThrownBy(() -> SmallReformer.builder().axialSizes(3, 4).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("axial_pos_embds_dim is [3, 4]")
                .hasMessageContaining("hidden_size is 8");
    }

    /** With or without positions, whatever the chunk size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 23, 100})
    void feedForwardByChunksGivesTheSame(int chunk) {
        TransformerModel whole = model(Head.BASE, SmallReformer.builder().build());
        TransformerModel chunked =
                model(Head.BASE, SmallReformer.builder().feedForwardChunk(chunk).build());
        float[] expected = call(whole, ids(2, 24)).head().toFloatArray();
        assertThat(call(chunked, ids(2, 24)).head().toFloatArray())
                .containsExactly(expected, within(1e-5f));
    }

    @Test
    void theBiasOfTheLanguageModelCounts() {
        TransformerModel model = model(Head.MASKED_LM, SmallReformer.builder().build());
        NDArray logits = call(model, ids(1, 9)).head();
        Parameter bias = StateDict.of(model).get("lm_head.bias");
        bias.getArray().addi(Scalars.add(bias.getArray().zerosLike(), 2));
        assertThat(call(model, ids(1, 9)).head().sub(logits).toFloatArray())
                .containsOnly(new float[] {2}, within(1e-5f));
    }

    @Test
    void theBaseSharesTheEncoder() {
        TransformerModel model =
                model(Head.SEQUENCE_CLASSIFICATION, SmallReformer.builder().build());
        NDArray hidden = call(model.base(), ids(1, 9)).get("last_hidden_state");
        assertThat(hidden.getShape()).isEqualTo(new Shape(1, 9, 2 * HIDDEN));
        assertThat(model.base().base().head()).isEqualTo(Head.BASE);
    }

    @Test
    void inferenceLeavesNothingButItsOutputsBehind() {
        TransformerModel model = model(Head.BASE, SmallReformer.builder().build());
        // As loaded checkpoints are.
        model.freezeParameters(true);
        NDArray ids = ids(2, 23);
        call(model, ids).close();
        int before = manager.getManagedArrays().size();
        NDList outputs = call(model, ids);
        assertThat(manager.getManagedArrays()).hasSize(before + outputs.size());
    }
}
