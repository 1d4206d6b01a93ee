/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.safetensors.SafetensorsFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {

    private static final Path TORCH = Path.of("src/test/resources/weights/torch");

    @TempDir private Path temporary;
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("model"));
    }

    @Test
    void prefersSafetensorsToItsIndexToThePickleToItsIndex() throws IOException {
        writeFloat("shard-2.bin.safetensors", "d", 4);
        writeIndex("pytorch_model.bin.index.json", "d", "shard-2.bin.safetensors");
        assertThat(firstName()).isEqualTo("d");

        Files.copy(TORCH.resolve("attributes.bin"), folder.resolve("pytorch_model.bin"));
        assertThat(firstName()).isEqualTo("a");

        writeFloat("shard-1.safetensors", "b", 2);
        writeIndex("model.safetensors.index.json", "b", "shard-1.safetensors");
        assertThat(firstName()).isEqualTo("b");

        writeFloat("model.safetensors", "c", 1);
        assertThat(firstName()).isEqualTo("c");
    }

    @Test
    void folderWithoutWeightsIsRefusedWithWhatWasLookedFor() {
        assertThatThrownBy(() -> Weights.open(folder))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(
                        "No weights in "
                                + folder
                                + "; looked for model.safetensors, model.safetensors.index.json,"
                                + " pytorch_model.bin, pytorch_model.bin.index.json.");
    }

    @Test
    void readsTensorsOfAllShards() throws IOException {
        writeFloat("model-00001-of-00002.safetensors", "a", 1);
        writeFloat("model-00002-of-00002.safetensors", "b", 2);
        writeText(
                "model.safetensors.index.json",
                """
                {"metadata": {"total_size": 8}, "weight_map": {
                  "b": "model-00002-of-00002.safetensors",
                  "a": "model-00001-of-00002.safetensors"}}
                """);

        try (NDManager manager = NDManager.newBaseManager();
                TensorStore store = Weights.open(folder)) {
            assertThat(store.names()).containsExactly("b", "a");
            assertThat(store.source("b")).isEqualTo("model-00002-of-00002.safetensors");
            assertThat(store.read(manager, "a").toFloatArray()).containsExactly(1);
            assertThat(store.read(manager, "b").toFloatArray()).containsExactly(2);
            assertThatThrownBy(() -> store.shape("c"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "model.safetensors.index.json has no tensor 'c'; names() lists the 2"
                                    + " it has.");
        }
    }

    @Test
    void readsPickledShards() throws IOException {
        Files.copy(TORCH.resolve("attributes.bin"), folder.resolve("part-1.bin"));
        writeIndex("pytorch_model.bin.index.json", "a", "part-1.bin");

        try (NDManager manager = NDManager.newBaseManager();
                TensorStore store = Weights.open(folder)) {
            assertThat(store.read(manager, "a").toFloatArray()).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void shardNamesThatCouldLeaveTheFolderAreRefused() throws IOException {
        writeFloat("../outside.safetensors", "a", 1);
        for (String name :
                new String[] {
                    "../outside.safetensors",
                    temporary.resolve("outside.safetensors").toString(),
                    "sub/../../outside.safetensors",
                    "..\\\\outside.safetensors",
                    "C:outside.safetensors",
                    "..",
                    ".",
                    "",
                    "nul\\u0000.safetensors"
                }) {
            writeIndex("model.safetensors.index.json", "a", name);

            assertThatThrownBy(() -> Weights.open(folder))
                    .as(name)
                    .isInstanceOf(WeightFormatException.class)
                    .hasMessageStartingWith("model: the name '")
                    .hasMessageEndingWith(
                            "' could lead out of the folder; allowed are plain file names without"
                                    + " '/', '\\' or ':'.");
        }
    }

    @Test
    void linksOutOfTheFolderAreRefused() throws IOException {
        writeFloat("../outside.safetensors", "a", 1);
        Files.createSymbolicLink(
                folder.resolve("model.safetensors"), Path.of("../outside.safetensors"));

        assertThatThrownBy(() -> Weights.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessage(
                        "model.safetensors: this is a link that leads out of the model's folder;"
                                + " allowed are files of the folder and blobs of the Hugging Face"
                                + " cache, so put the file itself there.");
    }

    @Test
    void linksWithinTheFolderAndToTheFolderAreFollowed() throws IOException {
        writeFloat("real.safetensors", "a", 1);
        Files.createSymbolicLink(folder.resolve("model.safetensors"), Path.of("real.safetensors"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);

        try (TensorStore store = Weights.open(link)) {
            assertThat(store.names()).containsExactly("a");
        }
    }

    @Test
    void snapshotOfTheHubCacheLinksToItsBlobs() throws IOException {
        Path repository = Files.createDirectories(temporary.resolve("hub/models--org--name"));
        Path snapshot = Files.createDirectories(repository.resolve("snapshots/0123"));
        Files.createDirectory(repository.resolve("blobs"));
        folder = snapshot;
        writeFloat("../../blobs/abcd", "a", 1);
        Files.createSymbolicLink(
                snapshot.resolve("model.safetensors"), Path.of("../../blobs/abcd"));

        try (TensorStore store = Weights.open(snapshot)) {
            assertThat(store.names()).containsExactly("a");
            assertThat(store.source("a")).isEqualTo("model.safetensors");
        }
    }

    @Test
    void followsALinkOfTheHubCacheToTheBlobsThatAllModelsShare() throws IOException {
        Path repository = folder.resolve("models--org--name");
        Path snapshot = Files.createDirectories(repository.resolve("snapshots/0123"));
        Files.createDirectories(folder.resolve("blobs/ab"));
        Files.createDirectory(repository.resolve("blobs"));
        folder = snapshot;
        writeFloat("../../../blobs/ab/cdef", "a", 1);
        Files.createSymbolicLink(repository.resolve("blobs/abcd"), Path.of("../../blobs/ab/cdef"));
        Files.createSymbolicLink(
                snapshot.resolve("model.safetensors"), Path.of("../../blobs/abcd"));

        try (TensorStore store = Weights.open(snapshot)) {
            assertThat(store.names()).containsExactly("a");
        }
    }

    @Test
    void snapshotMayLinkToNothingButItsBlobs() throws IOException {
        Path repository = Files.createDirectories(temporary.resolve("hub/models--org--name"));
        Path snapshot = Files.createDirectories(repository.resolve("snapshots/0123"));
        Files.createDirectory(repository.resolve("blobs"));
        folder = snapshot;
        writeFloat("../../refs", "a", 1);
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../refs"));

        assertThatThrownBy(() -> Weights.open(snapshot))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("leads out of the model's folder");
    }

    @Test
    void indexAndFilesMustAgree() throws IOException {
        writeFloat("one.safetensors", "a", 1);

        writeIndex("model.safetensors.index.json", "b", "one.safetensors");
        assertRefused(
                "one.safetensors: tensor 'b' is not in this file, though"
                        + " model.safetensors.index.json lists it there; index and files must"
                        + " agree, so download both again.");

        writeFloat("two.safetensors", "a", 1);
        writeText(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}}");
        assertRefused(
                "two.safetensors: tensor 'b' is not in this file, though"
                        + " model.safetensors.index.json lists it there; index and files must"
                        + " agree, so download both again.");

        writeText(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"one.safetensors\",\"c\":\"three.safetensors\"}}");
        SafetensorsFiles.write(
                folder.resolve("three.safetensors"),
                """
                {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},\
                "c":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""",
                new byte[2]);
        assertRefused(
                "three.safetensors: tensor 'a' is in this file, though"
                        + " model.safetensors.index.json does not list it there; index and files"
                        + " must agree.");

        SafetensorsFiles.write(
                folder.resolve("one.safetensors"),
                """
                {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},\
                "hidden":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""",
                new byte[2]);
        writeIndex("model.safetensors.index.json", "a", "one.safetensors");
        assertRefused(
                "one.safetensors: tensor 'hidden' is in this file, though"
                        + " model.safetensors.index.json does not list it there; index and files"
                        + " must agree.");
    }

    @Test
    void oddIndexesAreRefused() throws IOException {
        String index = "model.safetensors.index.json";

        writeIndex(index, "a", "absent.safetensors");
        assertRefused(
                index
                        + ": it lists the file 'absent.safetensors', which is not in the folder;"
                        + " download it as well.");

        writeText("weights.npz", "");
        writeIndex(index, "a", "weights.npz");
        assertRefused(
                index + ": it lists the file 'weights.npz'; allowed are .safetensors and .bin.");

        writeText(index, "");
        assertRefused(index + ": the index has 0 bytes; allowed are 1 to 100 million.");

        writeText(index, "{\"weight_map\":{}}");
        assertRefused(index + ": the index has no weight_map from tensors to files.");

        writeText(index, "{\"weight_map\":{\"a\":1}}");
        assertRefused(index + ": the index has NUMBER at '$.weight_map.a'; allowed is a string.");

        writeText(index, "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}");
        assertRefused(
                index
                        + ": the index holds the name 'a' twice at '$.weight_map.a'; each is"
                        + " allowed once.");

        writeText(index, "[");
        assertRefused(index + ": the index has BEGIN_ARRAY at '$'; allowed is an object.");

        writeText(index, "{\"metadata\": {");
        assertRefused(index + ": the index is not JSON in UTF-8 at line 1 column 15.");
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> Weights.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessage(sentence);
    }

    private String firstName() throws IOException {
        try (TensorStore store = Weights.open(folder)) {
            return store.names().iterator().next();
        }
    }

    private void writeFloat(String file, String tensor, float value) throws IOException {
        SafetensorsFiles.write(
                folder.resolve(file),
                "{\"" + tensor + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                SafetensorsFiles.floats(value));
    }

    private void writeIndex(String file, String tensor, String shard) throws IOException {
        writeText(file, "{\"weight_map\":{\"" + tensor + "\":\"" + shard + "\"}}");
    }

    private void writeText(String file, String text) throws IOException {
        Files.write(folder.resolve(file), text.getBytes(StandardCharsets.UTF_8));
    }
}
