/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.generate.GeneratedTexts;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.generate.TextGenerator;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models generate what transformers generates, token for token, whether they remember what they
 * have read or not.
 */
class GenerationFixtureTest {

    private static final float SCORE_TOLERANCE = 1e-4f;
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** Answers of fixtures to settings drawn at random. */
    private static final Path DRAWN = Path.of("src/test/resources/generation");

    static List<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (Path root : FixtureTest.roots()) {
            try (Stream<Path> folders = Files.list(root)) {
                for (Path folder : folders.sorted().toList()) {
                    if (Files.exists(folder.resolve("generate.safetensors"))
                            && Checkpoint.supports(PretrainedConfig.read(folder).modelType())) {
                        cases.add(Arguments.of(folder, folder, "portable", true));
                        cases.add(Arguments.of(folder, folder, "fused", true));
                        // Whole texts again for each token, which portable kernels are slow at.
                        cases.add(Arguments.of(folder, folder, "fused", false));
                    }
                }
            }
        }
        try (Stream<Path> folders = Files.list(DRAWN).filter(Files::isDirectory)) {
            for (Path answers : folders.sorted().toList()) {
                Path folder = FIXTURES.resolve(answers.getFileName());
                cases.add(Arguments.of(folder, answers, "portable", true));
                cases.add(Arguments.of(folder, answers, "fused", true));
            }
        }
        return cases;
    }

    /** The runs: those of settings.json, or what older fixtures were made with. */
    private static Map<String, Settings> runs(
            Path folder, Path answers, TensorStore expected, TransformerModel model)
            throws IOException {
        PretrainedConfig config = PretrainedConfig.read(folder);
        GenerationConfig said = GenerationConfig.read(folder, config, model.description());
        Map<String, Settings> runs = new java.util.LinkedHashMap<>();
        Path file = answers.resolve("settings.json");
        if (Files.exists(file)) {
            JsonObject all = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            for (String name : all.keySet()) {
                JsonObject given = all.getAsJsonObject(name);
                PretrainedConfig asked = new PretrainedConfig(given, file + " " + name);
                runs.put(name, said.with(asked).settings());
            }
            return runs;
        }
        for (String output : expected.names()) {
            String name = output.replaceFirst("out\\.", "");
            if (!output.startsWith("out.") || name.contains(".")) {
                continue;
            }
            Settings settings =
                    said.settings()
                            .with(GenerationSettings.NUM_BEAMS, name.equals("beam3") ? 3 : 1)
                            .with(
                                    GenerationSettings.MAX_LENGTH,
                                    Math.toIntExact(expected.shape(output).get(1)));
            runs.put(name, settings);
        }
        return runs;
    }

    private static long[][] rows(NDArray array) {
        int length = Math.toIntExact(array.getShape().get(1));
        long[] all = array.toLongArray();
        long[][] rows = new long[all.length / length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * length, (i + 1) * length));
        return rows;
    }

    @ParameterizedTest(name = "{1} {2} cached {3}")
    @MethodSource("cases")
    void givesTheTokensOfTransformers(Path folder, Path answers, String kernels, boolean cached)
            throws IOException {
        LoadOptions options = LoadOptions.of(Map.of("kernels", kernels));
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore expected =
                        SafetensorsStore.open(answers.resolve("generate.safetensors"));
                TensorStore inputs = SafetensorsStore.open(inputs(answers, expected))) {
            TransformerModel model = Checkpoint.load(folder, manager, options).model();
            NDList source = source(inputs, manager);
            boolean decodes = model.description().decoder() != null;
            Map<String, Settings> runs = runs(folder, answers, expected, model);
            // Whole texts again for each token take long, and are read alike whatever the settings.
            int most = cached ? runs.size() : 2;
            for (String name : runs.keySet().stream().limit(most).toList()) {
                try (TokenPredictor predictor =
                        predictor(model, decodes ? source : null, cached, manager)) {
                    check(name, runs.get(name), predictor, model, source, expected);
                }
            }
        }
    }

    static List<Arguments> casesOfSources() throws IOException {
        return cases().stream()
                .filter(it -> it.get()[2].equals("fused") && (boolean) it.get()[3])
                .filter(it -> hasDecoder((Path) it.get()[0]))
                .toList();
    }

    private static boolean hasDecoder(Path folder) {
        try {
            return List.of("led", "longt5", "bigbird_pegasus")
                    .contains(PretrainedConfig.read(folder).modelType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each text of a batch by itself, without its padding, where padding changes nothing. */
    @ParameterizedTest(name = "{1}")
    @MethodSource("casesOfSources")
    void givesTheSameAlone(Path folder, Path answers) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore expected =
                        SafetensorsStore.open(answers.resolve("generate.safetensors"));
                TensorStore inputs = SafetensorsStore.open(inputs(answers, expected))) {
            TransformerModel model = Checkpoint.load(folder, manager, LoadOptions.DEFAULT).model();
            assumeThat(model.dependsOnPadding()).isFalse();
            NDList all = source(inputs, manager);
            for (int row = 0; row < all.head().getShape().get(0); row++) {
                NDList source = alone(all, row);
                for (Map.Entry<String, Settings> run :
                        runs(folder, answers, expected, model).entrySet()) {
                    String output = "out." + run.getKey();
                    Settings settings = run.getValue();
                    // These see padding, and as many beams as there are texts, as in transformers.
                    boolean seesSources =
                            settings.get(GenerationSettings.ENCODER_REPETITION_PENALTY) != 1
                                    || settings.get(GenerationSettings.ENCODER_NO_REPEAT_NGRAM_SIZE)
                                            > 0;
                    if (expected.names().contains(output) && !seesSources) {
                        long[][] wanted = rows(expected.read(manager, output));
                        long[][] texts =
                                new TextGenerator(settings, 0).generate(model, source).sequences();
                        for (int i = 0; i < texts.length; i++) {
                            assertThat(wanted[row * texts.length + i])
                                    .as("%s of text %d", run.getKey(), row)
                                    .startsWith(texts[i]);
                        }
                    }
                }
            }
        }
    }

    /** One row, up to its padding. */
    private static NDList alone(NDList all, int row) {
        NDArray mask = all.get("attention_mask");
        long length =
                mask == null
                        ? all.head().getShape().get(1)
                        : LongStream.of(mask.get(row).toLongArray()).sum();
        NDList one = new NDList();
        for (NDArray array : all) {
            NDArray part = array.get(new NDIndex("{}:{}, :{}", row, row + 1, length));
            part.setName(array.getName());
            one.add(part);
        }
        return one;
    }

    private static NDList source(TensorStore inputs, NDManager manager) throws IOException {
        NDList source = new NDList();
        for (String name : List.of("input_ids", "attention_mask", "global_attention_mask")) {
            if (inputs.names().contains("in." + name)) {
                NDArray array = inputs.read(manager, "in." + name);
                array.setName(name);
                source.add(array);
            }
        }
        return source;
    }

    private static Path inputs(Path folder, TensorStore expected) {
        return folder.resolve(
                expected.names().contains("in.input_ids")
                        ? "generate.safetensors"
                        : "case.safetensors");
    }

    private static TokenPredictor predictor(
            TransformerModel model, NDList source, boolean cached, NDManager manager) {
        if (!cached) {
            return new WholeTexts(model, source, manager);
        }
        return source == null
                ? TokenPredictor.of(model, manager)
                : TokenPredictor.of(model, source, manager);
    }

    private static void check(
            String name,
            Settings settings,
            TokenPredictor predictor,
            TransformerModel model,
            NDList source,
            TensorStore expected)
            throws IOException {
        NDManager manager = source.head().getManager();
        long[][] ids = rows(source.get("input_ids"));
        boolean decodes = model.description().decoder() != null;
        long[][] prompts = decodes ? new long[ids.length][1] : ids;
        if (decodes) {
            long start = model.description().decoder().startTokenId();
            Arrays.stream(prompts).forEach(prompt -> prompt[0] = start);
        }
        String first = "out." + name + ".first_scores";
        if (expected.names().contains(first)) {
            float[][] scores = predictor.read(false, prompts);
            List<Float> all = new ArrayList<>();
            for (int i = 0; i < scores.length; i++) {
                TextGenerator.process(settings, prompts[i], ids, i, scores[i]);
                for (float score : scores[i]) {
                    all.add(score);
                }
            }
            float[] wanted = expected.read(manager, first).toFloatArray();
            assertThat(all).as(name).hasSize(wanted.length);
            for (int i = 0; i < wanted.length; i++) {
                if (Float.isInfinite(wanted[i])) {
                    assertThat(all.get(i)).as("%s at %d", name, i).isEqualTo(wanted[i]);
                } else {
                    assertThat(all.get(i))
                            .as("%s at %d", name, i)
                            .isCloseTo(wanted[i], within(2e-4f * Math.max(1, Math.abs(wanted[i]))));
                }
            }
            return;
        }
        String output = expected.names().contains("out." + name) ? "out." + name : "out.generated";
        if (output.equals("out.generated")) {
            int length = Math.toIntExact(expected.shape(output).get(1));
            // Made of a fixed length: nothing ends them.
            settings =
                    settings.with(GenerationSettings.MAX_LENGTH, length)
                            .with(GenerationSettings.EOS_TOKEN_ID, List.of());
        }
        GeneratedTexts texts =
                new TextGenerator(settings, 0).generate(predictor, prompts, decodes ? ids : null);
        assertThat(texts.sequences()).as(name).isDeepEqualTo(rows(expected.read(manager, output)));
        String scores = output + ".sequences_scores";
        if (expected.names().contains(scores)) {
            float[] wanted =
                    expected.read(manager, scores).toType(DataType.FLOAT32, false).toFloatArray();
            assertThat(texts.scores())
                    .as(scores)
                    .containsExactly(wanted, within(tolerance(wanted)));
        }
    }

    /** Sums over negative powers of lengths get large. */
    private static float tolerance(float... wanted) {
        float most = 1;
        for (float score : wanted) {
            most = Math.max(most, Math.abs(score));
        }
        return SCORE_TOLERANCE * most;
    }
}
