/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.efficienttransformers.hub.cache.PartialFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong ends in one sentence, and never in a wrong file. */
class HubFailureTest extends HubFixture {

    @ParameterizedTest
    @CsvSource({
        "401, '',               'HTTP 401', HF_TOKEN",
        "401, RepoNotFound,     'HTTP 401', HF_TOKEN",
        "401, GatedRepo,        gated,      /org/name",
        "403, GatedRepo,        gated,      /org/name",
        "403, '',               forbidden,  HF_TOKEN",
        "404, RepoNotFound,     'repository does not exist', HF_TOKEN",
        "404, RevisionNotFound, 'no branch, tag or commit', /org/name",
        "404, '',               'no such repository', HF_ENDPOINT",
        "418, '',               'HTTP 418', HF_ENDPOINT",
    })
    void refusalOfTheListIsExplained(int status, String code, String found, String advice) {
        hub.fault = always(status, "X-Error-Code", code);

        String message = failure();

        assertThat(message).contains("org/name", "file list", found, advice);
        assertThat(waits).isEmpty();
        assertThat(cache).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "401, '',            'HTTP 401', HF_TOKEN",
        "403, GatedRepo,     gated,      /org/name",
        "404, EntryNotFound, 'no such file', /org/name",
    })
    void refusalOfAFileIsExplained(int status, String code, String found, String advice)
            throws IOException {
        hub.fault = forFile("model.safetensors", status, "X-Error-Code", code);

        String message = failure();

        assertThat(message).contains("org/name", "file model.safetensors", found, advice);
        assertNoWeights();
    }

    @Test
    void whatTheServerSaysIsQuotedOnOneLine() {
        hub.fault = always(403, "X-Error-Message", "Access to this resource is disabled.");

        assertThat(failure()).contains("(the server says: Access to this resource is disabled.)");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passingFailureIsOvercome(int status) throws IOException {
        AtomicInteger failures = new AtomicInteger();
        hub.fault =
                (exchange, request) -> {
                    if (failures.incrementAndGet() > 2) {
                        return false;
                    }
                    FakeHub.answer(exchange, status);
                    return true;
                };

        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(waits).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void lastingFailureIsExplainedAfterTheRetries(int status) {
        hub.fault = always(status);

        assertThat(failure()).contains("HTTP " + status, "6 tries", "HF_HUB_OFFLINE");
        assertThat(hub.requests).hasSize(6);
        assertThat(waits).hasSize(5);
        assertThat(waits.get(4)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void retryAfterIsHonouredUpToAMinute() throws IOException {
        List<String> answers = List.of("7", "100000", "Wed, 21 Oct 2015 07:28:00 GMT");
        AtomicInteger failures = new AtomicInteger();
        hub.fault =
                (exchange, request) -> {
                    int n = failures.getAndIncrement();
                    if (n >= answers.size()) {
                        return false;
                    }
                    FakeHub.answer(exchange, 429, "Retry-After", answers.get(n));
                    return true;
                };

        download();

        assertThat(waits)
                .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(60), Duration.ZERO);
    }

    @Test
    void hubsOwnRateLimitHeaderIsUnderstood() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        hub.fault =
                (exchange, request) -> {
                    if (failures.getAndIncrement() > 0) {
                        return false;
                    }
                    FakeHub.answer(exchange, 429, "RateLimit", "\"api\";r=0;t=55");
                    return true;
                };

        download();

        assertThat(waits).containsExactly(Duration.ofSeconds(56));
    }

    @Test
    void noConnectionIsExplained() {
        hub.close();

        assertThat(failure()).contains("file list", "org/name", "no connection to 127.0.0.1");
        assertThat(waits).hasSize(5);
    }

    @Test
    void serverThatNeverAnswersIsLeft() {
        CountDownLatch done = new CountDownLatch(1);
        hub.fault =
                (exchange, request) -> {
                    await(done);
                    return true;
                };
        HubClient impatient = client(impatientConfig(Duration.ofMillis(50)));

        assertThat(failure(impatient)).contains("no answer", "in time", "6 tries");
        done.countDown();
    }

    /** Of a hub that tells no size the answers tell it. */
    @Test
    void sizeThatOnlyAnAnswerTellsIsKnownFromThenOn() {
        byte[] config = "{\"model_type\": \"bert\"}".getBytes(StandardCharsets.UTF_8);
        hub.fault =
                (exchange, request) -> {
                    if (!request.isFor("config.json")) {
                        return false;
                    }
                    exchange.getResponseHeaders().add("ETag", FakeHub.gitSha1(config));
                    if (request.method().equals("HEAD")) {
                        exchange.sendResponseHeaders(200, -1);
                    } else {
                        exchange.sendResponseHeaders(200, config.length);
                        exchange.getResponseBody().write(config, 0, 1);
                        exchange.getResponseBody().flush();
                        exchange.close();
                    }
                    return true;
                };

        assertThat(failure()).contains("config.json", "from byte 1 of " + config.length);
    }

    @Test
    void wrongContentIsDeletedAndExplained() throws IOException {
        byte[] wrong = WEIGHTS.clone();
        wrong[77]++;
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().startsWith("/blobs/")) {
                        return false;
                    }
                    exchange.sendResponseHeaders(200, wrong.length);
                    exchange.getResponseBody().write(wrong);
                    return true;
                };

        assertThat(failure())
                .contains("file model.safetensors", "org/name", FakeHub.sha256(wrong))
                .contains(FakeHub.sha256(WEIGHTS), "deleted", "try again");
        assertNoWeights();
    }

    @Test
    void wrongContentOfASmallFileIsFoundByItsGitHash() throws IOException {
        hub.fault =
                (exchange, request) -> {
                    if (!request.method().equals("GET") || !request.isFor("config.json")) {
                        return false;
                    }
                    exchange.sendResponseHeaders(200, CONFIG.length());
                    exchange.getResponseBody().write(new byte[CONFIG.length()]);
                    return true;
                };

        assertThat(failure()).contains("file config.json", "org/name", "git SHA-1");
        assertThat(tree()).noneMatch(line -> line.startsWith("models--org--name/blobs/"));
    }

    @Test
    void plainSha1OfAProxyIsAnEtagToo() throws IOException {
        byte[] config = CONFIG.getBytes(StandardCharsets.UTF_8);
        String etag = sha1(config);
        hub.fault =
                (exchange, request) -> {
                    if (!request.method().equals("HEAD") || !request.isFor("config.json")) {
                        return false;
                    }
                    FakeHub.answer(exchange, 200, "ETag", '"' + etag + '"');
                    return true;
                };

        assertThat(download().resolve("config.json")).hasContent(CONFIG);
    }

    @Test
    void moreBytesThanAnnouncedAreRefused() throws IOException {
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().startsWith("/blobs/")) {
                        return false;
                    }
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(WEIGHTS);
                    exchange.getResponseBody().write(WEIGHTS);
                    return true;
                };

        assertThat(failure())
                .contains("file model.safetensors", "org/name", "more than the 100003");
        assertNoWeights();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "a/b", ".", "", "x.lock"})
    void etagThatIsNoNameIsRefused(String etag) {
        hub.fault =
                (exchange, request) -> {
                    if (!request.isFor("config.json")) {
                        return false;
                    }
                    FakeHub.answer(exchange, 200, "ETag", '"' + etag + '"');
                    return true;
                };

        assertThat(failure()).contains("file config.json", "etag '" + etag + "'");
        assertThat(cache).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>log in</html>",
                "[]",
                "{\"sha\": 1}",
                "{\"sha\": \"../..\", \"siblings\": []}",
                "{\"sha\": null, \"siblings\": [{}]}",
                "{\"siblings\": {\"a\": 1}}"
            })
    void answerThatIsNoListIsRefused(String body) {
        hub.fault =
                (exchange, request) -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                    return true;
                };

        assertThat(failure()).contains("file list", "org/name", "HF_ENDPOINT");
        assertThat(cache).doesNotExist();
    }

    /** Answers that are no HTTP at all, or HTTP with headers that say nonsense. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 99999 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nBad Header\u0000: x\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://[::bad\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: //\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http:foo\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://h:999999/\r\nContent-Length: 0\r\n\r\n"
            })
    void nonsenseInPlaceOfHttpIsExplained(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> answerAll(server, answer));
            thread.start();
            URI endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());

            assertThat(failure(client(config(endpoint, "secret", false))))
                    .contains("file list", "org/name");
        }
        assertThat(cache).doesNotExist();
    }

    @Test
    void fullDiskIsExplainedAndLeavesNothing() throws IOException {
        HubClient client =
                new HubClient(config(null), waits::add, path -> new FullDisk(path, 50_000));

        String message = failure(client);

        assertThat(message)
                .contains("file model.safetensors", "org/name", "disk is full", "HF_HUB_CACHE")
                .contains("free 1 MB there");
        assertThat(waits).isEmpty();
        assertNoWeights();
        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void referenceThatCannotBeReadIsExplained() throws IOException {
        Path refs = Files.createDirectories(storage().resolve("refs"));
        Files.write(refs.resolve("main"), new byte[] {(byte) 0xff});

        assertThat(failure(client(offlineConfig()))).contains("org/name", "HF_HUB_CACHE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"weight_map\": 1}",
                "{\"weight_map\": {}}",
                "{\"weight_map\": {\"a\": {}}}",
                "{\"weight_map\": {\"a\": \"\"}}",
                "{\"weight_map\": {\"a\": \"/etc/passwd\"}}",
                "\u00ff"
            })
    void brokenIndexIsExplained(String index) {
        hub.publish(
                "main",
                FakeHub.COMMIT,
                Map.of(
                        "config.json",
                        CONFIG.getBytes(StandardCharsets.UTF_8),
                        "pytorch_model.bin.index.json",
                        index.getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(failure()).contains("File pytorch_model.bin.index.json of repository org/name");
    }

    @Test
    void cacheThatIsAFileIsExplained() throws IOException {
        Files.writeString(cache, "a file");

        assertThat(failure())
                .contains("file config.json", "org/name", cache.toString(), "HF_HUB_CACHE");
    }

    @Test
    void tokenIsInNoMessage() {
        for (int status : new int[] {401, 403, 404, 418, 500}) {
            hub.fault = always(status);
            HubException e = exception(client(config("hf_veryPrivate")));

            assertThat(e).hasStackTraceContaining("HTTP");
            assertThat(Throwables.getStackTrace(e)).doesNotContain("hf_veryPrivate");
        }
    }

    @Test
    void interruptEndsTheDownload() throws Exception {
        hub.fault = always(503);
        HubClient patient =
                new HubClient(
                        config(null),
                        duration -> Thread.sleep(Duration.ofMinutes(10).toMillis()),
                        PartialFile::new);
        Throwable[] thrown = new Throwable[1];
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                patient.download(FakeHub.REPO, null, null);
                            } catch (IOException e) {
                                thrown[0] = e;
                            }
                        });
        thread.start();
        while (hub.requests.isEmpty()) {
            Thread.sleep(5);
        }

        thread.interrupt();
        thread.join();

        assertThat(thrown[0]).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void interruptWhileWritingIsNoFaultOfTheDisk() throws IOException {
        HubClient client = new HubClient(config(null), waits::add, InterruptedDisk::new);

        IOException e =
                catchThrowableOfType(
                        IOException.class, () -> client.download(FakeHub.REPO, null, null));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e).isInstanceOf(InterruptedIOException.class);
        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    /** A disk on which the thread is interrupted. */
    private static final class InterruptedDisk extends PartialFile {

        InterruptedDisk(Path path) throws IOException {
            super(path);
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            Thread.currentThread().interrupt();
            super.write(bytes, position);
        }
    }

    /** A disk with little room. */
    private static final class FullDisk extends PartialFile {

        private final long room;

        FullDisk(Path path, long room) throws IOException {
            super(path);
            this.room = room;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            if (position + bytes.remaining() > room) {
                throw new IOException("No space left on device");
            }
            super.write(bytes, position);
        }
    }

    private void assertNoWeights() throws IOException {
        try (Stream<Path> blobs = Files.list(storage().resolve("blobs"))) {
            assertThat(blobs.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(FakeHub.sha256(WEIGHTS)));
        }
        assertThat(storage().resolve("snapshots/" + FakeHub.COMMIT + "/model.safetensors"))
                .doesNotExist();
        assertThat(storage().resolve("refs")).doesNotExist();
    }

    private String failure() {
        return failure(client());
    }

    /** Fails to download, and checks that it is one sentence. */
    private static String failure(HubClient client) {
        String message = exception(client).getMessage();
        assertThat(message).endsWith(".").doesNotContain("\n").doesNotContain("\r");
        assertThat(message.substring(0, message.length() - 1)).doesNotContain(". ");
        return message;
    }

    private static HubException exception(HubClient client) {
        HubException e =
                catchThrowableOfType(
                        HubException.class, () -> client.download(FakeHub.REPO, null, null));
        assertThat(e).isNotNull();
        return e;
    }

    private static void answerAll(ServerSocket server, String answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] head = new byte[1 << 14];
                if (socket.getInputStream().read(head) > 0) {
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                // The client has left, or the test is over.
            }
        }
    }

    private static FakeHub.Fault always(int status, String... headers) {
        return (exchange, request) -> {
            FakeHub.answer(exchange, status, headers);
            return true;
        };
    }

    private static FakeHub.Fault forFile(String file, int status, String... headers) {
        return (exchange, request) -> {
            if (!request.isFor(file)) {
                return false;
            }
            FakeHub.answer(exchange, status, headers);
            return true;
        };
    }

    private static String sha1(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
