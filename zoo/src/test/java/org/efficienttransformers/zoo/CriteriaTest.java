/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Application;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plain Criteria finds, loads and runs models, and says in one sentence what is wrong. */
class CriteriaTest {

    private static final Path FIXTURES = Path.of("../translators/src/test/resources/fixtures");
    private static final int THREADS = 4;

    private static Criteria.Builder<NDList, NDList> raw(Path folder) {
        return Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelUrls(HuggingFaceRepository.url(folder, null).toString());
    }

    private static NDList inputs(SafetensorsStore store, NDManager manager) throws IOException {
        NDList inputs = new NDList();
        for (String name : store.names()) {
            if (name.startsWith("in.")) {
                NDArray array = store.read(manager, name);
                array.setName(name.substring("in.".length()));
                inputs.add(array);
            }
        }
        return inputs;
    }

    @Test
    void loadsALocalFolderAndNamesItsOutputs() throws Exception {
        Path folder = FIXTURES.resolve("longformer-model");
        try (ZooModel<NDList, NDList> model =
                        raw(folder).optArgument("outputHiddenStates", true).build().loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager();
                SafetensorsStore store = SafetensorsStore.open(folder.resolve("case.safetensors"));
                NDList outputs = predictor.predict(inputs(store, manager))) {
            for (String name : List.of("last_hidden_state", "pooler_output", "hidden_states.0")) {
                NDArray difference = outputs.get(name).sub(store.read(manager, "out." + name));
                assertThat(difference.abs().max().getFloat()).as(name).isLessThan(5e-5f);
            }
            assertThat(model.getProperty("loadReport")).contains("from model.safetensors");
        }
    }

