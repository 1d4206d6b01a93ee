/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plain Criteria downloads the revision that its URL asks for. */
class HubRevisionTest extends HubFixture {

    private static final Path FIXTURES = Path.of("../translators/src/test/resources/fixtures");

    private static Map<String, byte[]> model(String fixture) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : new String[] {"config.json", "model.safetensors"}) {
            files.put(name, Files.readAllBytes(FIXTURES.resolve(fixture).resolve(name)));
        }
        return files;
    }

    @AfterEach
    void forgetTheHub() {
        System.clearProperty("HF_ENDPOINT");
        System.clearProperty("HF_HUB_CACHE");
    }

    @Test
    void revisionOfTheUrlIsLoaded() throws Exception {
        String tagged = "d".repeat(40);
        hub.publish("main", FakeHub.COMMIT, model("bert-model"));
        hub.publish("v2", tagged, model("roberta-masked-lm"));
        System.setProperty("HF_ENDPOINT", hub.endpoint().toString());
        System.setProperty("HF_HUB_CACHE", cache.toString());
        assertThat(load("hf://org/name")).isEqualTo("bert");
        assertThat(load("hf://org/name?revision=v2")).isEqualTo("roberta");
        assertThat(load("hf://org/name?revision=" + FakeHub.COMMIT)).isEqualTo("bert");
    }

    private static String load(String url) throws Exception {
        Criteria<NDList, NDList> criteria =
                Criteria.builder().setTypes(NDList.class, NDList.class).optModelUrls(url).build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            String config = model.getProperty("config.json");
            return config.replaceFirst(".*\"model_type\":\"(\\w+)\".*", "$1");
        }
    }
}
