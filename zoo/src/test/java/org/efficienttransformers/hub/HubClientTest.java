/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Test;

/** Which files come from where to where. */
class HubClientTest extends HubFixture {

    @Test
    void snapshotHoldsWhatAModelNeedsAndNothingElse() throws IOException {
        Path snapshot = download();

        assertThat(snapshot).isEqualTo(storage().resolve("snapshots").resolve(FakeHub.COMMIT));
        assertThat(snapshot.resolve("config.json")).hasContent(CONFIG);
        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(tree(snapshot).stream().map(line -> line.replaceAll(" .*", "")))
                .containsExactly("config.json", "model.safetensors", "tokenizer.json");
    }

    @Test
    void allFilesThatATokenizerMayBeMadeOfAreFetched() throws IOException {
        for (String file : TextTokenizer.FILES) {
            hub.add(file, "{}");
        }

        Path snapshot = download();

        for (String file : TextTokenizer.FILES) {
            assertThat(snapshot.resolve(file)).hasContent("{}");
        }
    }

    /** The tree that huggingface_hub 1.x leaves after the same downloads, lock files included. */
    @Test
    void layoutIsThatOfPython() throws IOException {
        download();

        String config = FakeHub.gitSha1(Files.readAllBytes(snapshotFile("config.json")));
        String tokenizer = FakeHub.gitSha1(Files.readAllBytes(snapshotFile("tokenizer.json")));
        String weights = FakeHub.sha256(WEIGHTS);
        String snapshot = "models--org--name/snapshots/" + FakeHub.COMMIT;
        assertThat(tree())
                .containsExactlyInAnyOrder(
                        ".locks/models--org--name/" + config + ".lock",
                        ".locks/models--org--name/" + tokenizer + ".lock",
                        ".locks/models--org--name/" + weights + ".lock",
                        "CACHEDIR.TAG",
                        "models--org--name/blobs/" + config,
                        "models--org--name/blobs/" + tokenizer,
                        "models--org--name/blobs/" + weights,
                        "models--org--name/refs/main",
                        snapshot + "/config.json -> ../../blobs/" + config,
                        snapshot + "/tokenizer.json -> ../../blobs/" + tokenizer,
                        snapshot + "/model.safetensors -> ../../blobs/" + weights);
        assertThat(storage().resolve("refs/main")).hasContent(FakeHub.COMMIT);
    }

    @Test
    void withoutLinksTheSnapshotHoldsTheFilesAsPythonDoes() throws IOException {

        Path snapshot = client(configWithoutLinks()).download(FakeHub.REPO, null, null);

        assertThat(snapshot.resolve("model.safetensors")).isRegularFile().hasBinaryContent(WEIGHTS);
        assertThat(Files.isSymbolicLink(snapshot.resolve("model.safetensors"))).isFalse();
        assertThat(storage().resolve("blobs")).isEmptyDirectory();
    }

