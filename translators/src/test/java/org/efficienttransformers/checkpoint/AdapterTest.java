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
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.adapter.AdapterConfig;
import org.efficienttransformers.checkpoint.adapter.AdapterWriter;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.lora.LoraModel;
import org.efficienttransformers.lora.LoraSettings;
import org.efficienttransformers.lora.LoraSettings.Targets;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters that peft wrote give what peft gives, and those written here are such. */
class AdapterTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path ADAPTERS = Path.of("src/test/resources/adapters");
    private static final String TENSORS = "adapter_model.safetensors";
    private static final String CONFIG = "adapter_config.json";

    /** As for checkpoints; relative to values above 1. */
    private static final double TOLERANCE = 1e-4;

    @TempDir private Path folder;

    static List<Arguments> adapters() throws IOException {
        try (Stream<Path> folders = Files.list(ADAPTERS)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .flatMap(
                            adapter ->
                                    Stream.of("portable", "fused")
                                            .map(kernels -> Arguments.of(adapter, kernels)))
                    .toList();
        }
    }

    private static JsonObject config(Path adapter) throws IOException {
        return JsonParser.parseString(Files.readString(adapter.resolve(CONFIG))).getAsJsonObject();
    }

    private static Path base(Path adapter) throws IOException {
        return FIXTURES.resolve(config(adapter).get("base_model_name_or_path").getAsString());
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void givesTheNumbersOfPeft(Path adapter, String kernels) throws IOException {
        Path base = base(adapter);
        LoadOptions options =
                LoadOptions.of(Map.of("adapter", adapter.toString(), "kernels", kernels));
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore expected =
                        SafetensorsStore.open(adapter.resolve("expected.safetensors"))) {
            Checkpoint checkpoint = Checkpoint.load(base, manager, options);
            assertThat(checkpoint.report().derived())
                    .anyMatch(note -> note.matches("\\d+ matrices changed by a LoRA adapter.*"));
            assertSame(answers(checkpoint.model(), base, manager), expected, base, manager);
        }
    }

    private static NDList answers(TransformerModel model, Path base, NDManager manager)
            throws IOException {
        NDList inputs = new NDList();
        try (TensorStore given = SafetensorsStore.open(base.resolve("case.safetensors"))) {
            for (String name : given.names()) {
                if (name.startsWith("in.")) {
                    NDArray input = given.read(manager, name);
                    input.setName(name.substring("in.".length()));
                    inputs.add(input);
                }
            }
        }
        return model.forward(new ParameterStore(manager, false), inputs, false);
    }

    private static void assertSame(
            NDList outputs, TensorStore expected, Path base, NDManager manager) throws IOException {
        boolean[] rows = tokens(base, manager);
        int compared = 0;
        for (String name : expected.names()) {
            NDArray output = outputs.get(name.substring("out.".length()));
            if (output == null) {
                continue; // a pooler that the base model's file has none for
            }
            float[] right = expected.read(manager, name).toFloatArray();
            float[] found = output.toFloatArray();
            assertThat(found).hasSameSizeAs(right);
            for (int i = 0; i < right.length; i++) {
                if (rows != null && !rows[i / (right.length / rows.length)]) {
                    continue;
                }
                assertThat((double) found[i])
                        .as("%s [%d]", name, i)
                        .isCloseTo(
                                right[i],
                                org.assertj.core.data.Offset.offset(
                                        TOLERANCE * Math.max(1, Math.abs(right[i]))));
            }
            compared++;
        }
        assertThat(compared).isPositive();
    }

    /** Which rows count where the fixture says that those of padding don't. */
    private static boolean[] tokens(Path base, NDManager manager) throws IOException {
        try (SafetensorsStore given = SafetensorsStore.open(base.resolve("case.safetensors"))) {
            return "mask".equals(given.metadata().get("compare"))
                    ? given.read(manager, "in.attention_mask").neq(0).flatten().toBooleanArray()
                    : null;
        }
    }

    @Test
    void withoutTheAdapterTheNumbersAreOthers() throws IOException {
        Path adapter = ADAPTERS.resolve("bert-query-value");
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore expected =
                        SafetensorsStore.open(adapter.resolve("expected.safetensors"))) {
            TransformerModel plain =
                    Checkpoint.load(base(adapter), manager, LoadOptions.DEFAULT).model();
            NDList outputs = answers(plain, base(adapter), manager);
            assertThatThrownBy(() -> assertSame(outputs, expected, base(adapter), manager))
                    .isInstanceOf(AssertionError.class);
        }
    }

    /** Names and shapes are those that peft writes for the same settings. */
    @ParameterizedTest
    @CsvSource({
        "bert-query-value, query value, 4, classifier, NONE",
        "modernbert-fused, Wqkv Wo Wi, 4, '', NONE",
        "longformer-global, query query_global value_global output.dense, 2, classifier, LORA_ONLY",
        "reformer, query_key query value dense.dense output.dense, 2, '', NONE",
        "distilbert, query value, 2, '', NONE",
        "mpnet, query value, 2, '', NONE",
        "eurobert, query value, 2, '', NONE",
        "led, query value q_proj v_proj, 2, '', NONE",
        "nomic-bert, Wqkv, 2, '', NONE"
    })
    void writesTheTensorsThatPeftWrites(
            String name, String targets, int rank, String saved, LoraSettings.Bias bias)
            throws IOException {
        Path adapter = ADAPTERS.resolve(name);
        LoraSettings settings =
                new LoraSettings(
                        rank,
                        2,
                        false,
                        0,
                        new Targets(List.of(targets.split(" ")), null),
                        Map.of(),
                        Map.of(),
                        saved.isEmpty() ? List.of() : List.of(saved),
                        bias);
        try (NDManager manager = NDManager.newBaseManager()) {
            Checkpoint checkpoint = Checkpoint.load(base(adapter), manager, LoadOptions.DEFAULT);
            LoraModel lora = LoraModel.of(checkpoint.model(), settings);
            AdapterWriter.write(lora, checkpoint.config(), "org/base", folder);
        }
        assertThat(shapes(folder)).isEqualTo(shapes(adapter));
        JsonObject written = config(folder);
        JsonObject theirs = config(adapter);
        for (Map.Entry<String, JsonElement> entry : written.entrySet()) {
            assertThat(theirs.has(entry.getKey())).as(entry.getKey()).isTrue();
        }
        assertThat(written.get("r")).isEqualTo(theirs.get("r"));
        assertThat(targeted(written)).isEqualTo(targeted(theirs));
        assertThat(written.get("bias")).isEqualTo(theirs.get("bias"));
        assertThat(written.get("modules_to_save").isJsonNull()).isEqualTo(saved.isEmpty());
        assertThat(written.get("base_model_name_or_path").getAsString()).isEqualTo("org/base");
    }

    /** Which of the adapted modules peft would find by the settings: all of them. */
    private List<String> targeted(JsonObject config) throws IOException {
        JsonElement targets = config.get("target_modules");
        return shapes(folder).keySet().stream()
                .filter(name -> name.contains(".lora_A"))
                .map(name -> name.substring("base_model.model.".length(), name.indexOf(".lora_A")))
                .filter(
                        module ->
                                targets.isJsonArray()
                                        ? targets.getAsJsonArray().asList().stream()
                                                .map(JsonElement::getAsString)
                                                .anyMatch(
                                                        end ->
                                                                module.equals(end)
                                                                        || module.endsWith(
                                                                                "." + end))
                                        : module.matches(targets.getAsString()))
                .toList();
    }

    private static Map<String, Shape> shapes(Path adapter) throws IOException {
        Map<String, Shape> shapes = new TreeMap<>();
        try (TensorStore store = SafetensorsStore.open(adapter.resolve(TENSORS))) {
            store.names().forEach(name -> shapes.put(name, store.shape(name)));
        }
        return shapes;
    }

    @ParameterizedTest
    @CsvSource({
        "bert-query-value",
        "bert-patterns",
        "modernbert-fused",
        "longformer-global",
        "reformer",
        "bert-new-head",
        "led"
    })
    void whatIsWrittenLoadsWithTheSameAnswers(String name) throws IOException {
        Path adapter = ADAPTERS.resolve(name);
        Path base = base(adapter);
        AdapterConfig config = AdapterConfig.read(adapter);
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = Checkpoint.load(base, manager, LoadOptions.DEFAULT).model();
            LoraSettings settings =
                    name.equals("bert-patterns") ? allLinear(config.settings()) : config.settings();
            // peft names heads of any architecture.
            boolean whole = settings.modulesToSave().contains("classifier");
            boolean there =
                    StateDict.of(model).keySet().stream()
                            .anyMatch(key -> key.startsWith("classifier"));
            LoraModel lora =
                    LoraModel.of(
                            model,
                            settings.withModulesToSave(
                                    !whole ? List.of() : List.of(there ? "classifier" : "pooler")));
            assertLoadsAsWritten(lora, base, manager);
        }
    }

    /** Transformers' classes have layers that are one tensor in files, each by itself. */
    @ParameterizedTest
    @CsvSource({
        "gte-masked-lm, qkv_proj up_gate_proj, q_proj k_proj v_proj up_proj gate_proj",
        "nomic-bert-masked-lm, Wqkv fc2, q_proj k_proj v_proj down_proj"
    })
    void whatTransformersTakesApartIsWrittenApart(String name, String targets, String modules)
            throws IOException {
        Path base = FIXTURES.resolve(name);
        LoraSettings settings =
                new LoraSettings(
                        2,
                        2,
                        false,
                        0,
                        new Targets(List.of(targets.split(" ")), null),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        LoraSettings.Bias.NONE);
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = Checkpoint.load(base, manager, LoadOptions.DEFAULT).model();
            assertLoadsAsWritten(LoraModel.of(model, settings), base, manager);
        }
        assertThat(shapes(folder).keySet().stream().map(key -> key.split("\\.")[6]).distinct())
                .containsExactlyInAnyOrder(modules.split(" "));
        assertThat(targeted(config(folder))).hasSize(shapes(folder).size() / 2);
    }

    private void assertLoadsAsWritten(LoraModel lora, Path base, NDManager manager)
            throws IOException {
        TransformerModel model = lora.base();
        lora.trained()
                .forEach(
                        (key, parameter) ->
                                manager.randomNormal(
                                                0,
                                                0.3f,
                                                parameter.getShape(),
                                                parameter.getArray().getDataType())
                                        .copyTo(parameter.getArray()));
        lora.settle();
        AdapterWriter.write(lora, PretrainedConfig.read(base), null, folder);
        NDList expected = answers(model, base, manager);
        TransformerModel loaded =
                Checkpoint.load(base, manager, LoadOptions.of(Map.of("adapter", folder.toString())))
                        .model();
        NDList found = answers(loaded, base, manager);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).sub(expected.get(i)).abs().max().getFloat())
                    .isLessThan(1e-5f * (1 + expected.get(i).abs().max().getFloat()));
        }
    }

    /** Without the layer of the head that peft counts among them. */
    private static LoraSettings allLinear(LoraSettings settings) {
        return new LoraSettings(
                settings.rank(),
                settings.alpha(),
                settings.rankStabilized(),
                settings.dropout(),
                Targets.matching(Targets.ALL_LINEAR),
                settings.rankPattern(),
                settings.alphaPattern(),
                settings.modulesToSave(),
                settings.bias());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "peft_type | \"IA3\" | peft_type = IA3; supported: LORA",
                "use_dora | true | use_dora = true, which isn't supported; merge the adapter",
                "target_parameters | [\"w\"] | target_parameters = [\"w\"], which isn't supported",
                "something_new | true | something_new = true, which isn't supported",
                "layer_replication | [[0,1]] | layer_replication = [[0,1]]",
                "init_lora_weights | \"pissa_niter_4\" | init_lora_weights = pissa_niter_4, by which",
                "bias | \"some\" | bias = some; allowed: none, all, lora_only",
                "r | 0 | rank of the adapter is 0",
                "target_modules | null | has no target_modules",
                "r | \"many\" | is not as peft writes it"
            })
    void refusesWhatItDoesNotKnow(String key, String value, String message) throws IOException {
        Path adapter = ADAPTERS.resolve("bert-query-value");
        JsonObject json = config(adapter);
        json.add(key, JsonParser.parseString(value));
        Files.writeString(folder.resolve(CONFIG), json.toString());
        Files.copy(adapter.resolve(TENSORS), folder.resolve(TENSORS));
        assertRefused(base(adapter), message);
    }

    private void assertRefused(Path base, String message) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LoadOptions options = LoadOptions.of(Map.of("adapter", folder.toString()));
            assertThatThrownBy(() -> Checkpoint.load(base, manager, options))
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "modernbert-model, adapts bert.encoder.layer.0.attention.self.query",
        "bert-model, ''"
    })
    void belongsToItsBaseModel(String other, String message) throws IOException {
        Path adapter = ADAPTERS.resolve("bert-query-value");
        Files.copy(adapter.resolve(CONFIG), folder.resolve(CONFIG));
        Files.copy(adapter.resolve(TENSORS), folder.resolve(TENSORS));
        Path base = FIXTURES.resolve(other);
        if (message.isEmpty()) {
            // A model without head takes that of the adapter.
            try (NDManager manager = NDManager.newBaseManager()) {
                LoadOptions options = LoadOptions.of(Map.of("adapter", folder.toString()));
                Checkpoint loaded = Checkpoint.load(base, manager, options);
                assertThat(loaded.config().labels()).hasSize(3);
            }
        } else {
            assertRefused(base, message);
        }
    }

    @Test
    void folderWithoutAdapterIsNamed() {
        assertThatThrownBy(() -> LoadOptions.of(Map.of("adapter", "hf://org/name")))
                .hasMessage(
                        "adapter is 'hf://org/name'; allowed: a local folder that has"
                                + " adapter_config.json, also as hf:///folder; download one of the"
                                + " hub first.");
        assertRefused(FIXTURES.resolve("bert-model"), "There is no adapter_config.json in");
    }

    @Test
    void sharedWordsAreNotAdapted() throws IOException {
        Path adapter = ADAPTERS.resolve("bert-embeddings");
        JsonObject json = config(adapter);
        json.add("task_type", null);
        Files.writeString(folder.resolve(CONFIG), json.toString());
        Files.copy(adapter.resolve(TENSORS), folder.resolve(TENSORS));
        assertRefused(FIXTURES.resolve("bert-masked-lm"), "which is the decoder of the words, too");
    }
}
