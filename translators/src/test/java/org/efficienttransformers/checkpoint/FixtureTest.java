/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.pickle.PickleStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints give the numbers that transformers gives, from either file and in either form. */
class FixtureTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** float32 sums in another order; relative to values above 1. See DESIGN of the project. */
    private static final double HIDDEN_TOLERANCE = 5e-5;

    private static final double LOGITS_TOLERANCE = 1e-4;

    /** The fixtures of the project, and those of a folder that the command line names. */
    static List<Path> roots() {
        List<Path> roots = new ArrayList<>(List.of(FIXTURES));
        String more = System.getProperty("fixtures");
        if (more != null) {
            roots.add(Path.of(more));
        }
        return roots;
    }

    static List<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (Path root : roots()) {
            try (Stream<Path> folders = Files.list(root)) {
                for (Path folder : folders.sorted().toList()) {
                    if (!Files.exists(folder.resolve("case.safetensors"))
                            || !supported(folder)
                            || !isOneText(folder)) {
                        continue;
                    }
                    for (String file : List.of("model.safetensors", "pytorch_model.bin")) {
                        if (Files.exists(folder.resolve(file))) {
                            cases.add(Arguments.of(folder, file, "portable"));
                            cases.add(Arguments.of(folder, file, "fused"));
                        }
                    }
                }
            }
        }
        return cases;
    }

    /** Others, such as those of several segments, have a test of their own. */
    static boolean isOneText(Path folder) throws IOException {
        try (SafetensorsStore tensors = SafetensorsStore.open(folder.resolve("case.safetensors"))) {
            return tensors.names().contains("in.input_ids");
        }
    }

    private static boolean supported(Path folder) throws IOException {
        return Checkpoint.supports(PretrainedConfig.read(folder).modelType());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void givesTheNumbersOfTransformers(Path folder, String file, String kernels)
            throws IOException {
        LoadOptions options =
                LoadOptions.of(Map.of("kernels", kernels, "outputHiddenStates", true));
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore weights = open(folder.resolve(file));
                SafetensorsStore expected =
                        SafetensorsStore.open(folder.resolve("case.safetensors"))) {
            TransformerModel model =
                    Checkpoint.load(PretrainedConfig.read(folder), weights, manager, options)
                            .model();
            NDList inputs = Fixture.inputs(expected, manager);
            boolean training = folder.toString().endsWith("-training");
            NDList outputs = model.forward(new ParameterStore(manager, false), inputs, training);
            int compared = 0;
            for (String name : expected.names()) {
                if (name.startsWith("out.")) {
                    NDArray output = outputs.get(name.substring("out.".length()));
                    assertThat(output).as(name).isNotNull();
                    boolean[] rows =
                            "mask".equals(expected.metadata().get("compare"))
                                    ? tokens(expected, manager)
                                    : null;
                    assertClose(name, output, expected.read(manager, name), rows);
                    compared++;
                }
            }
            assertThat(compared).isPositive();
        }
    }

    /** Which rows count where the rows of padding are meaningless. */
    private static boolean[] tokens(TensorStore expected, NDManager manager) throws IOException {
        return expected.read(manager, "in.attention_mask").neq(0).flatten().toBooleanArray();
    }

    private static TensorStore open(Path file) throws IOException {
        return file.toString().endsWith(".bin")
                ? PickleStore.open(file)
                : SafetensorsStore.open(file);
    }

    private static void assertClose(String name, NDArray actual, NDArray expected, boolean[] rows) {
        assertThat(actual.getShape()).as(name).isEqualTo(expected.getShape());
        double tolerance = name.contains("logits") ? LOGITS_TOLERANCE : HIDDEN_TOLERANCE;
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        // Outputs of one row for each text have no rows of padding.
        int width = rows == null || expected.size() % rows.length != 0 ? 0 : e.length / rows.length;
        for (int i = 0; i < e.length; i++) {
            if (width > 0 && !rows[i / width]) {
                continue;
            }
            assertThat(a[i])
                    .as("%s at %d", name, i)
                    .isCloseTo(e[i], within((float) (tolerance * Math.max(1, Math.abs(e[i])))));
        }
    }
}
