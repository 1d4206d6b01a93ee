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
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints of BERT and RoBERTa with another attention give transformers' numbers for the
 * original where the attention can, and what is saved loads again.
 */
class ConversionTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** float32 sums in another order, through two layers, relative to values above 1. */
    private static final float TOLERANCE = 1e-4f;

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

    private static List<Path> originals() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.filter(
                            folder ->
                                    name(folder)
                                            .matches(
                                                    "(bert|roberta|distilbert-ma|distilbert-mu).*"))
                    // A decoder is none of the encoders that are converted.
                    .filter(folder -> !name(folder).contains("causal"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    /** The settings under which each mechanism is full attention, for n positions. */
    private static List<Map<String, Object>> exact(int maxLength, boolean all) {
        List<Map<String, Object>> settings = new ArrayList<>();
        settings.add(Map.of("attention", "longformer", "attentionWindow", 2 * maxLength));
        settings.add(Map.of("attention", "bigbird", "blockSize", 64));
        List<String> projections = List.of("learned", "mean_pooling", "convolution");
        List<String> sharings = List.of("headwise", "none", "key_value", "layerwise");
        for (String projection : all ? projections : projections.subList(0, 1)) {
            for (String sharing : all ? sharings : sharings.subList(0, 1)) {
                settings.add(
                        Map.of(
                                "attention", "linformer",
                                "linformerK", maxLength,
                                "linformerProjection", projection,
                                "linformerSharing", sharing));
            }
        }
        return settings;
    }

    static List<Arguments> exactConversions() throws IOException {
        List<Arguments> conversions = new ArrayList<>();
        for (Path original : originals()) {
            String family = name(original).replaceFirst("-.*", "");
            int maxLength = Map.of("bert", 64, "roberta", 70, "distilbert", 24).get(family);
            boolean all = name(original).endsWith("masked-lm");
            for (Map<String, Object> settings : exact(maxLength, all)) {
                conversions.add(Arguments.of(original, settings));
            }
        }
        return conversions;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("exactConversions")
    void givesTheOriginalsNumbersAlsoWhenSavedAndLoaded(Path original, Map<String, Object> settings)
            throws IOException {
        Checkpoint converted = Checkpoint.load(original, manager, LoadOptions.of(settings));
        assertGivesNumbersOf(original, converted.model());
        converted.save(folder, DataType.FLOAT32);
        Checkpoint loaded = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
        assertThat(loaded.report().derived()).isEmpty();
        assertThat(loaded.report().unused()).isEmpty();
        assertSame(converted, loaded);
        assertGivesNumbersOf(original, loaded.model());
    }

    private void assertGivesNumbersOf(Path original, TransformerModel model) throws IOException {
        try (TensorStore store = SafetensorsStore.open(original.resolve("case.safetensors"))) {
            NDArray mask = store.read(manager, "in.attention_mask");
            NDList inputs = Fixture.inputs(store, manager);
            if (model.hasGlobalTokens()) {
                // These texts have no separators, by which global tokens are chosen.
                NDArray none = mask.zerosLike();
                none.setName("global_attention_mask");
                inputs.add(none);
            }
            NDList outputs = model.forward(new ParameterStore(manager, false), inputs, false);
            int compared = 0;
            for (String name : store.names()) {
                if (!name.startsWith("out.") || name.startsWith("out.hidden_states")) {
                    continue;
                }
                NDArray expected = store.read(manager, name);
                NDArray actual = outputs.get(name.substring("out.".length()));
                assertThat(actual.getShape()).isEqualTo(expected.getShape());
                boolean perToken =
                        mask.getShape().dimension() == 2
                                && expected.getShape().dimension() > 1
                                && expected.getShape().get(1) == mask.getShape().get(1);
                if (perToken) {
                    // What stands at padding has no meaning, and some mechanisms zero it.
                    NDArray kept = mask.toType(DataType.FLOAT32, false);
                    kept = expected.getShape().dimension() == 3 ? kept.expandDims(2) : kept;
                    actual = actual.mul(kept);
                    expected = expected.mul(kept);
                }
                assertClose(actual, expected, TOLERANCE);
                compared++;
            }
            assertThat(compared).isPositive();
        }
    }

    private static void assertClose(NDArray actual, NDArray expected, float tolerance) {
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        assertThat(a).hasSameSizeAs(e);
        for (int i = 0; i < e.length; i++) {
            assertThat(a[i]).isCloseTo(e[i], within(tolerance * Math.max(1, Math.abs(e[i]))));
        }
    }

    private static void assertSame(Checkpoint expected, Checkpoint actual) {
        var parameters = StateDict.of(actual.model());
        assertThat(parameters.keySet()).isEqualTo(StateDict.of(expected.model()).keySet());
        StateDict.of(expected.model())
                .forEach(
                        (name, parameter) ->
                                assertThat(parameters.get(name).getArray())
                                        .as(name)
                                        .isEqualTo(parameter.getArray()));
        assertThat(actual.model().maxLength()).isEqualTo(expected.model().maxLength());
        assertThat(actual.model().head()).isEqualTo(expected.model().head());
    }

    /** Windows over the whole text keep a decoder's numbers, too. */
    @Test
    void decodersBecomeLongformersAndPerformers() throws IOException {
        Path original = FIXTURES.resolve("roberta-causal-lm");
        Checkpoint windows =
                Checkpoint.load(
                        original,
                        manager,
                        LoadOptions.of(Map.of("attention", "longformer", "attentionWindow", 140)));
        assertGivesNumbersOf(original, windows.model());
        Checkpoint performer =
                Checkpoint.load(
                        original, manager, LoadOptions.of(Map.of("attention", "performer")));
        performer.save(folder, DataType.FLOAT32);
        assertThat(PretrainedConfig.read(folder).architecture()).isEqualTo("PerformerForCausalLM");
        Checkpoint loaded = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
        NDArray ids = ids(40);
        NDArray whole = run(loaded, ids);
        assertThat(whole).isEqualTo(run(performer, ids));
        try (TokenPredictor predictor = TokenPredictor.of(loaded.model(), manager)) {
            predictor.read(false, ids.get("0, :39").toLongArray());
            float[] next = predictor.read(false, new long[] {ids.getLong(0, 39)})[0];
            assertClose(manager.create(next), whole.get("0, 39"), TOLERANCE);
        }
    }

    /** Masked LM, whose decoder is tied; longer than the original, in either type. */
    @ParameterizedTest
    @MethodSource("longConversions")
    void longerModelsLoadAgainAsTheyAre(String original, Map<String, Object> settings)
            throws IOException {
        Checkpoint converted =
                Checkpoint.load(FIXTURES.resolve(original), manager, LoadOptions.of(settings));
        assertThat(converted.model().maxLength()).isEqualTo(512);
        NDArray ids = ids(500);
        NDArray expected = run(converted, ids);
        for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT16}) {
            converted.save(folder, type);
            Checkpoint loaded = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
            assertThat(loaded.report().derived()).isEmpty();
            if (type == DataType.FLOAT32) {
                assertThat(run(loaded, ids)).isEqualTo(expected);
            } else {
                assertClose(run(loaded, ids), expected, 0.03f);
            }
        }
    }

    static List<Arguments> longConversions() {
        List<Arguments> conversions = new ArrayList<>();
        for (String original : List.of("bert-masked-lm", "roberta-masked-lm")) {
            conversions.add(Arguments.of(original, longer(Map.of())));
            conversions.add(
                    Arguments.of(
                            original,
                            longer(Map.of("attention", "longformer", "attentionWindow", 32))));
            conversions.add(
                    Arguments.of(
                            original,
                            longer(
                                    Map.of(
                                            "attention", "bigbird",
                                            "blockSize", 16,
                                            "numRandomBlocks", 2))));
            for (String sharing : List.of("none", "headwise", "layerwise")) {
                conversions.add(
                        Arguments.of(
                                original,
                                longer(
                                        Map.of(
                                                "attention",
                                                "linformer",
                                                "linformerK",
                                                64,
                                                "linformerSharing",
                                                sharing))));
            }
            conversions.add(
                    Arguments.of(
                            original,
                            longer(Map.of("attention", "performer", "performerFeatures", 32))));
            conversions.add(
                    Arguments.of(
                            original,
                            longer(Map.of("attention", "performer", "performerKernel", "relu"))));
        }
        return conversions;
    }

    private static Map<String, Object> longer(Map<String, Object> settings) {
        Map<String, Object> all = new java.util.HashMap<>(settings);
        all.put("maxLength", 512);
        return all;
    }

    private NDArray ids(int length) {
        long[] ids = new long[length];
        for (int i = 0; i < length; i++) {
            ids[i] = 4L + i * 7 % 50;
        }
        return manager.create(ids, new Shape(1, length));
    }

    private NDArray run(Checkpoint checkpoint, NDArray ids) {
        return checkpoint
                .model()
                .forward(new ParameterStore(manager, false), new NDList(ids), false)
                .get("logits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"longformer", "bigbird", "linformer", "performer"})
    void computesInFloat16(String attention) throws IOException {
        Path original = FIXTURES.resolve("bert-masked-lm");
        NDArray ids = ids(60);
        NDArray expected =
                run(
                        Checkpoint.load(
                                original, manager, LoadOptions.of(Map.of("attention", attention))),
                        ids);
        for (String kernels : List.of("portable", "fused")) {
            Map<String, String> settings =
                    Map.of("attention", attention, "dtype", "float16", "kernels", kernels);
            NDArray actual = run(Checkpoint.load(original, manager, LoadOptions.of(settings)), ids);
            assertThat(actual.getDataType()).isEqualTo(DataType.FLOAT16);
            assertClose(actual.toType(DataType.FLOAT32, false), expected, 0.03f);
        }
    }

    /** Random features are drawn; the error of the whole model falls as they become more. */
    @Test
    void performerApproachesTheOriginalAsFeaturesBecomeMore() throws IOException {
        Path original = FIXTURES.resolve("bert-masked-lm");
        NDArray ids = ids(60);
        NDArray expected = run(Checkpoint.load(original, manager, LoadOptions.DEFAULT), ids);
        double[] errors = new double[2];
        int[] features = {16, 4096};
        for (int i = 0; i < features.length; i++) {
            for (int seed = 0; seed < 5; seed++) {
                Map<String, Object> settings =
                        Map.of(
                                "attention",
                                "performer",
                                "performerFeatures",
                                features[i],
                                "performerSeed",
                                seed);
                Checkpoint performer = Checkpoint.load(original, manager, LoadOptions.of(settings));
                errors[i] += run(performer, ids).sub(expected).square().mean().getFloat();
            }
        }
        // 256 times the features: 16 times smaller, squared 256; with room for chance.
        assertThat(errors[1]).isLessThan(errors[0] / 60);
    }

    @Test
    void theSeedDecidesTheRandomFeatures() throws IOException {
        List<NDArray> matrices = new ArrayList<>();
        for (int seed : new int[] {3, 3, 4}) {
            Map<String, Object> settings = Map.of("attention", "performer", "performerSeed", seed);
            Checkpoint performer =
                    Checkpoint.load(
                            FIXTURES.resolve("bert-model"), manager, LoadOptions.of(settings));
            String name = "encoder.layer.%d.attention.self.projection_matrix";
            var parameters = StateDict.of(performer.model());
            matrices.add(parameters.get(String.format(name, 0)).getArray());
            assertThat(parameters.get(String.format(name, 1)).getArray())
                    .isNotEqualTo(matrices.get(matrices.size() - 1));
        }
        assertThat(matrices.get(1)).isEqualTo(matrices.get(0));
        assertThat(matrices.get(2)).isNotEqualTo(matrices.get(0));
    }

    @Test
    void configurationsSayWhatTheModelBecame() throws IOException {
        assertBecomes("roberta-masked-lm", "longformer", "longformer", "LongformerForMaskedLM");
        assertBecomes("bert-masked-lm", "longformer", "bert", "BertForMaskedLM");
        assertBecomes("bert-masked-lm", "bigbird", "bert", "BertForMaskedLM");
        assertBecomes("bert-masked-lm", "linformer", "linformer", "LinformerForMaskedLM");
        assertBecomes("roberta-model", "performer", "performer", "PerformerModel");
        assertBecomes("longformer-model", "full", "roberta", "RobertaModel");
        assertThat(saved("bert-masked-lm", "bigbird").get("attention").getAsString())
                .isEqualTo("bigbird");
        JsonObject performer = saved("roberta-model", "performer");
        assertThat(performer.get("base_model_type").getAsString()).isEqualTo("roberta");
        assertThat(performer.get("dtype").getAsString()).isEqualTo("float32");
        assertThat(saved("bert-model", "linformer").has("base_model_type")).isTrue();
    }

    private void assertBecomes(String original, String attention, String type, String architecture)
            throws IOException {
        JsonObject json = saved(original, attention);
        assertThat(json.get("model_type").getAsString()).isEqualTo(type);
        assertThat(json.getAsJsonArray("architectures").get(0).getAsString())
                .isEqualTo(architecture);
    }

    private JsonObject saved(String original, String attention) throws IOException {
        Checkpoint.load(
                        FIXTURES.resolve(original),
                        manager,
                        LoadOptions.of(Map.of("attention", attention)))
                .save(folder, DataType.FLOAT32);
        return PretrainedConfig.read(folder).toJson();
    }

    /** There and back: what one mechanism has of its own is left unused by the next. */
    @Test
    void aConvertedModelConvertsBack() throws IOException {
        Path original = FIXTURES.resolve("roberta-masked-lm");
        NDArray ids = ids(60);
        NDArray expected = run(Checkpoint.load(original, manager, LoadOptions.DEFAULT), ids);
        for (String attention : List.of("longformer", "bigbird", "linformer", "performer")) {
            Checkpoint.load(original, manager, LoadOptions.of(Map.of("attention", attention)))
                    .save(folder, DataType.FLOAT32);
            Checkpoint back =
                    Checkpoint.load(folder, manager, LoadOptions.of(Map.of("attention", "full")));
            assertThat(run(back, ids)).isEqualTo(expected);
            assertThat(back.config().modelType()).isEqualTo("roberta");
        }
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        String bert = "bert-masked-lm";
        refused(bert, Map.of("linformerK", 4), "linformerK is given, but the attention is full");
        refused(
                bert,
                Map.of("attention", "linformer", "linformerK", 65),
                "rank k of Linformer is 65 and the maximum length n is 64");
        refused(
                bert,
                Map.of("attention", "linformer", "linformerK", 0),
                "linformerK is '0'; allowed: a whole number of 1 or more");
        refused(
                bert,
                Map.of("attention", "linformer", "linformerProjection", "max"),
                "linformerProjection is 'max'; allowed: learned, mean_pooling, convolution");
        refused(
                bert,
                Map.of(
                        "attention", "linformer",
                        "linformerK", 5,
                        "linformerProjection", "convolution"),
                "for convolution k must divide n");
        refused(
                bert,
                Map.of("attention", "performer", "performerFeatures", 0),
                "performerFeatures is '0'");
        refused(
                bert,
                Map.of("attention", "performer", "performerKernel", "gelu"),
                "performerKernel is 'gelu'; allowed: softmax, relu");
        refused(
                bert,
                Map.of("attention", "performer", "attentionWindow", 4),
                "attentionWindow is given, but the attention is performer");
        refused("roberta-causal-lm", Map.of("attention", "linformer"), "can't be causal");
        for (String own : List.of("reformer-model", "mpnet-model", "convbert-model")) {
            refused(own, Map.of("attention", "performer"), "keep their own attention");
        }
        refused(
                "reformer-model",
                Map.of("dtype", "bfloat16"),
                "models of model_type = reformer have no layer that computes in it");
        refused(bert, Map.of("attention", "flash"), "full, longformer, bigbird, linformer");
    }

    private void refused(String original, Map<String, ?> arguments, String sentence) {
        assertThatThrownBy(
                        () ->
                                Checkpoint.load(
                                        FIXTURES.resolve(original),
                                        manager,
                                        LoadOptions.of(arguments)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesFoldersOfItsOwnThatDontFit() throws IOException {
        Checkpoint.load(
                        FIXTURES.resolve("bert-model"),
                        manager,
                        LoadOptions.of(Map.of("attention", "linformer")))
                .save(folder, DataType.FLOAT32);
        assertThatThrownBy(
                        () ->
                                Checkpoint.load(
                                        folder, manager, LoadOptions.of(Map.of("maxLength", 65))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("made for 64 tokens, and can't be lengthened");
        assertThatThrownBy(
                        () ->
                                Checkpoint.load(
                                        folder, manager, LoadOptions.of(Map.of("linformerK", 8))))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("compress_k.weight", "(64, 64)", "(8, 64)");
        Path config = folder.resolve("config.json");
        String json = Files.readString(config);
        Files.writeString(config, json.replace("\"bert\"", "\"gpt2\""));
        assertThatThrownBy(() -> Checkpoint.load(folder, manager, LoadOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "base_model_type = gpt2; it must be a model_type of the BERT");
        Files.writeString(config, json.replace("linformer", "performer"));
        assertThatThrownBy(() -> Checkpoint.load(folder, manager, LoadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("projection_matrix");
    }
}
