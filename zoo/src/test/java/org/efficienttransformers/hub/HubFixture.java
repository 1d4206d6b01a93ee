/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.efficienttransformers.hub.cache.PartialFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hub with one small model, an empty cache, and a client that doesn't really wait. */
@Timeout(300)
abstract class HubFixture {

    static final String CONFIG = "{\"model_type\": \"longformer\"}";
    static final byte[] WEIGHTS = bytes(100_003, 7);

    @TempDir Path folder;

    FakeHub hub;
    Path cache;

    /** The waits that the client asked for. */
    final List<Duration> waits = new CopyOnWriteArrayList<>();

    @BeforeEach
    void publishModel() throws IOException {
        hub = new FakeHub();
        hub.add("config.json", CONFIG);
        hub.add("tokenizer.json", "{}");
        hub.add("README.md", "not needed");
        hub.add("model.safetensors", WEIGHTS);
        hub.add("pytorch_model.bin", bytes(50, 1));
        cache = folder.resolve("hub");
    }

    @AfterEach
    void closeHub() {
        hub.close();
    }

    HubClient client() {
        return client(config("secret"));
    }

    HubClient client(HubConfig config) {
        return new HubClient(config, waits::add, PartialFile::new);
    }

    HubConfig config(String token) {
        return config(hub.endpoint(), token, false);
    }

    HubConfig offlineConfig() {
        return config(hub.endpoint(), null, true);
    }

    HubConfig config(URI endpoint, String token, boolean offline) {
        return config(endpoint, token, offline, true, Duration.ofSeconds(20));
    }

    HubConfig configWithoutLinks() {
        return config(hub.endpoint(), null, false, false, Duration.ofSeconds(20));
    }

    HubConfig impatientConfig(Duration silence) {
        return config(hub.endpoint(), null, false, true, silence);
    }

    /** For faults that take time: two tries. */
    HubConfig impatientConfigOfOneRepeat(Duration silence) {
        RetryPolicy once = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        return new HubConfig(hub.endpoint(), null, cache, false, true, silence, silence, once);
    }

    private HubConfig config(
            URI endpoint, String token, boolean offline, boolean symlinks, Duration silence) {
        Duration connect = Duration.ofSeconds(20);
        return new HubConfig(
                endpoint, token, cache, offline, symlinks, connect, silence, RetryPolicy.DEFAULT);
    }

    Path download() throws IOException {
        return client().download(FakeHub.REPO, null, null);
    }

    Path storage() {
        return cache.resolve("models--org--name");
    }

    /** All paths below the cache but locks, links with their targets, sorted. */
    List<String> tree() throws IOException {
        return tree(cache);
    }

    static List<String> tree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !Files.isDirectory(path))
                    .map(path -> describe(root, path))
                    .sorted()
                    .toList();
        }
    }

    private static String describe(Path root, Path path) {
        String name = root.relativize(path).toString();
        try {
            return Files.isSymbolicLink(path) ? name + " -> " + Files.readSymbolicLink(path) : name;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
