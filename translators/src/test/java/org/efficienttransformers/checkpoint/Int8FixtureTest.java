/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What models give in int8 is as far from float32 as the documentation says. */
@Tag("cpu") // On GPUs nothing computes in int8.
class Int8FixtureTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** Of the largest magnitude of an output in float32, by all models of one kind. */
    private static final Map<String, Double> LARGEST_ERROR =
            Map.ofEntries(
                    Map.entry("bert", 0.01),
                    Map.entry("roberta", 0.01),
                    Map.entry("longformer", 0.01),
                    Map.entry("big_bird", 0.01),
                    Map.entry("distilbert", 0.15),
                    Map.entry("bigbird_pegasus", 0.08),
                    Map.entry("convbert", 0.15),
                    Map.entry("led", 0.1),
                    Map.entry("modernbert", 0.2),
                    Map.entry("nomic_bert", 0.2),
                    Map.entry("xlm-roberta", 0.15),
                    Map.entry("xlnet", 0.15));

    /**
     * Those that have no program, one of two calls, and one whose outputs hold numbers that stand
     * for infinity.
     */
    private static final Set<String> OTHERS =
            Set.of(
                    "bigbird-causal-lm",
                    "roberta-causal-lm",
                    "modernbert-model-position-ids",
                    "nomic-bert-masked-lm-head-dim",
                    "nomic-bert-model-dynamic",
                    "xlnet-two-segments",
                    "bigbird-question-answering");

    static Stream<Arguments> folders() throws IOException {
        List<Arguments> found = new ArrayList<>();
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            for (Path folder : folders.sorted().toList()) {
                if (Files.exists(folder.resolve("case.safetensors"))
                        && Files.exists(folder.resolve("model.safetensors"))) {
                    Double bound = LARGEST_ERROR.get(PretrainedConfig.read(folder).modelType());
                    String name = folder.getFileName().toString();
                    if (bound != null && !OTHERS.contains(name)) {
                        found.add(Arguments.of(name, bound));
                    }
                }
            }
        }
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void isCloseToFloat32(String fixture, double bound) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList exact = Fixture.of(fixture).outputs(Map.of(), manager);
            NDList rounded = Fixture.of(fixture).outputs(Map.of("dtype", "int8"), manager);
            assertThat(rounded.size()).isEqualTo(exact.size()).isPositive();
            for (int i = 0; i < exact.size(); i++) {
                NDArray expected = exact.get(i);
                // If the first is exact, it didn't run in int8; what is embedded always is.
                assertThat(Fixture.error(rounded.get(i), expected))
                        .as(expected.getName())
                        .isBetween(i == 0 ? 1e-4 : 0, bound);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"roberta-causal-lm", "nystromformer-model"})
    void refusesModelsWithoutAProgramBeforeWeightsAreRead(String fixture) throws IOException {
        Path folder = FIXTURES.resolve(fixture);
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore store = SafetensorsStore.open(folder.resolve("model.safetensors"))) {
            TensorStore unread =
                    (TensorStore)
                            Proxy.newProxyInstance(
                                    TensorStore.class.getClassLoader(),
                                    new Class<?>[] {TensorStore.class},
                                    (self, method, arguments) -> {
                                        assertThat(method.getName()).isNotEqualTo("read");
                                        return method.invoke(store, arguments);
                                    });
            PretrainedConfig config = PretrainedConfig.read(folder);
            LoadOptions options = LoadOptions.of(Map.of("dtype", "int8"));
            assertThatThrownBy(() -> Checkpoint.load(config, unread, manager, options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("dtype=int8 needs a model that is computed by one");
        }
    }

    @Test
    void refusesPortableKernels() {
        Map<String, String> arguments = Map.of("dtype", "int8", "kernels", "portable");
        assertThatThrownBy(() -> LoadOptions.of(arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "dtype is 'int8' and kernels is 'portable', but only fused kernels compute"
                                + " in int8; leave kernels out, or take dtype=float32.");
    }
}
