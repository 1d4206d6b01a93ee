/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.efficienttransformers.ProbeJvm;
import org.junit.jupiter.api.Test;

/** Several downloads of the same model at once. */
class HubConcurrencyTest extends HubFixture {

    private static final int THREADS = 4;

    @Test
    void threadsDownloadAFileOnce() throws Exception {
        slowDown();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Path>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                HubClient own = client();
                futures.add(threads.submit(() -> own.download(FakeHub.REPO, null, null)));
            }
            for (Future<Path> future : futures) {
                assertThat(future.get().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(networkGets()).isEqualTo(1);
    }

    @Test
    void processesDownloadAFileOnce() throws Exception {
        slowDown();
        try (ProbeJvm one = startProcess();
                ProbeJvm other = startProcess()) {
            one.output();
            other.output();
        }

        assertThat(client(offlineConfig()).download(FakeHub.REPO, null, null))
                .satisfies(
                        snapshot ->
                                assertThat(snapshot.resolve("model.safetensors"))
                                        .hasBinaryContent(WEIGHTS));
        assertThat(networkGets()).isEqualTo(1);
        assertThat(tree()).noneMatch(line -> line.endsWith(".incomplete"));
    }

    @Test
    void killedProcessLeavesWhatTheNextOneGoesOnWith() throws Exception {
        int sent = WEIGHTS.length / 2;
        CountDownLatch killed = new CountDownLatch(1);
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().startsWith("/blobs/") || request.range() != null) {
                        return false;
                    }
                    exchange.sendResponseHeaders(200, WEIGHTS.length);
                    exchange.getResponseBody().write(WEIGHTS, 0, sent);
                    exchange.getResponseBody().flush();
                    await(killed);
                    return true;
                };
        Path partial = storage().resolve("blobs/" + FakeHub.sha256(WEIGHTS) + ".resume.incomplete");
        try (ProbeJvm process = startProcess()) {
            while (!Files.exists(partial) || Files.size(partial) < sent) {
                process.assertRuns();
                Thread.sleep(10);
            }
        }
        killed.countDown();

        Path snapshot = download();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(hub.requests)
                .filteredOn(request -> request.path().startsWith("/blobs/"))
                .last()
                .extracting(FakeHub.Request::range)
                .isEqualTo("bytes=" + sent + "-");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The other process of {@link #processesDownloadAFileOnce}. */
    public static void main(String[] args) throws IOException {
        HubConfig config = HubConfig.of(URI.create(args[0]), Path.of(args[1]));
        new HubClient(config).download(FakeHub.REPO, null, null);
    }

    private ProbeJvm startProcess() throws IOException {
        return ProbeJvm.start(
                List.of(), HubConcurrencyTest.class, hub.endpoint().toString(), cache.toString());
    }

    /** Holds the weights back until the others have come to the lock. */
    private void slowDown() {
        hub.fault =
                (exchange, request) -> {
                    if (request.method().equals("GET") && request.path().startsWith("/blobs/")) {
                        awaitHeads();
                    }
                    return false;
                };
    }

    private void awaitHeads() {
        long end = System.nanoTime() + 400_000_000L;
        try {
            while (hub.requestsFor("HEAD", "model.safetensors").size() < THREADS
                    && System.nanoTime() < end) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long networkGets() {
        return hub.requests.stream()
                .filter(r -> r.method().equals("GET") && r.path().startsWith("/blobs/"))
                .count();
    }
}
