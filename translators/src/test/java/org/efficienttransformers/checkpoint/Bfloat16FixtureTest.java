/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What models give in bfloat16 is as far from float32 as the documentation says. */
class Bfloat16FixtureTest {

    /** Of the largest magnitude of an output in float32. */
    private static final double LARGEST_ERROR = 0.005;

    private static final double LARGEST_ERROR_ON_GPUS = 0.03;

    @BeforeEach
    void needsAProcessorThatHasIt() {
        try (NDManager manager = NDManager.newBaseManager()) {
            KernelMode.BFLOAT16.check(manager);
        } catch (IllegalStateException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-model",
                "bert-sequence-classification",
                "bert-token-classification",
                "bert-masked-lm",
                "roberta-model",
                "roberta-causal-lm",
                "longformer-model",
                "longformer-question-answering",
                "longformer-sequence-classification",
                "longformer-masked-lm",
                "bigbird-model",
                "bigbird-model-rescaled-no-bias",
                "bigbird-sequence-classification"
            })
    void isCloseToFloat32(String fixture) throws IOException {
        assertClose(fixture, Map.of());
    }

    @ParameterizedTest
    @CsvSource({"bert-model, linformer", "bert-model, performer", "roberta-model, full"})
    void isCloseToFloat32WithAnotherAttention(String fixture, String attention) throws IOException {
        assertClose(fixture, Map.of("attention", attention));
    }

    /** On a GPU all is computed in it, norms and sums of residuals too. */
    private static double largestError(NDManager manager) {
        return manager.getDevice().isGpu() ? LARGEST_ERROR_ON_GPUS : LARGEST_ERROR;
    }

    private static void assertClose(String name, Map<String, Object> arguments) throws IOException {
        Fixture fixture = Fixture.of(name);
        Map<String, Object> rounding = new HashMap<>(arguments);
        rounding.put("dtype", "bfloat16");
        try (NDManager manager = NDManager.newBaseManager()) {
            // On GPUs there is no program for it, so that it is refused.
            assumeFalse(manager.getDevice().isGpu() && name.equals("roberta-causal-lm"));
            NDList inputs = fixture.inputs(manager);
            if (!arguments.isEmpty()) {
                // Mechanisms that are swapped in know no global tokens.
                inputs.removeIf(input -> input.getName().equals("global_attention_mask"));
            }
            NDList exact = fixture.outputs(inputs, arguments, manager);
            NDList rounded = fixture.outputs(inputs, rounding, manager);
            assertThat(rounded.size()).isEqualTo(exact.size()).isPositive();
            for (int i = 0; i < exact.size(); i++) {
                NDArray expected = exact.get(i);
                NDArray actual = rounded.get(i);
                assertThat(actual.getDataType()).isEqualTo(expected.getDataType());
                assertThat(Fixture.error(actual, expected))
                        .as(expected.getName())
                        .isGreaterThan(1e-5) // otherwise it didn't run in bfloat16
                        .isLessThan(largestError(manager));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reformer-model", "performer-pytorch", "lucidrains-linformer"})
    void refusesModelsWithoutALayerInIt(String fixture) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LoadOptions options = LoadOptions.of(Map.of("dtype", "bfloat16"));
            assertThatThrownBy(
                            () -> Checkpoint.load(Fixture.of(fixture).folder(), manager, options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "dtype is 'bfloat16', but models of model_type = \\S+ have no layer that"
                                    + " computes in it; allowed: float32, float16\\.");
        }
    }
}
