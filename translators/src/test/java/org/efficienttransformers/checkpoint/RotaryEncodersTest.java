/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.window.SlidingWindowAttention;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders with rotary positions take another attention, train, and are made from scratch. */
class RotaryEncodersTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TempDir private Path folder;

    private static Checkpoint load(String fixture, NDManager manager, Object... options)
            throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            all.put((String) options[i], options[i + 1]);
        }
        return Checkpoint.load(FIXTURES.resolve(fixture), manager, LoadOptions.of(all));
    }

    private static NDArray run(TransformerModel model, NDList inputs, NDManager manager) {
        return model.forward(new ParameterStore(manager, false), inputs, false).head();
    }

    private static double difference(NDArray a, NDArray b, NDList inputs) {
        NDArray mask = inputs.get("attention_mask").toType(DataType.FLOAT32, false).expandDims(2);
        return a.sub(b).mul(mask).abs().max().getFloat();
    }

    /** A window as wide as the text, without global tokens, is full attention. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "xlm-roberta-masked-lm",
                "gte-masked-lm",
                "nomic-bert-masked-lm",
                "eurobert-masked-lm",
                "eurobert-masked-lm-tied-biases"
            })
    void takeTheAttentionOfALongformer(String fixture) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList inputs = Fixture.of(fixture).inputs(manager);
            NDArray expected = run(load(fixture, manager).model(), inputs, manager);
            Checkpoint swapped =
                    load(fixture, manager, "attention", "longformer", "attentionWindow", 512);
            assertThat(swapped.model().attention())
                    .allMatch(SlidingWindowAttention.class::isInstance);
            assertThat(difference(run(swapped.model(), inputs, manager), expected, inputs))
                    .isLessThan(1e-4);
            Checkpoint narrow =
                    load(fixture, manager, "attention", "longformer", "attentionWindow", 4);
            NDArray local = run(narrow.model(), inputs, manager);
            assertThat(difference(local, expected, inputs)).isGreaterThan(1e-2);
            narrow.save(folder, DataType.FLOAT32);
            Checkpoint again = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
            assertThat(difference(run(again.model(), inputs, manager), local, inputs))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void modernBertKeepsItsFullLayers() throws IOException {
        String fixture = "modernbert-masked-lm";
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList inputs = Fixture.of(fixture).inputs(manager);
            TransformerModel own = load(fixture, manager).model();
            NDArray expected = run(own, inputs, manager);
            Checkpoint swapped = load(fixture, manager, "attention", "longformer");
            assertThat(swapped.model().attention()).hasSameSizeAs(own.attention());
            for (int i = 0; i < own.attention().size(); i++) {
                assertThat(swapped.model().attention().get(i))
                        .hasSameClassAs(own.attention().get(i));
            }
            assertThat(own.attention()).anyMatch(FullAttention.class::isInstance);
            assertThat(swapped.model().hasGlobalTokens()).isTrue();
            assertThat(difference(run(swapped.model(), inputs, manager), expected, inputs))
                    .isLessThan(1e-4);
            NDArray global = inputs.get("attention_mask").zerosLike();
            global.set(new ai.djl.ndarray.index.NDIndex(":, 3"), 1);
            global.setName("global_attention_mask");
            NDList more = new NDList(inputs).addAll(new NDList(global));
            NDArray withGlobal = run(swapped.model(), more, manager);
            assertThat(difference(withGlobal, expected, inputs)).isGreaterThan(1e-3);
            swapped.save(folder, DataType.FLOAT32);
            Checkpoint again = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
            assertThat(difference(run(again.model(), more, manager), withGlobal, inputs))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void modernBertAttendsFullyIfAsked() throws IOException {
        String fixture = "modernbert-masked-lm";
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList inputs = Fixture.of(fixture).inputs(manager);
            TransformerModel full = load(fixture, manager, "attention", "full").model();
            assertThat(full.attention()).allMatch(FullAttention.class::isInstance);
            TransformerModel wide = load(fixture, manager, "attentionWindow", 4096).model();
            assertThat(wide.hasGlobalTokens()).isFalse();
            assertThat(difference(run(full, inputs, manager), run(wide, inputs, manager), inputs))
                    .isLessThan(1e-4);
        }
    }

    @Test
    void mechanismsWithoutRotaryPositionsAreRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> load("gte-masked-lm", manager, "attention", "bigbird"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no rotary positions");
        }
    }

    /**
     * Along its gradient a parameter changes a function of the logits by the square of the
     * gradient's length, measured by differences.
     */
    @ParameterizedTest
    @CsvSource({
        "modernbert-masked-lm-thetas, portable",
        "modernbert-masked-lm-thetas, fused",
        "gte-masked-lm-untied, fused",
        "nomic-bert-masked-lm-head-dim, fused",
        "eurobert-masked-lm-tied-biases, portable",
        "eurobert-masked-lm-tied-biases, fused",
        "eurobert-sequence-classification-late-left, fused"
    })
    void gradientsAreThoseOfFiniteDifferences(String fixture, String kernels) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList inputs = Fixture.of(fixture).inputs(manager);
            TransformerModel model = load(fixture, manager, "kernels", kernels).model();
            model.freezeParameters(false);
            Map<String, Parameter> parameters = StateDict.of(model);
            parameters.values().forEach(p -> p.getArray().setRequiresGradient(true));
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(loss(model, inputs, manager));
            }
            int checked = 0;
            for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
                NDArray array = entry.getValue().getArray();
                NDArray gradient = array.getGradient().duplicate();
                double length = gradient.norm().getFloat();
                if (length < 1e-2) {
                    continue;
                }
                double step = 1e-2 / length;
                NDArray start = array.duplicate();
                double[] sides = new double[2];
                for (int side = 0; side < 2; side++) {
                    NDArray moved = start.add(gradient.mul((float) (side == 0 ? step : -step)));
                    moved.copyTo(array);
                    sides[side] = loss(model, inputs, manager).getFloat();
                }
                start.copyTo(array);
                assertThat((sides[0] - sides[1]) / (2 * step))
                        .as(entry.getKey())
                        .isCloseTo(length * length, within(0.02 * length * length + 1e-3));
                checked++;
            }
            assertThat(checked).isGreaterThan(parameters.size() / 2);
        }
    }

    private static NDArray loss(TransformerModel model, NDList inputs, NDManager manager) {
        NDArray logits = model.forward(new ParameterStore(manager, false), inputs, true).head();
        NDArray weights = manager.arange((float) logits.size()).sin().reshape(logits.getShape());
        return logits.sub(weights).square().mean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modernbert-masked-lm-thetas",
                "gte-masked-lm-untied",
                "nomic-bert-masked-lm-head-dim",
                "eurobert-masked-lm-tied-biases"
            })
    void aShortTrainingLearns(String fixture) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList inputs = Fixture.of(fixture).inputs(manager);
            TransformerModel model = load(fixture, manager).model();
            model.freezeParameters(false);
            List<NDArray> arrays =
                    StateDict.of(model).values().stream().map(Parameter::getArray).toList();
            arrays.forEach(array -> array.setRequiresGradient(true));
            float first = 0;
            float last = 0;
            for (int step = 0; step < 20; step++) {
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    NDArray loss = loss(model, inputs, manager);
                    last = loss.getFloat();
                    first = step == 0 ? last : first;
                    collector.backward(loss);
                }
                for (NDArray array : arrays) {
                    NDArray gradient = array.getGradient();
                    NDArray norm = gradient.norm().add(1e-6f);
                    array.stopGradient().subi(gradient.div(norm).mul(0.02f));
                    gradient.subi(gradient.duplicate());
                }
            }
            assertThat(last).isLessThan(0.9f * first);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xlm-roberta", "gte", "new", "nomic_bert", "eurobert", "modernbert"})
    void aModelFromScratchLoadsAgain(String type) throws IOException {
        String json =
                "{model_type: '"
                        + type
                        + "', vocab_size: 30, hidden_size: 8, num_hidden_layers: 3,"
                        + " num_attention_heads: 2, intermediate_size: 12, pad_token_id: 0,"
                        + " max_position_embeddings: 40}";
        try (NDManager manager = NDManager.newBaseManager()) {
            Checkpoint made =
                    UntrainedModels.create(
                            new PretrainedConfig(
                                    JsonParser.parseString(json).getAsJsonObject(), "test"),
                            manager);
            made.save(folder, DataType.FLOAT32);
            Checkpoint again = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
            NDArray ids = manager.arange(1, 21, 1, DataType.INT64).reshape(2, 10);
            ids.setName("input_ids");
            NDList inputs = new NDList(ids);
            NDArray expected = run(made.model(), inputs, manager);
            assertThat(expected.isNaN().any().getBoolean()).isFalse();
            assertThat(run(again.model(), inputs, manager).allClose(expected, 1e-5, 1e-5, false))
                    .isTrue();
        }
    }

    /** nomic-bert-2048 is published under this name, and predicts words alone. */
    @Test
    void theNameOfTheRemoteCodeIsAMaskedLanguageModel() throws IOException {
        PretrainedConfig config = PretrainedConfig.read(FIXTURES.resolve("nomic-bert-masked-lm"));
        PretrainedConfig remote = config.withArchitecture("NomicBertForPreTraining");
        assertThat(Architectures.head(remote)).isEqualTo(Head.MASKED_LM);
    }
}
