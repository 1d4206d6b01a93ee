/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.License;
import ai.djl.repository.Metadata;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the zoo says of a model before it is loaded.
 *
 * @param description one sentence: what it is, and from whom
 * @param website where to read more
 * @param config the numbers, names and lists in its config.json
 */
record ModelCard(String description, String website, JsonObject config) {

    /** Of a model that only its user knows. */
    static final ModelCard UNKNOWN = new ModelCard(null, null, new JsonObject());

    /** Keeps config.json from changes. */
    ModelCard {
        config = config.deepCopy();
    }

    /**
     * Writes it where DJL looks for such: description, website and licence into the metadata, the
     * numbers, names and lists of config.json as properties into the artifact. All known models
     * have the licence Apache-2.0.
     */
    void describe(Metadata metadata, Artifact artifact) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : config.entrySet()) {
            if (entry.getValue().isJsonPrimitive()) {
                properties.put(entry.getKey(), entry.getValue().getAsString());
            } else if (entry.getValue().isJsonArray()) {
                properties.put(entry.getKey(), entry.getValue().toString());
            }
        }
        artifact.setProperties(properties);
        metadata.setDescription(description);
        metadata.setWebsite(website);
        if (description != null) {
            metadata.setLicense(Map.of("license", License.apache()));
        }
    }
}
