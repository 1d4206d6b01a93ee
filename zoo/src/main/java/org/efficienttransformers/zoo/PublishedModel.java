/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.Application;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A published checkpoint of the hub.
 *
 * @param repoId its id there
 * @param application what it is for
 * @param card what it is
 */
record PublishedModel(String repoId, Application application, ModelCard card) {

    private static final String FILE = "published-models.json";

    /** All of the zoo, in the order of the file. */
    static final List<PublishedModel> ALL = read();

    /** As the file has it. */
    private record Entry(String id, String application, String description, JsonObject config) {

        PublishedModel model() {
            return new PublishedModel(
                    id,
                    Application.of(application),
                    new ModelCard(description, "https://huggingface.co/" + id, config));
        }
    }

    private static List<PublishedModel> read() {
        try (InputStream stream = PublishedModel.class.getResourceAsStream(FILE)) {
            InputStreamReader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
            Entry[] entries = new Gson().fromJson(reader, Entry[].class);
            return Arrays.stream(entries).map(Entry::model).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
