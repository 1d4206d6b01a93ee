/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections: how many, to whom, and how slow they may be. */
class HubConnectionTest extends HubFixture {

    @Test
    void clientsShareTheirConnectionsAndThreads() throws IOException {
        download();
        long before = selectors();
        for (int i = 0; i < 20; i++) {
            download();
        }
        assertThat(selectors()).isEqualTo(before);
    }

    private static long selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .count();
    }

    /** Short enough for one who waits at a screen, and one line says why. */
    @Test
    void unknownHostEndsSoon() {
        HubConfig config = config(URI.create("http://no-such-host.invalid"), null, false);
        assertThatThrownBy(() -> client(config).download(FakeHub.REPO, null, null))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("no host named no-such-host.invalid was found")
                .hasMessageContaining("HF_HUB_OFFLINE=1");
        assertThat(waits).hasSize(1);
        assertThat(waits.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void dripsAreLeftThoughTheyAreNoSilence() {
        for (String file : new String[] {"main", "model.safetensors"}) {
            hub.fault =
                    (exchange, request) -> {
                        boolean body = request.method().equals("GET") && request.isFor(file);
                        if (body) {
                            drip(exchange);
                        }
                        return body;
                    };
            HubClient client = client(impatientConfigOfOneRepeat(Duration.ofMillis(200)));
            assertThatThrownBy(() -> client.download(FakeHub.REPO, null, null))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("in time (only ")
                    .hasMessageContaining("2 tries in a row");
        }
    }

    private static void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000_000);
        try {
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The redirect of a large file has a length and an etag of its own, which are others. */
    @Test
    void lengthOfARedirectIsNotThatOfTheFile() throws IOException {
        hub.fault =
                (exchange, request) -> {
                    boolean ours =
                            request.method().equals("HEAD") && request.isFor("model.safetensors");
                    if (ours) {
                        FakeHub.answer(
                                exchange,
                                302,
                                "X-Linked-Etag",
                                '"' + FakeHub.sha256(WEIGHTS) + '"',
                                "ETag",
                                "\"of-the-redirect\"",
                                "Content-Length",
                                "1170",
                                "Location",
                                hub.contentNetwork()
                                        + "/blobs/"
                                        + FakeHub.COMMIT
                                        + "/model.safetensors");
                    }
                    return ours;
                };

        Path snapshot = download();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(storage().resolve("blobs").resolve(FakeHub.sha256(WEIGHTS))).exists();
    }
}
