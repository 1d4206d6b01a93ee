/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Damaged indexes over a safetensors file and an archive of torch.save, which stay whole. */
public final class IndexFuzz extends WeightFuzz {

    private static final String INDEX =
            """
            {"metadata": {"total_size": 32}, "weight_map": {
              "0.weight": "a.bin", "0.bias": "a.bin", "1.weight": "a.bin", "1.bias": "a.bin",
              "a": "b.safetensors"}}
            """;

    private final Map<String, byte[]> shards;

    /**
     * Takes the files of the tests.
     *
     * @throws IOException if they can't be read
     */
    public IndexFuzz() throws IOException {
        super(
                "model.safetensors.index.json",
                List.of(FuzzSample.of(INDEX.getBytes(StandardCharsets.UTF_8))));
        shards =
                Map.of(
                        "a.bin", Files.readAllBytes(TORCH.resolve("metadata.bin")),
                        "b.safetensors",
                                Files.readAllBytes(TORCH.resolve("attributes.safetensors")));
    }

    @Override
    public Map<String, byte[]> make(Random random) throws IOException {
        Map<String, byte[]> files = new HashMap<>(shards);
        files.putAll(super.make(random));
        return files;
    }
}
