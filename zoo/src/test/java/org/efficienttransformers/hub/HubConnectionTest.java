/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections: how many, to whom, and how slow they may be. */
class HubConnectionTest extends HubFixture {

    @Test
    void clientsShareTheirConnectionsAndThreads() throws IOException {
        download();
        long before = selectors();
        for (int i = 0; i < 20; i++) {
            download();
        }
        // Fewer if those of an earlier test have ended meanwhile.
        assertThat(selectors()).isLessThanOrEqualTo(before);
    }

    private static long selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .count();
    }

    /** Short enough for one who waits at a screen, and one line says why. */
    @Test
    void unknownHostEndsSoon() {
        URI unknown = URI.create("http://no-such-host.invalid");
        assumeThat(ProxySelector.getDefault().select(unknown)).containsOnly(Proxy.NO_PROXY);
        HubConfig config = config(unknown, null, false);
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
            String message = failure(client);
            // On a busy machine a drip may be late, which is a silence.
            for (int i = 1; i < 20 && !message.contains("in time (only "); i++) {
                message = failure(client);
            }
            assertThat(message).contains("in time (only ", "2 tries in a row");
        }
    }

    private static String failure(HubClient client) {
        return catchThrowableOfType(
                        HubException.class, () -> client.download(FakeHub.REPO, null, null))
                .getMessage();
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

    /** RFC 9110, 15.4: all of these have their target in Location. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsOfAllKindsAreFollowed(int status) throws IOException {
        redirect(status, hub.contentNetwork() + "/blobs/" + FakeHub.COMMIT + "/config.json");
        assertThat(download().resolve("config.json")).hasContent(CONFIG);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305})
    void otherStatusesAreNoRedirects(int status) {
        redirect(status, hub.contentNetwork() + "/blobs/" + FakeHub.COMMIT + "/config.json");
        assertThatThrownBy(this::download).isInstanceOf(HubException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host/config.json", "file:///etc/passwd", "http:///a", "http:a b"})
    void redirectsToOtherKindsOfAddressesAreRefused(String location) {
        redirect(302, location);
        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("to '" + location + "', which is no http or https address");
    }

    private void redirect(int status, String location) {
        hub.fault =
                (exchange, request) -> {
                    boolean ours =
                            request.method().equals("GET")
                                    && request.isFor("config.json")
                                    && !request.path().contains("/blobs/");
                    if (ours) {
                        FakeHub.answer(exchange, status, "Location", location);
                    }
                    return ours;
                };
    }

    /** What the JDK throws, and the sentence for it. */
    @Test
    void failuresToConnectAreTold() {
        Subject file = new Subject(hub.endpoint(), "org/name", "main", "config.json", null);
        URI plain = URI.create("https://hub.example/a");
        URI port = URI.create("http://hub.example:8080/a");
        InterruptedIOException wish = new InterruptedIOException();
        assertThat(HubErrors.connection(file, plain, wish)).isSameAs(wish);
        IOException unresolved = new ConnectException();
        unresolved.initCause(new ConnectException().initCause(new UnresolvedAddressException()));
        for (IOException unknown :
                List.of(
                        new UnknownHostException("hub.example"),
                        new IOException(new UnresolvedAddressException()),
                        unresolved)) {
            assertThat(HubErrors.connection(file, port, unknown))
                    .hasMessageContaining("no host named hub.example was found");
        }
        IOException refused = new ConnectException("refused");
        assertThat(HubErrors.connection(file, plain, refused))
                .hasMessageContaining("no connection to hub.example (refused)");
        refused.initCause(new ConnectException("inner"));
        assertThat(HubErrors.connection(file, port, refused))
                .hasMessageContaining("no connection to hub.example:8080 (refused)");
        assertThat(HubErrors.connection(file, port, new IOException("reset", refused)))
                .hasMessageContaining("the connection to hub.example:8080 was lost (reset)");
    }
}
