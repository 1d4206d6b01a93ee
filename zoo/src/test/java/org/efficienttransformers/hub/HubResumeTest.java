/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Downloads that break off go on where they ended, and end in the right bytes. */
class HubResumeTest extends HubFixture {

    private static final int TENTH = WEIGHTS.length / 10;

    @Test
    void connectionLostAtEveryTenthIsResumedEachTime() throws IOException {
        hub.cut =
                (request, position, length) ->
                        request.path().startsWith("/blobs/") && length > TENTH ? TENTH : -1;

        Path snapshot = download();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(tree()).noneMatch(line -> line.endsWith(".incomplete"));
        List<String> ranges = new ArrayList<>();
        for (int tenth = 0; tenth <= 10; tenth++) {
            ranges.add(tenth == 0 ? null : "bytes=" + tenth * TENTH + "-");
        }
        assertThat(networkRequests()).containsExactlyElementsOf(ranges);
    }

    @Test
    void eachTenthOfAFileIsAPlaceToBreakOffFor() throws IOException {
        for (int tenth = 0; tenth < 10; tenth++) {
            int at = tenth * TENTH;
            cache = folder.resolve("hub-" + tenth);
            AtomicInteger cuts = new AtomicInteger();
            hub.cut =
                    (request, position, length) ->
                            request.path().startsWith("/blobs/") && cuts.getAndIncrement() == 0
                                    ? at
                                    : -1;

            assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
            assertThat(cuts).as("requests when cut at %d", at).hasValue(2);
        }
    }

    @Test
    void laterCallGoesOnWhereAnEarlierOneGaveUp() throws IOException {
        hub.cut =
                (request, position, length) ->
                        !request.path().startsWith("/blobs/") ? -1 : position == 0 ? TENTH : 0;
        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("file model.safetensors of repository org/name")
                .hasMessageContaining("from byte " + TENTH + " of " + WEIGHTS.length)
                .hasMessageContaining("goes on from there");
        hub.cut = (request, position, length) -> -1;
        hub.requests.clear();

        Path snapshot = download();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(networkRequests()).containsExactly("bytes=" + TENTH + "-");
    }

    @Test
    void spoiledRestOfAnEarlierDownloadIsReplaced() throws IOException {
        writePartial(new byte[TENTH]);

        Path snapshot = download();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(networkRequests()).containsExactly("bytes=" + TENTH + "-", null);
    }

    @Test
    void restThatIsTooLongIsReplaced() throws IOException {
        writePartial(new byte[WEIGHTS.length + 1]);

        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(networkRequests()).as("all of it, once").containsExactly((String) null);
    }

    @Test
    void restThatIsCompleteIsOnlyChecked() throws IOException {
        writePartial(WEIGHTS);

        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(networkRequests()).isEmpty();
    }

    @Test
    void serverWithoutRangesSendsAllAgain() throws IOException {
        writePartial(Arrays.copyOf(WEIGHTS, TENTH));
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().startsWith("/blobs/")) {
                        return false;
                    }
                    exchange.sendResponseHeaders(200, WEIGHTS.length);
                    exchange.getResponseBody().write(WEIGHTS);
                    return true;
                };

        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void refusedRangeStartsAgainFromTheBeginning() throws IOException {
        writePartial(Arrays.copyOf(WEIGHTS, TENTH));
        hub.fault =
                (exchange, request) -> {
                    if (request.range() == null) {
                        return false;
                    }
                    FakeHub.answer(exchange, 416, "Content-Range", "bytes */1");
                    return true;
                };

        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void rangeRefusedWithoutBeingAskedForIsExplained() {
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().startsWith("/blobs/")) {
                        return false;
                    }
                    FakeHub.answer(exchange, 416);
                    return true;
                };

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("file model.safetensors of repository org/name")
                .hasMessageContaining("HTTP 416")
                .hasMessageContaining("try again later");
    }

    @Test
    void otherRangeThanTheOneAskedForIsNotWritten() throws IOException {
        writePartial(Arrays.copyOf(WEIGHTS, TENTH));
        hub.fault =
                (exchange, request) -> {
                    if (request.range() == null) {
                        return false;
                    }
                    FakeHub.answer(exchange, 206, "Content-Range", "bytes 5-9/10");
                    return true;
                };

        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void stalledBodyIsLeftAndResumed() throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().startsWith("/blobs/") || request.range() != null) {
                        return false;
                    }
                    exchange.sendResponseHeaders(200, WEIGHTS.length);
                    exchange.getResponseBody().write(WEIGHTS, 0, TENTH);
                    exchange.getResponseBody().flush();
                    await(done); // without a limit on silence the client would wait as well
                    return true;
                };
        HubClient client = client(impatientConfig(Duration.ofSeconds(1)));

        Path snapshot = client.download(FakeHub.REPO, null, null);

        done.countDown();
        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        // On a busy machine others may seem to stall, too.
        assertThat(networkRequests()).startsWith((String) null).contains("bytes=" + TENTH + "-");
    }

    @Test
    void byteAtATimeIsNoProgressForEver() {
        hub.cut = (request, position, length) -> request.path().startsWith("/blobs/") ? 1 : -1;

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("from byte 6 of");
    }

    @Test
    void sameBeginningAgainAndAgainIsNoProgress() {
        AtomicInteger tries = new AtomicInteger();
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().startsWith("/blobs/")) {
                        return false;
                    }
                    int tenths = tries.getAndIncrement() % 2 == 0 ? 1 : 5;
                    exchange.sendResponseHeaders(200, WEIGHTS.length);
                    exchange.getResponseBody().write(WEIGHTS, 0, tenths * TENTH);
                    return true;
                };

        assertThatThrownBy(this::download).isInstanceOf(HubException.class);
        assertThat(tries).hasValue(2 + 5);
    }

    @Test
    void bodyOfUnknownLengthIsTakenToItsEnd() throws IOException {
        hub.fault =
                (exchange, request) -> {
                    if (!request.isFor("config.json")) {
                        return false;
                    }
                    byte[] config = CONFIG.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("ETag", FakeHub.gitSha1(config));
                    if (request.method().equals("HEAD")) {
                        exchange.sendResponseHeaders(200, -1);
                    } else {
                        exchange.sendResponseHeaders(200, 0); // chunked
                        exchange.getResponseBody().write(config);
                    }
                    return true;
                };

        assertThat(download().resolve("config.json")).hasContent(CONFIG);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writePartial(byte[] content) throws IOException {
        Path blobs = Files.createDirectories(storage().resolve("blobs"));
        Files.write(blobs.resolve(FakeHub.sha256(WEIGHTS) + ".resume.incomplete"), content);
    }

    /** The ranges that the content network was asked for, null for the whole file. */
    private List<String> networkRequests() {
        return hub.requests.stream()
                .filter(request -> request.path().startsWith("/blobs/"))
                .map(FakeHub.Request::range)
                .toList();
    }
}