    @Test
    void predictsAlikeInSeveralThreads() throws Exception {
        Path folder = FIXTURES.resolve("longformer-masked-lm");
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try (ZooModel<NDList, NDList> model = raw(folder).build().loadModel();
                NDManager manager = NDManager.newBaseManager();
                SafetensorsStore store =
                        SafetensorsStore.open(folder.resolve("case.safetensors"))) {
            float[] expected = store.read(manager, "out.logits").toFloatArray();
            List<Future<Float>> errors = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                errors.add(pool.submit(() -> largestError(model, store, expected)));
            }
            for (Future<Float> error : errors) {
                assertThat(error.get()).isLessThan(1e-4f);
            }
        } finally {
            pool.shutdown();
        }
    }

    private static float largestError(
            ZooModel<NDList, NDList> model, SafetensorsStore store, float[] expected)
            throws Exception {
        float error = 0;
        try (Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager()) {
            for (int i = 0; i < 10; i++) {
                try (NDList outputs = predictor.predict(inputs(store, manager))) {
                    float[] logits = outputs.get("logits").toFloatArray();
                    for (int j = 0; j < logits.length; j++) {
                        error = Math.max(error, Math.abs(logits[j] - expected[j]));
                    }
                }
            }
        }
        return error;
    }

    @Test
    void takesArgumentsOutOfTheUrl() throws Exception {
        Path folder = FIXTURES.resolve("bert-model").toAbsolutePath().normalize();
        Criteria<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelUrls(
                                HuggingFaceRepository.url(
                                                folder, "attention=longformer&attentionWindow=8")
                                        .toString())
                        .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            assertThat(model.getProperty("loadReport")).contains("global projections copied");
        }
    }

    @Test
    void savesWhatItLoaded(@TempDir Path saved) throws Exception {
        Path folder = saved.resolve("original");
        Files.createDirectory(folder);
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(FIXTURES.resolve("roberta-masked-lm").resolve(name), folder.resolve(name));
        }
        for (String file : TextTokenizer.FILES) {
            Files.writeString(folder.resolve(file), "{}");
        }
        Path written = saved.resolve("written");
        try (NDManager manager = NDManager.newBaseManager();
                ZooModel<NDList, NDList> model = raw(folder).build().loadModel()) {
            CheckpointWriter.save(model, written, DataType.FLOAT32);
            assertThat(TextTokenizer.FILES).contains("tokenizer.json", "tokenizer.model");
            for (String file : TextTokenizer.FILES) {
                assertThat(written.resolve(file)).hasContent("{}");
            }
            try (ZooModel<NDList, NDList> again = raw(written).build().loadModel();
                    Predictor<NDList, NDList> before = model.newPredictor();
                    Predictor<NDList, NDList> after = again.newPredictor()) {
                NDList ids = new NDList(manager.create(new long[][] {{0, 5, 6, 2}}));
                assertThat(after.predict(ids).head()).isEqualTo(before.predict(ids).head());
            }
        }
        try (Model other = Model.newInstance("other")) {
            assertThatThrownBy(() -> CheckpointWriter.save(other, written, DataType.FLOAT32))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("can't be saved as a Hugging Face folder");
        }
    }

    @Test
    void listsItsModels() {
        Map<Application, List<MRL>> models =
                ModelZoo.listModels(
                        Criteria.builder().optGroupId("org.efficienttransformers").build());
        assertThat(models.get(Application.NLP.TEXT_EMBEDDING))
                .extracting(MRL::getArtifactId)
                .contains("all-minilm-l6-v2", "all-minilm-l6-v2-longformer-4096");
        assertThat(models.get(Application.NLP.FILL_MASK))
                .extracting(MRL::getArtifactId)
                .contains("allenai/longformer-base-4096", "google/bigbird-roberta-base");
        assertThat(models.get(Application.NLP.TEXT_GENERATION))
                .extracting(MRL::getArtifactId)
                .contains("google/reformer-enwik8", "google/reformer-crime-and-punishment");
    }

    @Test
    void describesItsModels() throws IOException {
        Map<Application, List<MRL>> models =
                ModelZoo.listModels(
                        Criteria.builder().optGroupId("org.efficienttransformers").build());
        for (List<MRL> ofOneKind : models.values()) {
            for (MRL model : ofOneKind) {
                if (!model.getGroupId().equals("org.efficienttransformers")) {
                    continue; // another zoo on the class path
                }
                Metadata metadata = model.getRepository().locate(model);
                assertThat(metadata.getDescription()).as(model.toString()).isNotBlank();
                assertThat(metadata.getLicenses()).as(model.toString()).isNotEmpty();
                assertThat(metadata.getArtifacts().get(0).getProperties())
                        .as(model.toString())
                        .containsKeys("model_type", "hidden_size", "num_hidden_layers");
            }
        }
    }

    @Test
    void refusesInOneSentence(@TempDir Path empty) throws IOException {
        Path bert = FIXTURES.resolve("bert-model");
        assertThatThrownBy(() -> raw(empty.resolve("nowhere")).build().loadModel())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no folder " + empty.resolve("nowhere"));
        assertThatThrownBy(() -> raw(empty).build().loadModel())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no config.json in " + empty);
        assertThatThrownBy(() -> raw(bert).optArgument("maxLenght", 512).build().loadModel())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no argument 'maxLenght'; allowed: ")
                .hasMessageContaining("maxLength");
        assertThatThrownBy(
                        () ->
                                Criteria.builder()
                                        .setTypes(NDList.class, NDList.class)
                                        .optModelUrls("hf:///")
                                        .build()
                                        .loadModel())
                .hasMessageContaining("names no model; write hf://org/name");
    }

    @Test
    void refusesTypesThatTheHeadCantServe() throws IOException {
        String url = HuggingFaceRepository.url(FIXTURES.resolve("bert-model"), null).toString();
        assertThatThrownBy(
                        () ->
                                Criteria.builder()
                                        .setTypes(String.class, Classifications.class)
                                        .optModelUrls(url)
                                        .build()
                                        .loadModel())
                .hasMessageContaining("String")
                .hasMessageContaining("NDList");
        assertThatThrownBy(
                        () ->
                                Criteria.builder()
                                        .setTypes(Image.class, Classifications.class)
                                        .optModelUrls(url)
                                        .build()
                                        .loadModel())
                .hasMessageContaining("Image")
                .hasMessageContaining("NDList");
    }
}
