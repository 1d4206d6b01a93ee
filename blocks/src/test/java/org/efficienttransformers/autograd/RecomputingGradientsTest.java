/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.efficienttransformers.SumsInAnyOrder;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.FreshProcess;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.SmallReformer;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients without activations are those of plain autograd, which is the oracle. */
class RecomputingGradientsTest {

    private static final int LENGTH = 24;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static GradientCollector plain() {
        return Engine.getInstance().newGradientCollector();
    }

    private NDArray loss(TransformerModel model, int batch) {
        return loss(model, batch, LENGTH);
    }

    private NDArray loss(TransformerModel model, int batch, int length) {
        NDArray ids = SmallReformer.ids(manager, batch, length);
        NDArray mask = manager.ones(new Shape(batch, length), DataType.INT64);
        mask.set(new ai.djl.ndarray.index.NDIndex("0, 17:"), 0);
        mask.setName("attention_mask");
        NDArray logits =
                model.forward(new ParameterStore(manager, false), new NDList(ids, mask), true)
                        .head();
        // Weights that differ everywhere, so that no error cancels out.
        NDArray weights = Scalars.mul(manager.arange((float) logits.size()), 0.37).sin();
        return logits.mul(weights.reshape(logits.getShape())).sum();
    }

    /** The gradients of all parameters by their names, on the host. */
    private Map<String, float[]> gradients(
            ModelDescription config, Supplier<GradientCollector> open, int passes) {
        TransformerModel model = SmallReformer.model(Head.MASKED_LM, config, manager);
        Engine.getInstance().setRandomSeed(3);
        try (GradientCollector collector = open.get()) {
            for (int batch = 1; batch <= passes; batch++) {
                collector.backward(loss(model, batch));
            }
        }
        return gradients(model);
    }

    private static Map<String, float[]> gradients(TransformerModel model) {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (Map.Entry<String, Parameter> parameter : StateDict.of(model).entrySet()) {
            gradients.put(
                    parameter.getKey(),
                    parameter.getValue().getArray().getGradient().toFloatArray());
        }
        return gradients;
    }