    @Test
    void blobOfAnotherCommitIsCopiedWhereLinksAreOff() throws IOException {
        download();
        hub.publish("main", "b".repeat(40), model("{\"model_type\": \"big_bird\"}"));

        Path snapshot = client(configWithoutLinks()).download(FakeHub.REPO, null, null);

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(snapshotFile("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(hub.requestsFor("GET", "model.safetensors")).hasSize(2); // hub and network, once
    }

    @Test
    void whatTheCacheHasIsNotAskedForAgain() throws IOException {
        download();
        int before = hub.requests.size();

        download();

        assertThat(hub.requests).hasSize(before + 1);
        assertThat(hub.requests.get(before).path()).startsWith("/api/models/org/name/revision/");
    }

    @Test
    void danglingLinkIsMendedByANewDownload() throws IOException {
        download();
        Files.delete(storage().resolve("blobs").resolve(FakeHub.sha256(WEIGHTS)));

        Path snapshot = download();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void blobOfTheWrongSizeIsReplaced() throws IOException {
        download();
        Path blob = storage().resolve("blobs").resolve(FakeHub.sha256(WEIGHTS));
        Files.write(blob, bytes(17, 3));
        Files.delete(snapshotFile("model.safetensors"));

        Path snapshot = download();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void tokenIsSentToTheHubAndToNoOtherServer() throws IOException {
        download();

        assertThat(hub.requests)
                .filteredOn(request -> at(request, hub.contentNetwork()))
                .isNotEmpty()
                .allMatch(request -> request.authorization() == null);
        assertThat(hub.requests)
                .filteredOn(request -> at(request, hub.endpoint()))
                .isNotEmpty()
                .allMatch(request -> "Bearer secret".equals(request.authorization()));
    }

    @Test
    void tokenStaysAwayWhenAForeignServerRedirectsBack() throws IOException {
        hub.fault =
                (exchange, request) -> {
                    if (request.path().startsWith("/blobs/")) {
                        FakeHub.answer(exchange, 302, "Location", hub.endpoint() + "/lure");
                        return true;
                    }
                    if (request.path().equals("/lure")) {
                        FakeHub.answer(exchange, 404);
                        return true;
                    }
                    return false;
                };

        assertThatThrownBy(this::download).isInstanceOf(HubException.class);

        assertThat(hub.requests)
                .filteredOn(request -> request.path().equals("/lure"))
                .isNotEmpty()
                .allMatch(request -> request.authorization() == null);
    }

    @Test
    void endlessRedirectsEnd() {
        hub.fault =
                (exchange, request) -> {
                    FakeHub.answer(exchange, 307, "Location", request.path());
                    return true;
                };

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("more than 10 times");
        assertThat(hub.requests).hasSize(11);
    }

    @Test
    void redirectToAFileIsRefused() {
        hub.fault =
                (exchange, request) -> {
                    FakeHub.answer(exchange, 302, "Location", "file:///etc/passwd");
                    return true;
                };

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("file:///etc/passwd");
    }

    @Test
    void renamedRepositoryIsFollowed() throws IOException {
        hub.fault =
                (exchange, request) -> {
                    if (!request.path().contains("old/name")) {
                        return false;
                    }
                    String target = request.path().replace("old/name", "org/name");
                    FakeHub.answer(exchange, 307, "Location", target);
                    return true;
                };

        Path snapshot = client().download("old/name", null, null);

        assertThat(snapshot).startsWith(cache.resolve("models--old--name"));
        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void picklesAreTakenOnlyWithoutSafetensors() throws IOException {
        hub.publish(
                "main",
                FakeHub.COMMIT,
                Map.of("config.json", utf8(CONFIG), "pytorch_model.bin", WEIGHTS));

        Path snapshot = download();

        assertThat(snapshot.resolve("pytorch_model.bin")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void shardsOfAnIndexAreTaken() throws IOException {
        byte[] first = bytes(1000, 1);
        byte[] second = bytes(2000, 2);
        hub.publish(
                "main",
                FakeHub.COMMIT,
                Map.of(
                        "config.json",
                        utf8(CONFIG),
                        "model.safetensors.index.json",
                        index("model-1.safetensors", "model-2.safetensors"),
                        "model-1.safetensors",
                        first,
                        "model-2.safetensors",
                        second,
                        "pytorch_model.bin",
                        WEIGHTS));

        Path snapshot = download();

        assertThat(snapshot.resolve("model-1.safetensors")).hasBinaryContent(first);
        assertThat(snapshot.resolve("model-2.safetensors")).hasBinaryContent(second);
        assertThat(snapshot.resolve("pytorch_model.bin")).doesNotExist();
    }

    @Test
    void shardOutsideOfTheFolderIsRefused() {
        hub.publish(
                "main",
                FakeHub.COMMIT,
                Map.of(
                        "config.json",
                        utf8(CONFIG),
                        "model.safetensors.index.json",
                        index("../../../evil.safetensors")));

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("../../../evil.safetensors")
                .hasMessageContaining("could leave the model's folder");
    }

    @Test
    void missingShardIsNamed() {
        hub.publish(
                "main",
                FakeHub.COMMIT,
                Map.of(
                        "config.json",
                        utf8(CONFIG),
                        "model.safetensors.index.json",
                        index("model-1.safetensors")));

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("names model-1.safetensors, which the repository lacks");
    }

    @Test
    void listedNameOutsideOfTheFolderIsRefusedBeforeAnyDownload() {
        for (String name :
                new String[] {"../evil", "/etc/evil", "a/../../evil", "C:evil", "a\\..\\evil"}) {
            hub.list(name);

            assertThatThrownBy(this::download)
                    .as(name)
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("could leave the model's folder");
        }
        assertThat(cache).doesNotExist();
    }

    @Test
    void repositoryWithoutModelIsExplained() {
        hub.publish("main", FakeHub.COMMIT, Map.of("README.md", new byte[1]));
        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("no file config.json");

        hub.publish("main", FakeHub.COMMIT, Map.of("config.json", utf8(CONFIG)));
        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("no file of weights");
    }

    @Test
    void adapterIsCalledSo() {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("adapter_config.json", new byte[2]);
        files.put("adapter_model.safetensors", bytes(10, 1));
        hub.publish("main", FakeHub.COMMIT, files);

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("There is an adapter, such as LoRA's, in repository org/name")
                .hasMessageContaining("adapter=<");
    }

    @Test
    void revisionThatMovesWhileDownloadingGivesFilesOfOneCommit() throws IOException {
        String later = "b".repeat(40);
        hub.fault =
                (exchange, request) -> {
                    if (request.isFor("config.json")) {
                        hub.publish("main", later, model("{\"model_type\": \"big_bird\"}"));
                    }
                    return false;
                };

        Path snapshot = download();

        assertThat(snapshot.getFileName()).hasToString(FakeHub.COMMIT);
        assertThat(snapshot.resolve("config.json")).hasContent(CONFIG);
        assertThat(storage().resolve("refs/main")).hasContent(FakeHub.COMMIT);
    }

    @Test
    void revisionThatMovedGivesANewSnapshotThatSharesWhatIsTheSame() throws IOException {
        Path first = download();
        String later = "b".repeat(40);
        hub.publish("main", later, model("{\"model_type\": \"big_bird\"}"));

        Path second = download();

        assertThat(second.getFileName()).hasToString(later);
        assertThat(second.resolve("config.json")).hasContent("{\"model_type\": \"big_bird\"}");
        assertThat(first.resolve("config.json")).hasContent(CONFIG);
        assertThat(Files.isSameFile(first.resolve("model.safetensors"), weights(second))).isTrue();
        assertThat(hub.requestsFor("GET", "model.safetensors")).hasSize(2); // hub and network, once
        assertThat(storage().resolve("refs/main")).hasContent(later);
    }

    @Test
    void answerForAnotherCommitIsRefused() {
        hub.fault =
                (exchange, request) -> {
                    if (request.isFor("config.json")) {
                        FakeHub.answer(exchange, 200, "X-Repo-Commit", "b".repeat(40));
                        return true;
                    }
                    return false;
                };

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("answered for commit " + "b".repeat(40));
    }

    @Test
    void branchWithASlashAndACommitAreRevisionsToo() throws IOException {
        hub.publish("refs/pr/1", "c".repeat(40), model(CONFIG));

        assertThat(client().download(FakeHub.REPO, "refs/pr/1", null).getFileName())
                .hasToString("c".repeat(40));
        assertThat(storage().resolve("refs/refs/pr/1")).hasContent("c".repeat(40));

        assertThat(client().download(FakeHub.REPO, FakeHub.COMMIT, null).getFileName())
                .hasToString(FakeHub.COMMIT);
        assertThat(storage().resolve("refs").resolve(FakeHub.COMMIT)).doesNotExist();
    }

    @Test
    void offlineUsesTheCacheOnly() throws IOException {
        Path online = download();
        int before = hub.requests.size();
        HubClient offline = client(offlineConfig());

        assertThat(offline.download(FakeHub.REPO, null, null)).isEqualTo(online);
        assertThat(offline.download(FakeHub.REPO, FakeHub.COMMIT, null)).isEqualTo(online);
        assertThat(hub.requests).hasSize(before);
    }

    @Test
    void offlineSaysWhatIsNotInTheCache() throws IOException {
        HubClient offline = client(offlineConfig());
        assertThatThrownBy(() -> offline.download(FakeHub.REPO, "v1", null))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("lacks repository org/name (revision v1)")
                .hasMessageContaining("HF_HUB_OFFLINE");

        download();
        Files.delete(snapshotFile("model.safetensors"));
        assertThatThrownBy(() -> offline.download(FakeHub.REPO, null, null))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("lacks file model.safetensors of repository org/name");
    }

    @Test
    void completeCopyStandsInForAHubThatIsDownWithoutLongWaits() throws IOException {
        Path online = download();
        hub.fault =
                (exchange, request) -> {
                    FakeHub.answer(exchange, 503);
                    return true;
                };
        int before = hub.requests.size();

        assertThat(download()).isEqualTo(online);
        assertThat(hub.requests).hasSize(before + 1);
        assertThat(waits).isEmpty();
    }

    @Test
    void completeCopyStandsInWhenThereIsNoConnection() throws IOException {
        Path online = download();
        hub.close();

        assertThat(download()).isEqualTo(online);
    }

    @Test
    void copyInTheCacheDoesNotHideThatAccessWasTakenAway() throws IOException {
        download();
        hub.fault =
                (exchange, request) -> {
                    FakeHub.answer(exchange, 403, "X-Error-Code", "GatedRepo");
                    return true;
                };

        assertThatThrownBy(this::download)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("gated");
    }

    @Test
    void halfADownloadNeverMovesTheReference() throws IOException {
        download();
        hub.publish("main", "b".repeat(40), model("{\"model_type\": \"big_bird\"}"));
        hub.fault =
                (exchange, request) -> {
                    if (request.isFor("config.json")) {
                        FakeHub.answer(exchange, 404, "X-Error-Code", "EntryNotFound");
                        return true;
                    }
                    return false;
                };

        assertThatThrownBy(this::download).isInstanceOf(HubException.class);
        assertThat(client(offlineConfig()).download(FakeHub.REPO, null, null).getFileName())
                .hasToString(FakeHub.COMMIT);
    }

    @Test
    void idAndRevisionAreCheckedBeforeAnyRequest() {
        assertThatThrownBy(() -> client().download("../name", null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().download(FakeHub.REPO, "../../x", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(hub.requests).isEmpty();
    }

    private static boolean at(FakeHub.Request request, URI server) {
        return request.host().equals(server.getAuthority());
    }

    private Path snapshotFile(String file) {
        return storage().resolve("snapshots").resolve(FakeHub.COMMIT).resolve(file);
    }

    private static Path weights(Path snapshot) {
        return snapshot.resolve("model.safetensors");
    }

    private static Map<String, byte[]> model(String config) {
        return Map.of("config.json", utf8(config), "model.safetensors", WEIGHTS);
    }

    private static byte[] index(String... shards) {
        JsonObject map = new JsonObject();
        for (int i = 0; i < shards.length; i++) {
            map.addProperty("tensor" + i, shards[i]);
        }
        JsonObject index = new JsonObject();
        index.add("weight_map", map);
        return utf8(index.toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
