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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.hub.cache.PartialFile;
import org.junit.jupiter.api.Test;

/** Caches that are damaged, incomplete, read-only, or not in good hands. */
class HubCacheTest extends HubFixture {

    private HubClient clientOfAReadOnlyCache() {
        PartialFile.Opener readOnly =
                path -> {
                    throw new FileSystemException(path.toString(), null, "Read-only file system");
                };
        return new HubClient(config("secret"), waits::add, readOnly);
    }

    /** As after from_pretrained in Python, which leaves out what it doesn't need. */
    @Test
    void wholeCopyWillDoWhereAFileMoreCantBeWritten() throws IOException {
        Path snapshot = download();
        hub.add("generation_config.json", "{}");

        assertThat(clientOfAReadOnlyCache().download(FakeHub.REPO, null, null)).isEqualTo(snapshot);
    }

    @Test
    void copyOfAnEarlierCommitWillDoWhereANewOneCantBeWritten() throws IOException {
        Path snapshot = download();
        byte[] config = "{\"model_type\": \"longformer\"}".getBytes(StandardCharsets.UTF_8);
        hub.publish(
                "main",
                "c".repeat(40),
                Map.of("config.json", config, "model.safetensors", bytes(70, 3)));

        assertThat(clientOfAReadOnlyCache().download(FakeHub.REPO, null, null)).isEqualTo(snapshot);
    }

    @Test
    void incompleteCopyWontDoWhereAFileMoreCantBeWritten() throws IOException {
        Files.delete(download().resolve("model.safetensors"));
        Files.delete(storage().resolve("blobs").resolve(FakeHub.sha256(WEIGHTS)));

        assertThatThrownBy(() -> clientOfAReadOnlyCache().download(FakeHub.REPO, null, null))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("Read-only file system")
                .hasMessageContaining("make that folder writable");
    }

    @Test
    void incompleteCopyDoesNotStandInForAHubThatIsDown() throws IOException {
        Path snapshot = download();
        hub.fault =
                (exchange, request) -> {
                    FakeHub.answer(exchange, 503);
                    return true;
                };
        for (String file : new String[] {"model.safetensors", "config.json"}) {
            Files.delete(snapshot.resolve(file));
            assertThatThrownBy(this::download)
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("HTTP 503");
        }
    }

    @Test
    void referenceThatIsNoUtf8IsWrittenAgain() throws IOException {
        Path snapshot = download();
        Path ref = storage().resolve("refs/main");
        Files.write(ref, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThat(download()).isEqualTo(snapshot);
        assertThat(ref).hasContent(FakeHub.COMMIT);
    }

    @Test
    void linkInPlaceOfAPartialFileIsNotFollowed() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "untouched");
        Path blobs = Files.createDirectories(storage().resolve("blobs"));
        Path partial = blobs.resolve(FakeHub.sha256(WEIGHTS) + ".resume.incomplete");
        Files.createSymbolicLink(partial, victim);

        assertThat(download().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(victim).hasContent("untouched");
    }
}
