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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.attention.recurrence.RelativeAttention;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the programs of whole encoders to what their Blocks compute portably, on all fixtures. */
class ProgramFixtureTest {

    private static final double TOLERANCE = 1e-4;

    static List<Path> folders() throws IOException {
        try (Stream<Path> folders =
                FixtureTest.roots().stream().flatMap(ProgramFixtureTest::list)) {
            return folders.sorted()
                    .filter(folder -> Files.exists(folder.resolve("case.safetensors")))
                    .filter(folder -> Files.exists(folder.resolve("model.safetensors")))
                    .filter(folder -> !folder.toString().endsWith("-training"))
                    // Two calls, which XlnetMemoryTest makes.
                    .filter(folder -> !folder.toString().endsWith("-two-segments"))
                    .filter(ProgramFixtureTest::supported)
                    .toList();
        }
    }

    private static Stream<Path> list(Path root) {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean supported(Path folder) {
        try {
            return Checkpoint.supports(PretrainedConfig.read(folder).modelType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("folders")
    void programsAgreeWithTheBlocks(Path folder) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                SafetensorsStore weights =
                        SafetensorsStore.open(folder.resolve("model.safetensors"))) {
            NDList inputs = new Fixture(folder).inputs(manager);
            for (boolean states : new boolean[] {false, true}) {
                TransformerModel blocks = load(folder, weights, manager, "portable", states);
                TransformerModel program = load(folder, weights, manager, "auto", states);
                ParameterStore store = new ParameterStore(manager, false);
                NDList expected = blocks.forward(store, inputs, false);
                NDList actual = program.forward(store, inputs, false);
                assertThat(blocks.hasProgram()).isFalse();
                if (hasProgram(program)) {
                    assertThat(program.hasProgram()).isTrue();
                }
                assertThat(actual.size()).isEqualTo(expected.size());
                for (int i = 0; i < expected.size(); i++) {
                    assertClose(actual.get(i), expected.get(i));
                }
            }
        }
    }

    /** What certainly has a program: all but what the conditions name. */
    private static boolean hasProgram(TransformerModel model) {
        return model.attention().stream()
                        .noneMatch(
                                attention ->
                                        attention.isCausal()
                                                && !(attention instanceof ChunkedAttention)
                                                && !(attention instanceof RelativeAttention))
                && model.attention().stream().noneMatch(SelfAttention::hasRotaryPositions)
                // Segments of padded texts, which all texts of a batch have their part in.
                && model.attention().stream().allMatch(any -> any.leastLength() == 1);
    }

    private static TransformerModel load(
            Path folder,
            SafetensorsStore weights,
            NDManager manager,
            String kernels,
            boolean states)
            throws IOException {
        LoadOptions options =
                LoadOptions.of(Map.of("kernels", kernels, "outputHiddenStates", states));
        return Checkpoint.load(PretrainedConfig.read(folder), weights, manager, options).model();
    }

    private static void assertClose(NDArray actual, NDArray expected) {
        assertThat(actual.getName()).isEqualTo(expected.getName());
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        // A small number may be a difference of large ones, which each CPU rounds in its own way.
        float largest = expected.abs().max().getFloat();
        for (int i = 0; i < e.length; i++) {
            assertThat(a[i])
                    .as("%s at %d", expected.getName(), i)
                    .isCloseTo(e[i], within((float) (TOLERANCE * Math.max(1, largest))));
        }
    }
}
