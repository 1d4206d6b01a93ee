/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.efficienttransformers.training.TrainingState;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;

/**
 * The states that a run leaves in its folder, to go on from: {@code state-<step>.safetensors},
 * whose metadata has the rest as JSON.
 */
final class StateFiles {

    private static final Pattern NAME = Pattern.compile("state-(\\d+)\\.safetensors");
    private static final String VALUES = "values";
    private static final String NOTES = "notes";
    private static final String CHECKSUM = "crc32c";
    private static final Gson GSON = new Gson();

    private StateFiles() {}

    /** A state whose notes and values are read, but no array yet. */
    record Saved(
            Path file, Map<String, String> values, Map<String, String> notes, String checksum) {

        /**
         * Reads the arrays.
         *
         * @throws IOException if the file is damaged
         */
        TrainingState state(NDManager manager) throws IOException {
            Map<String, NDArray> arrays = new TreeMap<>();
            try (SafetensorsStore store = SafetensorsStore.open(file)) {
                for (String name : store.names()) {
                    arrays.put(name, store.read(manager, name));
                }
            }
            if (!StateFiles.checksum(arrays).equals(checksum)) {
                throw new IOException(
                        file
                                + " is damaged; delete it to resume from an earlier state, if there"
                                + " is one, or begin again.");
            }
            return new TrainingState(arrays, values);
        }
    }

    private static long step(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    /** All states of a folder, the last one first. */
    static List<Path> of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> step(file) >= 0)
                    .sorted(Comparator.comparing(StateFiles::step).reversed())
                    .toList();
        }
    }

    /** Writes a state, and deletes those before it but for the last ones. */
    static void write(
            Path folder, long step, TrainingState state, Map<String, String> notes, int keep)
            throws IOException {
        SafetensorsWriter.write(
                folder.resolve("state-" + step + ".safetensors"),
                state.arrays(),
                DataType.FLOAT32,
                Map.of(
                        VALUES,
                        GSON.toJson(new TreeMap<>(state.values())),
                        NOTES,
                        GSON.toJson(new TreeMap<>(notes)),
                        CHECKSUM,
                        checksum(state.arrays())));
        List<Path> all = of(folder);
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            Files.delete(old);
        }
    }

    /** Opens the last state of a folder. */
    static Saved last(Path folder) throws IOException {
        List<Path> all = of(folder);
        require(
                !all.isEmpty(),
                "There is no state-<step>.safetensors in %s to resume from; begin a run there, or"
                        + " name the folder of the run.",
                folder);
        Path file = all.get(0);
        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            Map<String, String> metadata = store.metadata();
            Map<String, String> values = map(metadata.get(VALUES));
            require(
                    values != null && metadata.containsKey(CHECKSUM),
                    "%s isn't the state of a training; it is no file that a run has written.",
                    file);
            return new Saved(file, values, map(metadata.get(NOTES)), metadata.get(CHECKSUM));
        }
    }

    private static Map<String, String> map(String json) {
        return GSON.fromJson(json, new TypeToken<Map<String, String>>() {});
    }

    /** Tells arrays from others, by what is in them and their names. */
    static String checksum(Map<String, NDArray> arrays) {
        CRC32C checksum = new CRC32C();
        for (Map.Entry<String, NDArray> array : new TreeMap<>(arrays).entrySet()) {
            checksum.update(array.getKey().getBytes(StandardCharsets.UTF_8));
            checksum.update(array.getValue().toByteBuffer());
        }
        return Long.toHexString(checksum.getValue());
    }
}
