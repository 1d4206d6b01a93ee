/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.ChildJvm;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** XLNet remembers segments as in transformers, and reads texts of any length by them. */
class XlnetMemoryTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final double TOLERANCE = 5e-5;

    private static NDList call(TransformerModel model, NDManager manager, NDList inputs) {
        return model.forward(new ParameterStore(manager, false), inputs, false);
    }

    private static NDList ids(NDArray ids) {
        ids.setName("input_ids");
        return new NDList(ids);
    }

    private static NDList memory(NDList outputs) {
        NDList memory = new NDList();
        outputs.stream().filter(array -> array.getName().startsWith("mems.")).forEach(memory::add);
        return memory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"portable", "fused"})
    void secondSegmentSeesWhatTheFirstLeft(String kernels) throws IOException {
        Path folder = FIXTURES.resolve("xlnet-two-segments");
        try (NDManager manager = NDManager.newBaseManager();
                SafetensorsStore expected =
                        SafetensorsStore.open(folder.resolve("case.safetensors"))) {
            TransformerModel model =
                    Checkpoint.load(folder, manager, LoadOptions.of(Map.of("kernels", kernels)))
                            .model();
            NDList first = call(model, manager, ids(expected.read(manager, "in.first")));
            assertClose(first.get("last_hidden_state"), expected.read(manager, "out.first"));
            NDList memory = memory(first);
            assertThat(memory).hasSize(3);
            for (NDArray array : memory) {
                assertClose(array, expected.read(manager, "out." + array.getName()));
            }
            NDList inputs = ids(expected.read(manager, "in.second")).addAll(memory);
            NDList second = call(model, manager, inputs);
            assertClose(second.get("last_hidden_state"), expected.read(manager, "out.second"));
            assertThat(memory(second)).hasSize(3);
        }
    }

    /** Inside, a text is read as it is segment by segment from outside. */
    @Test
    void longTextIsReadBySegments() throws IOException {
        Path folder = FIXTURES.resolve("xlnet-model");
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel whole =
                    Checkpoint.load(
                                    folder,
                                    manager,
                                    LoadOptions.of(Map.of("segmentLength", 16, "memoryLength", 24)))
                            .model();
            TransformerModel pieces =
                    Checkpoint.load(folder, manager, LoadOptions.of(Map.of("memoryLength", 24)))
                            .model();
            NDArray text =
                    manager.randomInteger(0, whole.vocabSize(), new Shape(2, 71), DataType.INT64);
            NDArray actual = call(whole, manager, ids(text)).get("last_hidden_state");
            NDList memory = new NDList();
            for (int start = 0; start < 71; start += 16) {
                NDIndex range = new NDIndex(":, {}:{}", start, Math.min(71, start + 16));
                NDList outputs = call(pieces, manager, ids(text.get(range)).addAll(memory));
                memory = memory(outputs);
                assertClose(actual.get(range), outputs.get("last_hidden_state"));
            }
        }
    }

    /** Padding on the left has no part in what is remembered. */
    @Test
    void paddingIsNotRemembered() throws IOException {
        Path folder = FIXTURES.resolve("xlnet-sequence-classification");
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    Checkpoint.load(folder, manager, LoadOptions.of(Map.of("segmentLength", 16)))
                            .model();
            NDArray text =
                    manager.randomInteger(6, model.vocabSize(), new Shape(1, 32), DataType.INT64);
            NDArray alone = call(model, manager, ids(text)).head();
            NDArray gap = manager.full(new Shape(1, 16), 5, DataType.INT64);
            NDArray padded = gap.concat(text, 1);
            NDArray mask = gap.zerosLike().concat(text.onesLike(), 1);
            mask.setName("attention_mask");
            NDList inputs = ids(padded).addAll(new NDList(mask));
            assertClose(call(model, manager, inputs).head(), alone);
        }
    }

    /**
     * Ten times the text, in about the same memory: the ids, some times over, are a few megabytes.
     * If each segment saw all before it, its scores would be gigabytes.
     */
    @Test
    void longTextIsClassifiedInConstantMemory() throws IOException, InterruptedException {
        assumeTrue(ProcessMemory.resetPeak());
        assertThat(Long.parseLong(ChildJvm.output("64m", Growth.class))).isLessThan(256L << 20);
    }

    /** Prints by how much more memory 100,000 tokens raise the peak than 10,000 do. */
    static final class Growth {

        private Growth() {}

        public static void main(String[] args) throws IOException {
            Path folder = FIXTURES.resolve("xlnet-sequence-classification");
            try (NDManager manager = NDManager.newBaseManager()) {
                TransformerModel model =
                        Checkpoint.load(
                                        folder,
                                        manager,
                                        LoadOptions.of(Map.of("segmentLength", 1024)))
                                .model();
                assertThat(model.maxLength()).isGreaterThan(100_000);
                peak(model, manager, 5_000); // what a first call allocates stays
                long tenth = peak(model, manager, 10_000);
                System.out.println(peak(model, manager, 100_000) - tenth);
            }
        }

        private static long peak(TransformerModel model, NDManager manager, int length)
                throws IOException {
            try (NDManager scope = manager.newSubManager()) {
                NDArray text =
                        scope.randomInteger(
                                6, model.vocabSize(), new Shape(1, length), DataType.INT64);
                return ProcessMemory.peakAbove(
                                () -> {
                                    NDArray logits = call(model, scope, ids(text)).head();
                                    assertThat(logits.getShape()).isEqualTo(new Shape(1, 3));
                                    assertThat(logits.isNaN().any().getBoolean()).isFalse();
                                })
                        .orElseThrow();
            }
        }
    }

    @Test
    void refusesAMemoryOfAnotherShape() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    Checkpoint.load(FIXTURES.resolve("xlnet-model"), manager, LoadOptions.DEFAULT)
                            .model();
            NDArray memory = manager.zeros(new Shape(4, 2, 47));
            memory.setName("mems.0");
            NDList inputs = ids(manager.ones(new Shape(2, 3), DataType.INT64));
            inputs.add(memory);
            assertThatThrownBy(() -> call(model, manager, inputs))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mems.0 has shape (4, 2, 47)")
                    .hasMessageContaining(
                            "mems.0 to mems.2, each a float array of (remembered, 2, 48)");
        }
    }

    private static void assertClose(NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        for (int i = 0; i < e.length; i++) {
            assertThat((double) a[i])
                    .isCloseTo(e[i], within(TOLERANCE * Math.max(1, Math.abs(e[i]))));
        }
    }
}
