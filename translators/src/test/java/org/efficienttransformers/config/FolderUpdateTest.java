/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder has all files of an update or none, wherever the update stopped. */
class FolderUpdateTest {

    private static final Map<String, String> OLD =
            Map.of("config.json", "{\"v\": 1}", "weights", "old", "vocab.txt", "old", "notes", "n");
    private static final Map<String, String> NEW =
            Map.of("config.json", "{\"v\": 2}", "weights", "new", "tokenizer", "new", "notes", "n");

    @TempDir private Path folder;

    @BeforeEach
    void fill() throws IOException {
        for (Map.Entry<String, String> file : OLD.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private FolderUpdate written() throws IOException {
        FolderUpdate update = FolderUpdate.begin(folder);
        for (String name : new String[] {"config.json", "weights", "tokenizer"}) {
            Files.writeString(update.file(name), NEW.get(name));
        }
        update.remove("vocab.txt");
        return update;
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String content = Files.isDirectory(file) ? "folder" : Files.readString(file);
                found.put(file.getFileName().toString(), content);
            }
        }
        return found;
    }

    @Test
    void replacesAddsAndRemoves() throws IOException {
        try (FolderUpdate update = written()) {
            assertThat(files()).containsAllEntriesOf(OLD);
            update.commit();
        }
        assertThat(files()).isEqualTo(NEW);
    }

    @Test
    void changesNothingWithoutCommit() throws IOException {
        written().close();
        assertThat(files()).isEqualTo(OLD);
    }

    @Test
    void removesWhatAKilledOneLeft() throws IOException {
        Files.createDirectory(folder.resolve(".saving"));
        Files.writeString(folder.resolve(".saving/weights"), "half");
        Files.writeString(folder.resolve(".saving.lock"), "of a process that is no more");
        assertThat(PretrainedConfig.read(folder).integer("v", 0)).isEqualTo(1);
        written().close();
        assertThat(files()).isEqualTo(OLD);
    }

    /** After so many of: config.json gone, vocab.txt gone, two files moved, config.json moved. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void isCompletedByWhoReadsOrUpdatesNext(int steps) throws IOException {
        for (boolean reads : new boolean[] {true, false}) {
            stopAfter(steps);
            if (reads) {
                assertThat(PretrainedConfig.read(folder).integer("v", 0)).isEqualTo(2);
            } else {
                FolderUpdate.begin(folder).close();
            }
            assertThat(files()).isEqualTo(NEW);
        }
    }

    private void stopAfter(int steps) throws IOException {
        Path ready = Files.createDirectory(folder.resolve(".saved"));
        for (String name : new String[] {"config.json", "weights", "tokenizer"}) {
            Files.writeString(ready.resolve(name), NEW.get(name));
        }
        Files.writeString(ready.resolve(".removed"), "vocab.txt\n");
        fill();
        Files.deleteIfExists(folder.resolve("tokenizer"));
        if (steps > 0) {
            Files.delete(folder.resolve("config.json"));
        }
        if (steps > 1) {
            Files.delete(folder.resolve("vocab.txt"));
        }
        String[] moved = {"tokenizer", "weights", "config.json"};
        for (int i = 0; i < steps - 2; i++) {
            Files.deleteIfExists(folder.resolve(moved[i]));
            Files.move(ready.resolve(moved[i]), folder.resolve(moved[i]));
        }
    }

    @Test
    void isRefusedWhileThereIsAnother() throws IOException {
        try (FolderUpdate update = written()) {
            assertThatThrownBy(() -> FolderUpdate.begin(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "Somebody else is saving to "
                                    + folder
                                    + "; wait until that has ended, or save to another folder.");
            update.commit();
        }
        assertThat(files()).isEqualTo(NEW);
    }

    @Test
    void anAdapterIsCalledSo() throws IOException {
        Files.delete(folder.resolve("config.json"));
        Files.writeString(folder.resolve("adapter_config.json"), "{}");
        assertThatThrownBy(() -> PretrainedConfig.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds an adapter (adapter_config.json)")
                .hasMessageContaining("adapter=<");
    }
}
