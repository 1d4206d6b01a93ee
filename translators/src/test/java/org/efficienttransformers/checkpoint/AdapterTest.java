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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.adapter.AdaptedTensors;
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
            Set<String> names = shapes(adapter).keySet();
            String merged =
                    String.format(
                            "%d matrices changed by a LoRA adapter, %d tensors taken from it",
                            names.stream().filter(name -> name.matches(".*lora_.*A.*")).count(),
                            names.stream().filter(name -> !name.contains("lora_")).count());
            assertThat(checkpoint.report().derived()).anyMatch(note -> note.contains(merged));
            assertSame(answers(checkpoint.model(), base, manager), expected, base, manager);
        }
    }

    private static NDList answers(TransformerModel model, Path base, NDManager manager)
            throws IOException {
        NDList inputs = new Fixture(base).inputs(manager);
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

    /**
     * Of a task that has a head to train, peft's classes save and load that head, whatever
     * modules_to_save says, so that its name would ask for tensors that aren't there.
     */
    @ParameterizedTest
    @CsvSource({
        "bert-sequence-classification, classifier, SEQ_CLS",
        "bert-sequence-classification, '',",
        "bert-model, '', FEATURE_EXTRACTION"
    })
    void namesTheTaskIfItsHeadIsThere(String base, String saved, String task) throws IOException {
        LoraSettings settings =
                new LoraSettings(
                        2,
                        2,
                        false,
                        0,
                        new Targets(List.of("query"), null),
                        Map.of(),
                        Map.of(),
                        saved.isEmpty() ? List.of() : List.of(saved),
                        LoraSettings.Bias.NONE);
        try (NDManager manager = NDManager.newBaseManager()) {
            Checkpoint checkpoint =
                    Checkpoint.load(FIXTURES.resolve(base), manager, LoadOptions.DEFAULT);
            LoraModel lora = LoraModel.of(checkpoint.model(), settings);
            AdapterWriter.write(lora, checkpoint.config(), base, folder);
        }
        JsonElement written = config(folder).get("task_type");
        assertThat(written.isJsonNull() ? null : written.getAsString()).isEqualTo(task);
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
                "r | \"many\" | has r = \"many\"",
                "r | 2.5 | has r = 2.5",
                "lora_alpha | \"8\" | has lora_alpha = \"8\"",
                "use_rslora | 1 | has use_rslora = 1",
                "bias | 0 | has bias = 0",
                "rank_pattern | [2] | has rank_pattern = [2]",
                "rank_pattern | {\"query\":null} | rank_pattern",
                "rank_pattern | {\"query[\":2} | rank_pattern has 'query[', which is no regular",
                "alpha_pattern | {\"query\":\"2\"} | has query = \"2\"",
                "alpha_pattern | {\"query\":-2} | alpha_pattern has -2.0 for 'query'",
                "target_modules | [\"query\",null] | has target_modules = [\"query\",null]",
                "target_modules | 3 | has target_modules = 3",
                "target_modules | \"query[\" | target_modules has 'query[', which is no regular",
                "modules_to_save | \"classifier\" | has modules_to_save = \"classifier\"",
                "init_lora_weights | \"PiSSA\" | init_lora_weights = PiSSA, by which",
                "peft_type | null | peft_type = null; supported: LORA",
                "lora_bias | true | lora_bias = true, which isn't supported",
                "trainable_token_indices | [1] | trainable_token_indices = [1], which isn't",
                "use_qalora | true | use_qalora = true, which isn't supported",
                "alora_invocation_tokens | [1] | alora_invocation_tokens = [1], which isn't",
                "kasa_config | {\"a\":1} | kasa_config = {\"a\":1}, which isn't supported"
            })
    void refusesWhatItDoesNotKnow(String key, String value, String message) throws IOException {
        Path adapter = ADAPTERS.resolve("bert-query-value");
        JsonObject json = config(adapter);
        json.add(key, JsonParser.parseString(value));
        Files.writeString(folder.resolve(CONFIG), json.toString());
        Files.copy(adapter.resolve(TENSORS), folder.resolve(TENSORS));
        assertRefused(base(adapter), message);
    }

    /**
     * Null stands for what peft takes where nothing is said; what only tells of training is read.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "use_rslora | null",
                "lora_dropout | null",
                "bias | null",
                "rank_pattern | null",
                "alpha_pattern | {}",
                "modules_to_save | null",
                "init_lora_weights | \"gaussian\"",
                "layers_to_transform | [0, 1]",
                "layers_pattern | \"layer\"",
                "exclude_modules | \".*key\"",
                "fan_in_fan_out | true",
                "target_modules | \".*[qv][a-z]+\"",
                "use_qalora | false",
                "peft_version | \"0.99\""
            })
    void readsWhatChangesNothing(String key, String value) throws IOException {
        Path adapter = ADAPTERS.resolve("bert-query-value");
        JsonObject json = config(adapter);
        json.add(key, JsonParser.parseString(value));
        Files.writeString(folder.resolve(CONFIG), json.toString());
        Files.copy(adapter.resolve(TENSORS), folder.resolve(TENSORS));
        assertAnswersAre(adapter, folder);
    }

    private void assertAnswersAre(Path adapter, Path read) throws IOException {
        Path base = base(adapter);
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore expected =
                        SafetensorsStore.open(adapter.resolve("expected.safetensors"))) {
            LoadOptions options = LoadOptions.of(Map.of("adapter", read.toString()));
            TransformerModel model = Checkpoint.load(base, manager, options).model();
            assertSame(answers(model, base, manager), expected, base, manager);
        }
    }

    /** peft saves words that it adapts whole, too; in adapter_model.bin those come last. */
    @Test
    void wordsAreReplacedBeforeTheyAreAdapted() throws IOException {
        String words = "words.weight";
        String prefix = "base_model.model.words.";
        Map<String, float[]> adapter =
                Map.of(
                        prefix + "lora_embedding_A", new float[] {1, 2},
                        prefix + "lora_embedding_B", new float[] {10, 20, 30},
                        prefix + "base_layer.weight", new float[6]);
        List<String> names = new ArrayList<>(adapter.keySet());
        for (int i = 0; i < names.size(); i++) {
            Collections.rotate(names, 1);
            try (NDManager manager = NDManager.newBaseManager();
                    TensorStore merged =
                            new AdaptedTensors(
                                    new Numbers(
                                            List.of(words), name -> new float[] {9, 9, 9, 9, 9, 9}),
                                    new Numbers(names, adapter::get),
                                    LoraSettings.of(1, 1, Targets.of("words")),
                                    name -> name,
                                    Map.of())) {
                assertThat(merged.read(manager, words).toFloatArray())
                        .as("order %s", names)
                        .containsExactly(10, 20, 30, 20, 40, 60);
            }
        }
    }

    /** Tensors of two rows, or of those that A and B of rank 1 have. */
    private record Numbers(List<String> order, Function<String, float[]> values)
            implements TensorStore {

        @Override
        public Set<String> names() {
            return new LinkedHashSet<>(order);
        }

        @Override
        public Shape shape(String name) {
            long size = values.apply(name).length;
            return size == 6 ? new Shape(2, 3) : size == 3 ? new Shape(3, 1) : new Shape(1, size);
        }

        @Override
        public DataType dataType(String name) {
            return DataType.FLOAT32;
        }

        @Override
        public NDArray read(NDManager manager, String name) {
            return manager.create(values.apply(name), shape(name));
        }

        @Override
        public String source(String name) {
            return "numbers";
        }

        @Override
        public void close() {}
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
