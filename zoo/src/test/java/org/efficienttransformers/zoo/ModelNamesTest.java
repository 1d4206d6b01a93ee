/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.repository.LocalRepository;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.repository.SimpleRepository;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All the ways in which a plain Criteria can name a model, and what it may be named. */
class ModelNamesTest {

    private static final Path BERT =
            Path.of("../translators/src/test/resources/fixtures/bert-model");

    @TempDir private Path parent;

    private Path copy(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(BERT.resolve(file), folder.resolve(file));
        }
        return folder;
    }

    private static Criteria.Builder<NDList, NDList> raw() {
        return Criteria.builder().setTypes(NDList.class, NDList.class);
    }

    private static void assertLoads(Criteria<NDList, NDList> criteria, String name)
            throws Exception {
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            assertThat(model.getProperty("loadReport")).contains("39 tensors");
            assertThat(model.getName()).isEqualTo(name);
        }
    }

    /** The first two are those of the case folder-with-space. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "my model",
                "Model (copy)",
                "[a]^{b}|c\"d",
                "50%",
                "%20",
                "a#b?c=d&e+f;g",
                "d:e@f",
                "\u00fcber \u6a21\u578b"
            })
    void folderOfAnyName(String name) throws Exception {
        Assumptions.assumeTrue(isPossible(name), "Java can't name it in this locale.");
        Path folder = copy(name);
        String url = "hf://" + folder.toUri().getRawPath();
        assertLoads(raw().optModelUrls(url).build(), name);
        assertLoads(raw().optModelPath(folder).build(), name);
    }

    private static boolean isPossible(String name) {
        try {
            return !Path.of(name).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Test
    void folderByItsPlainPath() throws Exception {
        Path folder = copy("model");
        assertLoads(raw().optModelPath(folder).build(), "model");
        assertLoads(raw().optModelUrls(folder.toString()).build(), "model");
        assertLoads(raw().optModelUrls(folder.toUri().toString()).build(), "model");
        Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
        assertLoads(raw().optModelUrls(relative.toString()).build(), "model");
        Criteria<NDList, NDList> swapped =
                raw().optModelUrls(folder.toUri() + "?attention=longformer").build();
        try (ZooModel<NDList, NDList> model = swapped.loadModel()) {
            assertThat(model.getProperty("loadReport")).contains("global projections copied");
        }
    }

    @Test
    void otherFoldersRemainThoseOfDjl() throws Exception {
        for (String file : List.of("serving.properties", "model.pt", "model.onnx")) {
            Path folder = copy("with " + file);
            assertThat(Repository.newInstance("one", folder))
                    .isInstanceOf(HuggingFaceRepository.class);
            Files.createFile(folder.resolve(file));
            assertThat(Repository.newInstance("one", folder)).isInstanceOf(SimpleRepository.class);
        }
        Path unknown = copy("unknown");
        Files.writeString(unknown.resolve("config.json"), "{\"model_type\": \"t5\"}");
        assertThat(Repository.newInstance("one", unknown)).isInstanceOf(SimpleRepository.class);
        Files.writeString(unknown.resolve("config.json"), "[");
        assertThat(Repository.newInstance("one", unknown)).isInstanceOf(SimpleRepository.class);
        assertThat(Repository.newInstance("one", parent.resolve("missing")))
                .isInstanceOf(SimpleRepository.class);
        Path described = Files.createDirectories(parent.resolve("local/model/nlp"));
        Files.writeString(
                described.resolve("metadata.json"),
                "{\"metadataVersion\": \"0.2\", \"artifacts\": []}");
        assertThat(Repository.newInstance("one", parent.resolve("local")))
                .isInstanceOf(LocalRepository.class);
    }

    /** Bundled models load by it; those of the hub are found, and no more, as it isn't asked. */
    @Test
    void nameThatListModelsPrints() throws Exception {
        List<String> loaded = new ArrayList<>();
        for (List<MRL> models : ModelZoo.listModels().values()) {
            for (MRL model : models) {
                if (model.getGroupId().equals(EfficientTransformersZoo.GROUP_ID)) {
                    List<MRL> found =
                            Repository.newInstance("one", model.toString()).getResources();
                    assertThat(found).hasSize(1);
                    assertThat(found.get(0)).hasToString(model.toString());
                    assertThat(found.get(0).getRepository()).isSameAs(model.getRepository());
                    if (model.getRepository() instanceof BundledRepository) {
                        try (ZooModel<NDList, NDList> bundled =
                                raw().optModelUrls(model.toString()).build().loadModel()) {
                            loaded.add(bundled.getName());
                        }
                    }
                }
            }
        }
        assertThat(loaded).contains("mail-full", "speech-reranker");
        Criteria<String, Classifications> criteria =
                Criteria.builder()
                        .setTypes(String.class, Classifications.class)
                        .optModelUrls("djl://org.efficienttransformers/mail-full")
                        .build();
        try (ZooModel<String, Classifications> model = criteria.loadModel()) {
            assertThat(model.getName()).isEqualTo("mail-full");
        }
    }

    @Test
    void nameThatNoZooHas() {
        assertRefused("djl://org.efficienttransformers/mail-none", "there are: all-minilm-l6-v2, ");
        assertRefused("djl://org.nobody/model", "of which no zoo is on the class path");
        assertRefused("djl://org.efficienttransformers", "write djl://group/artifact");
        assertRefused("djl://org.efficienttransformers/mail-full?topK=1", "optArgument");
    }

    private static void assertRefused(String url, String found) {
        assertThatThrownBy(() -> raw().optModelUrls(url).build().loadModel())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(found)
                .hasMessageEndingWith(".");
    }

    @Test
    void gpuThatIsNotThere() {
        Assumptions.assumeTrue(Engine.getEngine("PyTorch").getGpuCount() == 0);
        assertThatThrownBy(
                        () -> raw().optModelPath(BERT).optDevice(Device.gpu(1)).build().loadModel())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The model is to be on gpu(1), and no GPU is to be had");
    }

    @Test
    void interruptedLoadSaysSo() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> raw().optModelPath(BERT).build().loadModel())
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage(
                            "Loading bert-model was interrupted; load it again, in a thread that"
                                    + " isn't.");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
