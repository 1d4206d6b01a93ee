/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models that are saved and loaded again are the same, under transformers' names. Their numbers may
 * differ by rounding: where arrays lie in the file decides which instructions compute with them.
 */
class SavedFixturesTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    private static final double TOLERANCE = 1e-5;

    @TempDir private Path folder;

    static List<Path> cases() throws IOException {
        List<Path> roots = new ArrayList<>(List.of(FIXTURES));
        String more = System.getProperty("fixtures");
        if (more != null) {
            roots.add(Path.of(more));
        }
        List<Path> cases = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> folders = Files.list(root)) {
                for (Path path : folders.sorted().toList()) {
                    if (Files.exists(path.resolve("case.safetensors"))
                            && FixtureTest.isOneText(path)
                            && Checkpoint.supports(PretrainedConfig.read(path).modelType())) {
                        cases.add(path);
                    }
                }
            }
        }
        return cases;
    }

    /** Those of performer-pytorch and linformer get our own names: transformers has none. */
    private static boolean hasNamesOfTransformers(Path original) {
        return Files.exists(original.resolve("model.safetensors"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areTheSameUnderTheSameNames(Path original) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Checkpoint checkpoint = Checkpoint.load(original, manager, LoadOptions.DEFAULT);
            checkpoint.save(folder, DataType.FLOAT32);
            if (hasNamesOfTransformers(original)) {
                compareTensors(manager, original);
            }
            Checkpoint again = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
            NDList expected = run(checkpoint.model(), original, manager);
            NDList actual = run(again.model(), original, manager);
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i).getName()).isEqualTo(expected.get(i).getName());
                assertThat(expected.get(i).allClose(actual.get(i), TOLERANCE, TOLERANCE, false))
                        .isTrue();
            }
        }
    }

    /** One for each name of a class: a saved folder mustn't promise the head that was left off. */
    static List<Path> heads() throws IOException {
        Map<String, Path> byName = new TreeMap<>();
        for (Path path : cases()) {
            PretrainedConfig config = PretrainedConfig.read(path);
            byName.put(String.valueOf(config.architecture()), path);
        }
        return List.copyOf(byName.values());
    }

    @ParameterizedTest
    @MethodSource("heads")
    void haveNoHeadIfTheModelHasNone(Path original) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Checkpoint checkpoint = Checkpoint.load(original, manager, LoadOptions.DEFAULT);
            TransformerModel base = checkpoint.model().base();
            new Checkpoint(base, checkpoint.config(), checkpoint.report())
                    .save(folder, DataType.FLOAT32);
            Checkpoint again = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
            assertThat(again.model().head()).isEqualTo(Head.BASE);
            assertThat(again.config().architecture()).endsWith(Head.BASE.suffix());
        }
    }

    private void compareTensors(NDManager manager, Path original) throws IOException {
        try (TensorStore before = SafetensorsStore.open(original.resolve("model.safetensors"));
                TensorStore after = SafetensorsStore.open(folder.resolve("model.safetensors"))) {
            assertThat(after.names()).containsExactlyInAnyOrderElementsOf(before.names());
            for (String name : before.names()) {
                assertThat(after.shape(name)).as(name).isEqualTo(before.shape(name));
                // An untied decoder's bias stands in for the head's, which is left unused.
                String used = name.replaceFirst("(predictions|lm_head)\\.bias$", "$1.decoder.bias");
                assertThat(after.read(manager, name))
                        .as(name)
                        .isEqualTo(
                                before.read(manager, before.names().contains(used) ? used : name));
            }
        }
    }

    private static NDList run(TransformerModel model, Path original, NDManager manager)
            throws IOException {
        NDList inputs = new Fixture(original).inputs(manager);
        return model.forward(new ParameterStore(manager, false), inputs, false);
    }
}
