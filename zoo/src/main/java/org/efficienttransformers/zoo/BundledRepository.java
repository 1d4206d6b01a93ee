/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.Application;
import ai.djl.util.Progress;
import ai.djl.util.Utils;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small model that lies in the jar of the zoo, so that nothing is downloaded.
 *
 * <p>The first use copies its files into a folder of DJL's cache, which is then loaded like any
 * other; the folder's name tells versions apart by their content.
 */
final class BundledRepository extends FolderRepository {

    private static final String CONFIG = "config.json";
    private static final int NAME_LENGTH = 12;

    private final String description;

    /** By the names that the files get in the folder, where they lie among the resources. */
    private final Map<String, String> resources = new LinkedHashMap<>();

    /**
     * Makes the repository of a model.
     *
     * @param artifactId its name in the zoo, and that of its folder among the resources
     * @param tokenizer the folder of its tokenizer there, which models may share
     * @param application what it is for
     * @param description one sentence: what it is
     */
    BundledRepository(
            String artifactId, String tokenizer, Application application, String description) {
        super(URI.create("classpath:/" + artifactId), application, artifactId, Map.of());
        this.description = description;
        for (String file : List.of(CONFIG, "model.safetensors", "README.md")) {
            resources.put(file, artifactId + "/" + file);
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            resources.put(file, tokenizer + "/" + file);
        }
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    protected ModelCard card() throws IOException {
        try (InputStream stream = open(resources.get(CONFIG))) {
            String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            JsonObject config = JsonParser.parseString(json).getAsJsonObject();
            return new ModelCard(description, null, config);
        }
    }

    @Override
    protected Path fetch(Progress progress) throws IOException {
        Path parent = Utils.getCacheDir().resolve("cache/repo").resolve(mrl().toURI().getPath());
        Path folder = parent.resolve(hash());
        CachedFolder.make(folder, this::copy);
        return folder;
    }

    private void copy(Path folder) throws IOException {
        for (Map.Entry<String, String> resource : resources.entrySet()) {
            try (InputStream stream = open(resource.getValue())) {
                Files.copy(stream, folder.resolve(resource.getKey()));
            }
        }
    }

    private String hash() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String resource : resources.values()) {
                try (InputStream stream = new DigestInputStream(open(resource), digest)) {
                    stream.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256.", e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream stream = BundledRepository.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new FileNotFoundException(
                    "The jar of the zoo has no "
                            + resource
                            + "; take it as it was published, or build it again.");
        }
        return stream;
    }
}
