/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.sentence.PoolingMode;
import org.efficienttransformers.sentence.SentenceFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of sentence-transformers are fetched with their modules. */
class HubSentenceTest extends HubFixture {

    private static final Path CASES = Path.of("../translators/src/test/resources/sentence");

    /** An encoder in a folder of its own, and a Dense whose weights are a pickle. */
    private Map<String, byte[]> nested() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        add(files, CASES.resolve("cases/dense-pickle"), "");
        add(files, CASES.resolve("encoder"), "0_Transformer/");
        files.remove("expected.json");
        String modules = new String(files.get("modules.json"), StandardCharsets.UTF_8);
        files.put(
                "modules.json",
                modules.replaceFirst("\"path\": \"\"", "\"path\": \"0_Transformer\"")
                        .getBytes(StandardCharsets.UTF_8));
        files.put(
                "config_sentence_transformers.json",
                "{\"prompts\": {\"q\": \"?\"}}".getBytes(StandardCharsets.UTF_8));
        files.put(
                "0_Transformer/sentence_bert_config.json",
                "{\"max_seq_length\": 7}".getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static void add(Map<String, byte[]> files, Path folder, String place)
            throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                files.put(place + name, Files.readAllBytes(file));
            }
        }
    }

    @Test
    void allModulesAreFetchedAndLoad() throws IOException {
        Map<String, byte[]> files = nested();
        String commit = "c".repeat(40);
        Map<String, byte[]> more = new TreeMap<>(files);
        more.put("README.md", new byte[1]);
        more.put("0_Transformer/onnx/model.onnx", new byte[1]);
        more.put("0_Transformer/pytorch_model.bin", new byte[1]);
        hub.publish("main", commit, more);

        Path snapshot = download();

        for (String name : more.keySet()) {
            assertThat(Files.exists(snapshot.resolve(name)))
                    .as(name)
                    .isEqualTo(files.containsKey(name));
        }
        SentenceFolder sentence = SentenceFolder.read(snapshot);
        assertThat(sentence.settings().maxLength()).isEqualTo(7);
        assertThat(sentence.settings().prompt(null, "q")).isEqualTo("?");
        assertThat(sentence.pooling(16).modes()).containsExactly(PoolingMode.MEAN);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            assertThat(sentence.steps(manager)).hasSize(2);
            Checkpoint checkpoint = Checkpoint.load(snapshot, manager, LoadOptions.DEFAULT);
            assertThat(checkpoint.report().tensors()).isEqualTo(39);
            checkpoint.save(snapshot, folder.resolve("saved"), DataType.FLOAT32);
        }
        SentenceFolder saved = SentenceFolder.read(folder.resolve("saved"));
        assertThat(saved.transformer()).isEqualTo(saved.folder().resolve(""));
        assertThat(saved.folder().resolve("2_Dense/pytorch_model.bin")).isRegularFile();
    }

    /** Of late interaction, too, with what Stanford's ColBERT says in a file of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"stanford", "pylate-two-dense", "version-6"})
    void allOfALateInteractionIsFetched(String name) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        add(files, CASES.resolveSibling("colbert").resolve(name), "");
        files.remove("expected.json");
        hub.publish("main", "c".repeat(40), files);
        Path snapshot = download();
        for (String file : files.keySet()) {
            assertThat(snapshot.resolve(file)).isRegularFile();
        }
        assertThat(client(offlineConfig()).download(FakeHub.REPO, null, null)).isEqualTo(snapshot);
    }

    @Test
    void offlineAModuleThatIsMissingIsNamed() throws IOException {
        hub.publish("main", "c".repeat(40), nested());
        Path snapshot = download();
        for (String file :
                new String[] {
                    "1_Pooling/config.json", "2_Dense/config.json", "0_Transformer/config.json"
                }) {
            Path moved = folder.resolve("moved");
            Files.move(snapshot.resolve(file), moved);
            assertThatThrownBy(() -> client(offlineConfig()).download(FakeHub.REPO, null, null))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("lacks file " + file + " of ");
            Files.move(moved, snapshot.resolve(file));
        }
        Files.delete(snapshot.resolve("2_Dense/pytorch_model.bin"));
        assertThatThrownBy(() -> client(offlineConfig()).download(FakeHub.REPO, null, null))
                .hasMessageContaining("lacks file 2_Dense/model.safetensors of ");
    }

    @Test
    void modulesThatCouldLeaveTheFolderAreRefused() {
        for (String modules :
                new String[] {
                    "[{\"type\": \"sentence_transformers.models.Transformer\", \"path\": \"../x\"}]",
                    "[{\"type\": \"sentence_transformers.models.Transformer\", \"path\": \"/etc\"}]",
                    "[",
                    "{}",
                    "[[]]",
                    "[{}]"
                }) {
            hub.add("modules.json", modules);
            assertThatThrownBy(
                            () -> client(configWithoutLinks()).download(FakeHub.REPO, null, null))
                    .as(modules)
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("The modules of repository org/name")
                    .hasMessageEndingWith("choose another repository or revision.");
            assertThat(cache.resolve("models--org--name/snapshots")).isDirectory();
            Utils.deleteQuietly(cache);
        }
    }
}
