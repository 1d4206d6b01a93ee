/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentence encoder from the classpath gives the embeddings that others compute from it. */
class MiniLmTest {

    private static final Path RESOURCES = Path.of("src/test/resources/all-minilm-l6-v2");

    private static Criteria<String, float[]> criteria(String artifact) {
        return Criteria.builder()
                .setTypes(String.class, float[].class)
                .optGroupId("org.efficienttransformers")
                .optArtifactId(artifact)
                .build();
    }

    @Test
    void equalsOnnxRuntime() throws Exception {
        List<String> sentences = Files.readAllLines(RESOURCES.resolve("sentences.txt"));
        assertThat(sentences).hasSize(50);
        EmbeddingModel onnx = new AllMiniLmL6V2EmbeddingModel();
        try (ZooModel<String, float[]> model = criteria("all-minilm-l6-v2").loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            for (String sentence : sentences) {
                float[] expected = onnx.embed(sentence).content().vector();
                assertThat(cosine(predictor.predict(sentence), expected))
                        .as(sentence)
                        .isGreaterThan(0.99999);
            }
        }
    }

    @Test
    void equalsTransformers() throws Exception {
        List<String> sentences = Files.readAllLines(RESOURCES.resolve("sentences.txt"));
        try (NDManager manager = NDManager.newBaseManager();
                SafetensorsStore store =
                        SafetensorsStore.open(RESOURCES.resolve("embeddings.safetensors"));
                ZooModel<String, float[]> model = criteria("all-minilm-l6-v2").loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            NDArray expected = store.read(manager, "embeddings");
            for (int i = 0; i < sentences.size(); i++) {
                assertThat(predictor.predict(sentences.get(i)))
                        .as(sentences.get(i))
                        .containsExactly(expected.get(i).toFloatArray(), within(1e-5f));
            }
        }
    }

    /** What docs/PERFORMANCE.md says of the error of bfloat16 in a trained model. */
    @Test
    void isCloseInBfloat16() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            KernelMode.BFLOAT16.check(manager);
        } catch (IllegalStateException e) {
            assumeTrue(false, e.getMessage());
        }
        List<String> sentences = Files.readAllLines(RESOURCES.resolve("sentences.txt"));
        sentences.add(String.join(" ", sentences.subList(0, 12)));
        Criteria<String, float[]> bfloat16 =
                Criteria.builder()
                        .setTypes(String.class, float[].class)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId("all-minilm-l6-v2")
                        .optArgument("dtype", "bfloat16")
                        .build();
        double least = 1;
        double largest = 0;
        try (ZooModel<String, float[]> model = criteria("all-minilm-l6-v2").loadModel();
                Predictor<String, float[]> predictor = model.newPredictor();
                ZooModel<String, float[]> rounded = bfloat16.loadModel();
                Predictor<String, float[]> roundedPredictor = rounded.newPredictor()) {
            for (String sentence : sentences) {
                float[] expected = predictor.predict(sentence);
                float[] actual = roundedPredictor.predict(sentence);
                least = Math.min(least, cosine(actual, expected));
                for (int i = 0; i < expected.length; i++) {
                    largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
                }
            }
        }
        assertThat(least).isBetween(0.9999, 0.999999);
        assertThat(largest).isBetween(1e-4, 0.002);
    }

    /** The tokenizer of the original says 512, and would refuse what the converted model takes. */
    @Test
    void readsLongTextsWhenConvertedSavedAndLoadedAgain(@TempDir Path folder) throws Exception {
        String text = String.join(" ", Files.readAllLines(RESOURCES.resolve("sentences.txt")));
        float[] expected;
        try (ZooModel<String, float[]> model =
                        criteria("all-minilm-l6-v2-longformer-4096").loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            CheckpointWriter.save(model, folder, DataType.FLOAT32);
            expected = predictor.predict(text);
        }
        Criteria<String, float[]> saved =
                Criteria.builder()
                        .setTypes(String.class, float[].class)
                        .optModelUrls(HuggingFaceRepository.url(folder, null).toString())
                        .optArgument("normalize", true)
                        .build();
        try (ZooModel<String, float[]> model = saved.loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            assertThat(predictor.predict(text)).containsExactly(expected, within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"longformer", "bigbird", "linformer", "performer"})
    void readsLongTextsWithAnyAttention(String attention) throws Exception {
        String text = String.join(" ", Files.readAllLines(RESOURCES.resolve("sentences.txt")));
        try (ZooModel<String, float[]> model =
                        criteria("all-minilm-l6-v2-" + attention + "-4096").loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            float[] whole = predictor.predict(text);
            float[] beginning = predictor.predict(text.substring(0, 2000));
            assertThat(cosine(whole, beginning)).isBetween(0.1, 0.9999);
            assertThat(model.getProperty("loadReport")).contains("tiled to 4096");
        }
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            squaresA += a[i] * a[i];
            squaresB += b[i] * b[i];
        }
        return product / Math.sqrt(squaresA * squaresB);
    }
}
