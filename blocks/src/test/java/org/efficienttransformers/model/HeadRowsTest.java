/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Activate;
import org.efficienttransformers.description.HeadPart.Linear;
import org.efficienttransformers.description.HeadPart.Residual;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.LinearPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a head makes of the last hidden states, against loops over those that the base gives. */
class HeadRowsTest {

    private static final int LENGTH = 6;
    private static final int HIDDEN = 8;
    private static final int LABELS = 3;

    /** A text of padding left, one of padding right, one with a gap, one without padding. */
    private static final long[][] MASK = {
        {0, 0, 1, 1, 1, 1}, {1, 1, 1, 0, 0, 0}, {0, 1, 0, 0, 1, 0}, {1, 1, 1, 1, 1, 1}
    };

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private TransformerModel model(HeadPart head) {
        return SmallEncoders.random(
                SmallEncoders.model(SmallEncoders.bert().build().with(head)), manager);
    }

    private static Linear linear(String name, int units) {
        return new Linear(new LinearPart(name, units, true));
    }

    private NDArray named(String name, long[] values) {
        NDArray array = manager.create(values, new Shape(MASK.length, LENGTH));
        array.setName(name);
        return array;
    }

    private NDList inputs(boolean padded) {
        long[] ids = new long[MASK.length * LENGTH];
        long[] mask = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 3 + i * 7L % 40;
            mask[i] = MASK[i / LENGTH][i % LENGTH];
        }
        NDList inputs = new NDList(named("input_ids", ids));
        return padded ? inputs.addAll(new NDList(named("attention_mask", mask))) : inputs;
    }

    private NDArray call(TransformerModel model, boolean padded, boolean training) {
        return model.forward(new ParameterStore(manager, false), inputs(padded), training).head();
    }

    @ParameterizedTest
    @CsvSource({
        "MEAN, true",
        "MEAN, false",
        "FIRST_TOKEN, true",
        "FIRST_TOKEN, false",
        "FIRST, true"
    })
    void areThoseOfTokens(Rows rows, boolean padded) {
        TransformerModel model =
                model(
                        HeadPart.of(
                                Head.SEQUENCE_CLASSIFICATION, rows, linear("classifier", LABELS)));
        float[] hidden = call(model.base(), padded, false).toFloatArray();
        double[][] read = new double[MASK.length][];
        for (int text = 0; text < read.length; text++) {
            read[text] = read(rows, padded ? MASK[text] : MASK[3], hidden, text);
        }
        double[][] expected = linear(model, "classifier", read);
        for (boolean training : new boolean[] {false, true}) {
            assertRows(call(model, padded, training), expected);
        }
    }

    private static double[] read(Rows rows, long[] mask, float[] hidden, int text) {
        double[] read = new double[HIDDEN];
        int tokens = 0;
        for (int i = 0; i < LENGTH; i++) {
            boolean wanted = rows == Rows.FIRST ? i == 0 : mask[i] == 1;
            if (wanted && (rows == Rows.MEAN || tokens == 0)) {
                for (int c = 0; c < HIDDEN; c++) {
                    read[c] += hidden[(text * LENGTH + i) * HIDDEN + c];
                }
                tokens++;
            }
        }
        for (int c = 0; c < HIDDEN; c++) {
            read[c] /= tokens;
        }
        return read;
    }

    /** Whatever stands where padding is, the answer stays. */
    @ParameterizedTest
    @EnumSource(
            value = Rows.class,
            names = {"MEAN", "FIRST_TOKEN"})
    void dontDependOnPadding(Rows rows) {
        TransformerModel model =
                model(
                        HeadPart.of(
                                Head.SEQUENCE_CLASSIFICATION, rows, linear("classifier", LABELS)));
        NDList inputs = inputs(true);
        NDArray mask = inputs.get(1);
        NDArray others = inputs.head().mul(mask).add(mask.logicalNot().mul(manager.create(9L)));
        others.setName("input_ids");
        NDArray logits =
                model.forward(new ParameterStore(manager, false), new NDList(others, mask), false)
                        .head();
        assertThat(logits.toFloatArray())
                .containsExactly(call(model, true, false).toFloatArray(), within(1e-6f));
    }

    /** For sequences and for tokens. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void residualAddsWhatTheStepsBeganWith(boolean tokens) {
        TransformerModel model =
                model(
                        HeadPart.of(
                                tokens ? Head.TOKEN_CLASSIFICATION : Head.SEQUENCE_CLASSIFICATION,
                                tokens ? Rows.ALL : Rows.FIRST_TOKEN,
                                linear("inner", 5),
                                new Activate(Activation.TANH),
                                linear("outer", HIDDEN),
                                new Residual(),
                                linear("classifier", LABELS)));
        float[] hidden = call(model.base(), true, false).toFloatArray();
        int count = tokens ? MASK.length * LENGTH : MASK.length;
        double[][] began = new double[count][HIDDEN];
        for (int i = 0; i < count; i++) {
            if (tokens) {
                for (int c = 0; c < HIDDEN; c++) {
                    began[i][c] = hidden[i * HIDDEN + c];
                }
            } else {
                began[i] = read(Rows.FIRST_TOKEN, MASK[i], hidden, i);
            }
        }
        double[][] inner = linear(model, "inner", began);
        for (double[] row : inner) {
            for (int c = 0; c < row.length; c++) {
                row[c] = Math.tanh(row[c]);
            }
        }
        double[][] sum = linear(model, "outer", inner);
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < HIDDEN; c++) {
                sum[i][c] += began[i][c];
            }
        }
        double[][] expected = linear(model, "classifier", sum);
        for (boolean training : new boolean[] {false, true}) {
            assertRows(call(model, true, training), expected);
        }
    }

    private static void assertRows(NDArray actual, double[][] expected) {
        float[] numbers = actual.toFloatArray();
        assertThat(numbers).hasSize(expected.length * LABELS);
        for (int i = 0; i < numbers.length; i++) {
            assertThat((double) numbers[i])
                    .as("row %d", i / LABELS)
                    .isCloseTo(expected[i / LABELS][i % LABELS], within(2e-5));
        }
    }

    private static double[][] linear(TransformerModel model, String name, double[][] x) {
        Map<String, Parameter> all = StateDict.of(model);
        float[] weight = all.get(name + ".weight").getArray().toFloatArray();
        float[] bias = all.get(name + ".bias").getArray().toFloatArray();
        double[][] matrix = new double[bias.length][weight.length / bias.length];
        double[] offset = new double[bias.length];
        for (int i = 0; i < weight.length; i++) {
            matrix[i / matrix[0].length][i % matrix[0].length] = weight[i];
        }
        for (int i = 0; i < offset.length; i++) {
            offset[i] = bias[i];
        }
        return DenseAttention.linear(x, matrix, offset);
    }
}
