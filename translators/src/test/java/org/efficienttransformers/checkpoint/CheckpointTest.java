/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading is strict, and says what is wrong; another attention keeps the numbers where it can. */
class CheckpointTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path BERT = FIXTURES.resolve("bert-model");
    private static final Path LONGFORMER = FIXTURES.resolve("longformer-masked-lm");

    private static final String CLS = "cls.predictions";

    @TempDir private Path folder;
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Copies a fixture with changed settings and tensors. */
    private void change(
            Path fixture, Consumer<JsonObject> settings, Consumer<Map<String, NDArray>> tensors)
            throws IOException {
        JsonObject json = PretrainedConfig.read(fixture).toJson();
        settings.accept(json);
        Files.writeString(folder.resolve("config.json"), json.toString());
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (TensorStore store = SafetensorsStore.open(fixture.resolve("model.safetensors"))) {
            for (String name : store.names()) {
                arrays.put(name, store.read(manager, name));
            }
        }
        tensors.accept(arrays);
        SafetensorsWriter.write(folder.resolve("model.safetensors"), arrays, DataType.FLOAT32);
    }

    private static String name(Map<String, NDArray> tensors, String end) {
        return tensors.keySet().stream().filter(name -> name.endsWith(end)).findFirst().get();
    }

    private void refused(String... sentence) {
        refused(Map.of(), sentence);
    }

    private void refused(Map<String, ?> arguments, String... sentence) {
        assertThatThrownBy(() -> Checkpoint.load(folder, manager, LoadOptions.of(arguments)))
                .isInstanceOfAny(IOException.class, IllegalArgumentException.class)
                .hasMessageContainingAll(sentence);
    }

    @Test
    void refusesFoldersThatLackAFile() throws IOException {
        refused("There is no config.json in " + folder);
        Files.copy(BERT.resolve("config.json"), folder.resolve("config.json"));
        refused(folder.toString(), "model.safetensors", "pytorch_model.bin");
    }

    @Test
    void refusesConfigurationsThatItDoesntSupport() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"t5\"}");
        refused("model_type = t5; supported: ", "bert", "longformer", "roberta");
        Files.writeString(folder.resolve("config.json"), "[1]");
        refused("is not a JSON object");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": ");
        refused("is not valid JSON");
        Files.writeString(folder.resolve("config.json"), "{}");
        refused("has no model_type");
        change(BERT, json -> json.remove("hidden_size"), tensors -> {});
        refused("has no hidden_size, which is needed");
        change(BERT, json -> json.addProperty("hidden_size", "big"), tensors -> {});
        refused("hidden_size = \"big\"; it must be a number");
        change(BERT, json -> json.addProperty("num_attention_heads", 5), tensors -> {});
        refused("hidden_size is 24 and num_attention_heads is 5");
        change(BERT, json -> json.addProperty("hidden_act", "maxout"), tensors -> {});
        refused("hidden_act is 'maxout'; supported: gelu, ");
        change(
                BERT,
                json -> json.addProperty("position_embedding_type", "relative_key"),
                tensors -> {});
        refused("position_embedding_type = relative_key; supported: absolute");
        change(LONGFORMER, json -> json.addProperty("attention_window", 7), tensors -> {});
        refused("The attention window is 7; it must be an even number above 0");
        change(
                LONGFORMER,
                json -> json.getAsJsonArray("attention_window").remove(0),
                tensors -> {});
        refused("has 1 values in attention_window and 2 layers");
        change(LONGFORMER, json -> json.addProperty("attention_window", 8), tensors -> {});
        assertThat(Checkpoint.load(folder, manager, LoadOptions.DEFAULT).model()).isNotNull();
        change(LONGFORMER, json -> json.getAsJsonArray("attention_window").add(4), tensors -> {});
        refused("has 3 values in attention_window and 2 layers");
    }

    @Test
    void refusesTensorsThatDontFit() throws IOException {
        String query = "encoder.layer.1.attention.self.query.weight";
        change(BERT, json -> {}, tensors -> tensors.remove(query));
        refused("missing from model.safetensors: " + query);
        change(BERT, json -> {}, tensors -> tensors.put("surplus", manager.ones(new Shape(2))));
        refused("unexpected in model.safetensors: surplus");
        change(BERT, json -> {}, tensors -> tensors.put(query, manager.ones(new Shape(24, 23))));
        refused(query, "has shape (24, 23), and config.json asks for (24, 24)");
        change(BERT, json -> json.addProperty("num_hidden_layers", 3), tensors -> {});
        refused("missing", "encoder.layer.2.", "and 8 more");
        change(BERT, json -> json.addProperty("vocab_size", 60), tensors -> {});
        refused("word_embeddings.weight", "has shape (61, 24)", "asks for (60, 24)");
    }

    @Test
    void refusesOptionsThatItDoesntKnow() throws IOException {
        change(BERT, json -> {}, tensors -> {});
        refused(Map.of("attention", "sparse"), "attention is 'sparse'; allowed: full, longformer");
        refused(
                Map.of("attentionWindow", 8),
                "attentionWindow is given, but the attention is full");
        refused(
                Map.of("attention", "longformer", "attentionWindow", 9),
                "The attention window is 9");
        refused(Map.of("maxLength", 0), "maxLength is '0'; allowed: a whole number of 1 or more");
        refused(Map.of("maxLength", "many"), "maxLength is 'many'");
        refused(
                Map.of("dtype", "int4"),
                "dtype is 'int4'; allowed: float32, float16, bfloat16, int8");
        refused(
                Map.of("dtype", "bfloat16", "kernels", "portable"),
                "dtype is 'bfloat16' and kernels is 'portable'");
        refused(Map.of("kernels", "fast"), "kernels is 'fast'; allowed: auto, portable, fused");
        refused(Map.of("outputHiddenStates", "yes"), "allowed: true, false");
        refused(Map.of("mapWeights", "no"), "mapWeights is 'no'; allowed: true, false");
    }

    @Test
    void leavesOtherHeadsUnusedAndSaysSo() throws IOException {
        change(
                LONGFORMER,
                json -> json.getAsJsonArray("architectures").set(0, json.get("model_type")),
                tensors -> {});
        JsonObject json = PretrainedConfig.read(folder).toJson();
        json.remove("architectures");
        Files.writeString(folder.resolve("config.json"), json.toString());
        Checkpoint checkpoint = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
        assertThat(checkpoint.model().head()).isEqualTo(Head.BASE);
        assertThat(checkpoint.report().unused()).contains("lm_head.bias", "lm_head.dense.weight");
        assertThat(checkpoint.report().files()).containsExactly("model.safetensors");
        assertThat(checkpoint.report().toString()).contains("tensors", "MB", "unused: lm_head");
    }

    @Test
    void takesOldNamesAndPrefixes() throws IOException {
        NDArray expected = logits(Checkpoint.load(LONGFORMER, manager, LoadOptions.DEFAULT));
        change(
                LONGFORMER,
                json -> {},
                tensors -> {
                    Map<String, NDArray> renamed = new LinkedHashMap<>();
                    tensors.forEach(
                            (name, array) ->
                                    renamed.put(
                                            name.replace("longformer.", "roberta.")
                                                    .replace("LayerNorm.weight", "LayerNorm.gamma")
                                                    .replace("LayerNorm.bias", "LayerNorm.beta")
                                                    .replace(
                                                            "lm_head.bias", "lm_head.decoder.bias"),
                                            array));
                    renamed.put("roberta.embeddings.position_ids", manager.ones(new Shape(1, 9)));
                    tensors.clear();
                    tensors.putAll(renamed);
                });
        Checkpoint renamed = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
        assertThat(logits(renamed)).isEqualTo(expected);
        assertThat(renamed.report().unused()).containsExactly("roberta.embeddings.position_ids");
    }

    /** A tied checkpoint may hold its one tensor under either of the two names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-masked-lm",
                "bert-pretraining",
                "bigbird-causal-lm",
                "bigbird-masked-lm",
                "bigbird-pretraining",
                "longformer-masked-lm",
                "roberta-causal-lm",
                "roberta-masked-lm"
            })
    void takesTiedWeightsUnderTheNameOfTheDecoder(String fixture) throws IOException {
        Path original = FIXTURES.resolve(fixture);
        NDList expected = run(Checkpoint.load(original, manager, LoadOptions.DEFAULT).model(), 40);
        change(
                original,
                json -> {},
                tensors -> {
                    String head = tensors.containsKey("lm_head.bias") ? "lm_head" : CLS;
                    String words = name(tensors, "word_embeddings.weight");
                    tensors.put(head + ".decoder.weight", tensors.remove(words));
                });

        Checkpoint renamed = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);

        assertThat(renamed.report().unused()).isEmpty();
        NDList actual = run(renamed.model(), 40);
        for (int i = 0; i < expected.size(); i++) {
            assertClose(actual.get(i), expected.get(i), 1e-5f);
        }
    }

    @Test
    void takesNoOtherTensorForTheEmbeddingsOfAnUntiedCheckpoint() throws IOException {
        change(
                FIXTURES.resolve("bert-masked-lm-untied"),
                json -> {},
                tensors -> tensors.remove(name(tensors, "word_embeddings.weight")));
        refused("missing from model.safetensors: bert.embeddings.word_embeddings.weight");
    }

    @Test
    void weightsThatArentMappedOutliveAChangeOfTheirFile() throws IOException {
        change(LONGFORMER, json -> {}, tensors -> {});
        Path weights = folder.resolve("model.safetensors");
        LoadOptions read = LoadOptions.of(Map.of("mapWeights", "false"));
        Checkpoint checkpoint = Checkpoint.load(folder, manager, read);
        NDArray expected = logits(checkpoint);

        try (FileChannel file = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate((int) file.size())); // in place, so not by a rename
        }

        assertThat(logits(checkpoint)).isEqualTo(expected);
    }

    @Test
    void freezesWhatItLoads() throws IOException {
        TransformerModel model = Checkpoint.load(BERT, manager, LoadOptions.DEFAULT).model();
        assertThat(StateDict.of(model).values()).noneMatch(Parameter::requiresGradient);
    }

    @Test
    void windowsAsWideAsTheTextChangeNothing() throws IOException {
        for (String name : new String[] {"bert-model", "roberta-model", "bert-masked-lm"}) {
            Path original = FIXTURES.resolve(name);
            Map<String, Object> swap =
                    Map.of("attention", "longformer", "attentionWindow", 90, "maxLength", 64);
            Checkpoint full = Checkpoint.load(original, manager, LoadOptions.DEFAULT);
            Checkpoint windows = Checkpoint.load(original, manager, LoadOptions.of(swap));
            assertThat(windows.model().hasGlobalTokens()).isTrue();
            assertThat(windows.report().derived()).anyMatch(note -> note.contains("copied"));
            NDList expected = run(full.model(), 45);
            NDList actual = run(windows.model(), 45);
            for (int i = 0; i < expected.size(); i++) {
                assertClose(actual.get(i), expected.get(i), 1e-4f);
            }
        }
    }

    @Test
    void tilesThePositionsOfLongerTexts() throws IOException {
        for (String name : new String[] {"bert-model", "roberta-model"}) {
            Path original = FIXTURES.resolve(name);
            LoadOptions longer = LoadOptions.of(Map.of("maxLength", 150));
            Checkpoint checkpoint = Checkpoint.load(original, manager, longer);
            assertThat(checkpoint.model().maxLength()).isEqualTo(150);
            assertThat(checkpoint.report().derived()).anyMatch(note -> note.contains("tiled"));
            NDArray table = table(checkpoint);
            NDArray before = table(Checkpoint.load(original, manager, LoadOptions.DEFAULT));
            int reserved = name.startsWith("bert") ? 0 : 2;
            int period = Math.toIntExact(before.getShape().get(0)) - reserved;
            assertThat(table.getShape().get(0)).isEqualTo(150 + reserved);
            for (int position : new int[] {0, period - 1, period, 149}) {
                assertThat(table.get(reserved + position))
                        .isEqualTo(before.get(reserved + position % period));
            }
            assertThat(run(checkpoint.model(), 150).head().getShape())
                    .isEqualTo(new Shape(1, 150, 24));
        }
    }

    private static NDArray table(Checkpoint checkpoint) {
        return StateDict.of(checkpoint.model())
                .get("embeddings.position_embeddings.weight")
                .getArray();
    }

    @Test
    void computesInFloat16() throws IOException {
        NDArray expected = logits(Checkpoint.load(LONGFORMER, manager, LoadOptions.DEFAULT));
        Checkpoint half =
                Checkpoint.load(LONGFORMER, manager, LoadOptions.of(Map.of("dtype", "float16")));
        NDArray actual = logits(half);
        assertThat(actual.getDataType()).isEqualTo(DataType.FLOAT16);
        assertClose(actual.toType(DataType.FLOAT32, false), expected, 0.02f);
    }

    @Test
    void headIsGivenWhereConfigHasNone() throws IOException {
        NDArray expected = logits(Checkpoint.load(LONGFORMER, manager, LoadOptions.DEFAULT));
        change(LONGFORMER, json -> json.remove("architectures"), tensors -> {});
        refused(Map.of("head", "words"), "head is 'words'; allowed: base, masked_lm, causal_lm");
        Checkpoint given =
                Checkpoint.load(folder, manager, LoadOptions.of(Map.of("head", "masked_lm")));
        assertClose(logits(given), expected, 0);
        Path saved = folder.resolve("saved");
        given.save(saved, DataType.FLOAT32);
        assertThat(PretrainedConfig.read(saved).architecture()).isEqualTo("LongformerForMaskedLM");
        change(LONGFORMER, json -> {}, tensors -> {});
        refused(
                Map.of("head", "masked_lm"),
                "names its head by architectures = LongformerForMaskedLM",
                "leave it out");
    }

    private NDArray logits(Checkpoint checkpoint) {
        return run(checkpoint.model(), 40).get("logits");
    }

    private NDList run(TransformerModel model, int length) {
        long[] ids = new long[length];
        for (int i = 0; i < length; i++) {
            ids[i] = 4L + i * 7 % 50;
        }
        NDArray array = manager.create(ids, new Shape(1, length));
        return model.forward(new ParameterStore(manager, false), new NDList(array), false);
    }

    private static void assertClose(NDArray actual, NDArray expected, float tolerance) {
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        assertThat(a).hasSameSizeAs(e);
        for (int i = 0; i < e.length; i++) {
            assertThat(a[i]).isCloseTo(e[i], within(tolerance * Math.max(1, Math.abs(e[i]))));
        }
    }
}