    /** Within 1e-6 of the largest of each parameter. */
    private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        for (String name : expected.keySet()) {
            float[] a = actual.get(name);
            float[] e = expected.get(name);
            float largest = 0;
            float apart = 0;
            for (int i = 0; i < e.length; i++) {
                largest = Math.max(largest, Math.abs(e[i]));
                apart = Math.max(apart, Math.abs(a[i] - e[i]));
            }
            assertThat(largest).as(name).isPositive();
            assertThat(apart).as(name).isLessThanOrEqualTo(1e-6f * largest);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, true, 0",
        "2, 0, true, 0",
        "6, 0, true, 5",
        "2, 0, false, 0",
        "4, 0.3, true, 0",
        "5, 0.3, false, 7"
    })
    void equalThoseOfPlainAutograd(int layers, float dropout, boolean seeded, int chunk) {
        SmallReformer builder =
                SmallReformer.builder().layers(layers).dropout(dropout).feedForwardChunk(chunk);
        ModelDescription config = (seeded ? builder : builder.noSeed()).build();
        Map<String, float[]> expected = gradients(config, RecomputingGradientsTest::plain, 1);
        assertSame(gradients(config, RecomputingGradients::open, 1), expected);
    }

    /** Among so many units some stand so close to the kink of ReLU that any rounding shows. */
    @Test
    void recomputeTheSameNumbers() {
        int length = 2048;
        ModelDescription config =
                SmallReformer.builder().layers(6).positions(length).dropout(0.1f).build();
        TransformerModel plain = SmallReformer.model(Head.MASKED_LM, config, manager);
        TransformerModel reversible = SmallReformer.model(Head.MASKED_LM, config, manager);
        Engine.getInstance().setRandomSeed(3);
        try (GradientCollector collector = plain()) {
            collector.backward(loss(plain, 1, length));
        }
        Engine.getInstance().setRandomSeed(3);
        try (GradientCollector collector = RecomputingGradients.open()) {
            collector.backward(loss(reversible, 1, length));
        }
        assertSame(gradients(reversible), gradients(plain));
    }

    @Test
    void addUpOverSeveralPasses() {
        ModelDescription config = SmallReformer.builder().layers(3).build();
        Map<String, float[]> expected = gradients(config, RecomputingGradientsTest::plain, 3);
        assertSame(gradients(config, RecomputingGradients::open, 3), expected);
    }

    /** Both losses are computed before either is taken back. */
    @Test
    void passesWaitForTheirOwnLoss() {
        ModelDescription config = SmallReformer.builder().layers(2).dropout(0.2f).build();
        TransformerModel plain = SmallReformer.model(Head.MASKED_LM, config, manager);
        TransformerModel reversible = SmallReformer.model(Head.MASKED_LM, config, manager);
        Engine.getInstance().setRandomSeed(3);
        try (GradientCollector collector = plain()) {
            NDArray first = loss(plain, 1);
            NDArray second = loss(plain, 2);
            collector.backward(first);
            collector.backward(second);
        }
        Engine.getInstance().setRandomSeed(3);
        try (GradientCollector collector = RecomputingGradients.open()) {
            NDArray first = loss(reversible, 1);
            NDArray second = loss(reversible, 2);
            collector.backward(first);
            collector.backward(second);
        }
        assertSame(gradients(reversible), gradients(plain));
    }

    @Test
    void frozenEmbeddingsAndLayersStayFrozen() {
        ModelDescription config = SmallReformer.builder().layers(3).build();
        TransformerModel plain = SmallReformer.model(Head.MASKED_LM, config, manager);
        TransformerModel reversible = SmallReformer.model(Head.MASKED_LM, config, manager);
        Map<String, float[]> expected = new LinkedHashMap<>();
        for (TransformerModel model : new TransformerModel[] {plain, reversible}) {
            StateDict.of(model)
                    .forEach(
                            (name, parameter) -> {
                                if (!name.contains("layers.1") && !name.startsWith("lm_head")) {
                                    parameter.freeze(true);
                                }
                            });
        }
        try (GradientCollector collector = plain()) {
            collector.backward(loss(plain, 1));
        }
        try (GradientCollector collector = RecomputingGradients.open()) {
            collector.backward(loss(reversible, 1));
        }
        Map<String, float[]> actual = new LinkedHashMap<>();
        StateDict.of(plain)
                .forEach(
                        (name, parameter) -> {
                            if (parameter.requiresGradient()) {
                                expected.put(name, gradient(parameter));
                                actual.put(name, gradient(StateDict.of(reversible).get(name)));
                            }
                        });
        assertThat(expected).hasSizeGreaterThan(5);
        assertSame(actual, expected);
    }

    private static float[] gradient(Parameter parameter) {
        return parameter.getArray().getGradient().toFloatArray();
    }

    @Test
    void dropoutFollowsFromTheSeedOfTheEngine() {
        ModelDescription config = SmallReformer.builder().dropout(0.3f).build();
        Map<String, float[]> once = gradients(config, RecomputingGradients::open, 2);
        Map<String, float[]> again = gradients(config, RecomputingGradients::open, 2);
        once.forEach(
                (name, gradient) ->
                        assertThat(again.get(name))
                                .as(name)
                                .usingComparatorWithPrecision(SumsInAnyOrder.tolerance())
                                .containsExactly(gradient));
        // And differs between passes, as it should.
        TransformerModel model = SmallReformer.model(Head.MASKED_LM, config, manager);
        assertThat(loss(model, 1).getFloat()).isNotEqualTo(loss(model, 1).getFloat());
    }

    @Test
    void leaveNothingBehind() {
        ModelDescription config = SmallReformer.builder().build();
        TransformerModel model = SmallReformer.model(Head.MASKED_LM, config, manager);
        int before = manager.getManagedArrays().size();
        try (NDManager step = manager.newSubManager()) {
            NDArray ids = SmallReformer.ids(step, 1, LENGTH);
            ParameterStore store = new ParameterStore(manager, false);
            try (GradientCollector collector = RecomputingGradients.open()) {
                collector.backward(model.forward(store, new NDList(ids), true).head().sum());
                // Not taken back.
                assertThat(model.forward(store, new NDList(ids), true)).hasSize(1);
            }
        }
        assertThat(manager.getManagedArrays().size()).isEqualTo(before);
        assertThat(RecomputingGradients.active()).isNull();
    }

    /** What a graph would hold of so many layers is many times what the streams take. */
    @Test
    @Tag("cpu") // The memory of a process is that of the host.
    @EnabledOnOs(OS.LINUX)
    void keepNoActivations() throws IOException, InterruptedException {
        long plain = FreshProcess.number(Kept.class, "plain");
        long reversible = FreshProcess.number(Kept.class, "reversible");
        assertThat(plain).isGreaterThan(60 << 20);
        assertThat(reversible).isLessThan(plain / 4);
    }

    /** Prints by how many bytes the process grows from before a forward pass to after it. */
    static final class Kept {

        private Kept() {}

        public static void main(String[] args) throws IOException {
            ModelDescription config = SmallReformer.builder().layers(24).positions(4096).build();
            try (NDManager manager = NDManager.newBaseManager()) {
                TransformerModel model = SmallReformer.model(Head.MASKED_LM, config, manager);
                boolean reversible = args[0].equals("reversible");
                step(model, manager, 64, reversible); // What a first call allocates stays.
                System.out.println(step(model, manager, 4096, reversible));
            }
        }

        private static long step(
                TransformerModel model, NDManager manager, int length, boolean reversible)
                throws IOException {
            try (NDManager step = manager.newSubManager();
                    GradientCollector collector =
                            reversible ? RecomputingGradients.open() : plain()) {
                NDArray ids = SmallReformer.ids(step, 1, length);
                ParameterStore store = new ParameterStore(manager, false);
                long before = resident();
                NDArray logits = model.forward(store, new NDList(ids), true).head();
                long kept = resident() - before;
                collector.backward(logits.sum());
                return kept;
            }
        }
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("no VmRSS");
    }

    @Test
    void hiddenStatesAreRefused() {
        TransformerModel model = SmallEncoders.withStates(SmallReformer.builder().build());
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        NDArray ids = SmallReformer.ids(manager, 1, LENGTH);
        ParameterStore store = new ParameterStore(manager, false);
        try (GradientCollector collector = RecomputingGradients.open()) {
            assertThat(collector).isNotNull();
            assertThatThrownBy(() -> model.forward(store, new NDList(ids), true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outputHiddenStates");
        }
    }
}
