/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.generate.ReformerPredictor;
import org.efficienttransformers.generate.TokenGenerator;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.generate.WholeTextPredictor;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.SafetensorsStore;
import org.efficienttransformers.weights.TensorStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reformers continue a prompt as transformers does without its cache, token for token, whether they
 * remember what they have read or not.
 */
class GenerationFixtureTest {

    static List<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (Path root : FixtureTest.roots()) {
            try (Stream<Path> folders = Files.list(root)) {
                for (Path folder : folders.sorted().toList()) {
                    if (Files.exists(folder.resolve("generate.safetensors"))
                            && PretrainedConfig.read(folder).modelType().equals("reformer")) {
                        for (String kernels : List.of("portable", "fused")) {
                            cases.add(Arguments.of(folder, kernels, true));
                            cases.add(Arguments.of(folder, kernels, false));
                        }
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} cached {2}")
    @MethodSource("cases")
    void givesTheTokensOfTransformers(Path folder, String kernels, boolean cached)
            throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore expected =
                        SafetensorsStore.open(folder.resolve("generate.safetensors"))) {
            LoadOptions options = LoadOptions.of(Map.of("kernels", kernels));
            TransformerModel model = Checkpoint.load(folder, manager, options).model();
            long[] prompt = expected.read(manager, "in.input_ids").toLongArray();
            long[] text = expected.read(manager, "out.generated").toLongArray();
            try (TokenPredictor predictor =
                    cached
                            ? TokenPredictor.of(model, manager)
                            : new WholeTextPredictor(model, manager)) {
                assertThat(predictor instanceof ReformerPredictor).isEqualTo(cached);
                TokenGenerator generator =
                        TokenGenerator.builder()
                                .setPredictor(predictor)
                                .setPrompt(prompt)
                                .optMaxNewTokens(text.length - prompt.length)
                                .build();
                assertThat(generator.all())
                        .isEqualTo(Arrays.copyOfRange(text, prompt.length, text.length));
            }
        }
    }
}
