/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.folder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.MappedStore;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.pickle.PickleStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.efficienttransformers.weights.safetensors.StrictJson;

/**
 * Reads a checkpoint that is spread over several files, by its index: a JSON object whose {@code
 * weight_map} tells for each tensor the file it lies in.
 */
public final class ShardedStore implements TensorStore {

    private static final String WEIGHT_MAP = "weight_map";
    private static final long MAX_INDEX = 100_000_000;

    private final String index;
    private final Map<String, TensorStore> shards;
    private final Map<String, TensorStore> storeOf = new LinkedHashMap<>();

    private ShardedStore(String index, Map<String, TensorStore> shards) {
        this.index = index;
        this.shards = shards;
    }

    /**
     * Opens all files of an index, and checks that they hold the tensors it lists, no fewer and no
     * more.
     *
     * @param path the index, such as {@code model.safetensors.index.json}; its files lie next to it
     * @return the tensors of all files
     * @throws WeightFormatException if the index or one of the files is not what it should be, or
     *     names a file outside the folder
     * @throws IOException if a file can't be read
     */
    public static ShardedStore open(Path path) throws IOException {
        return open(path, true);
    }

    static ShardedStore open(Path path, boolean map) throws IOException {
        Map<String, String> weightMap = readIndex(path);
        String name = String.valueOf(path.getFileName());
        ShardedStore store = new ShardedStore(name, new LinkedHashMap<>());
        try {
            for (Map.Entry<String, String> entry : weightMap.entrySet()) {
                store.add(path, entry.getKey(), entry.getValue(), map);
            }
            store.refuseUnlisted();
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Map<String, String> readIndex(Path path) throws IOException {
        try (MappedFile file = MappedFile.open(path)) {
            if (file.size() == 0 || file.size() > MAX_INDEX) {
                throw new WeightFormatException(
                        file.name(),
                        "the index has " + file.size() + " bytes; allowed are 1 to 100 million.");
            }
            StrictJson json = new StrictJson(file.name(), "the index", file.slice(0, file.size()));
            Map<String, String> weightMap = new LinkedHashMap<>();
            json.object(
                    key -> {
                        if (key.equals(WEIGHT_MAP)) {
                            json.object(name -> weightMap.put(name, json.string()));
                        } else {
                            json.skip();
                        }
                    });
            json.end();
            if (weightMap.isEmpty()) {
                throw json.fault("the index has no weight_map from tensors to files.");
            }
            return weightMap;
        }
    }

    private void add(Path path, String tensor, String fileName, boolean map) throws IOException {
        TensorStore shard = shards.get(fileName);
        if (shard == null) {
            shard = openShard(path, fileName, map);
            shards.put(fileName, shard);
        }
        if (!shard.names().contains(tensor)) {
            throw new WeightFormatException(
                    fileName,
                    "tensor %s is not in this file, though %s lists it there; index and files"
                            + " must agree, so download both again.",
                    WeightFormatException.quote(tensor),
                    index);
        }
        storeOf.put(tensor, shard);
    }

    private TensorStore openShard(Path path, String fileName, boolean map) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Path file;
        try {
            file = ModelFolder.file(folder, fileName);
        } catch (NoSuchFileException e) {
            throw new WeightFormatException(
                    index,
                    "it lists the file "
                            + WeightFormatException.quote(fileName)
                            + ", which is not in the folder; download it as well.",
                    e);
        }
        if (fileName.endsWith(".safetensors")) {
            return SafetensorsStore.open(file, map);
        }
        if (fileName.endsWith(".bin")) {
            return PickleStore.open(file, map);
        }
        throw new WeightFormatException(
                index,
                "it lists the file "
                        + WeightFormatException.quote(fileName)
                        + "; allowed are .safetensors and .bin.");
    }

    private void refuseUnlisted() throws IOException {
        for (Map.Entry<String, TensorStore> shard : shards.entrySet()) {
            for (String tensor : shard.getValue().names()) {
                if (storeOf.get(tensor) != shard.getValue()) {
                    throw new WeightFormatException(
                            shard.getKey(),
                            "tensor %s is in this file, though %s does not list it there; index"
                                    + " and files must agree.",
                            WeightFormatException.quote(tensor),
                            index);
                }
            }
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(storeOf.keySet());
    }

    @Override
    public Shape shape(String name) {
        return store(name).shape(name);
    }

    @Override
    public DataType dataType(String name) {
        return store(name).dataType(name);
    }

    @Override
    public NDArray read(NDManager manager, String name) throws IOException {
        return store(name).read(manager, name);
    }

    @Override
    public String source(String name) {
        return store(name).source(name);
    }

    @Override
    public void close() throws IOException {
        for (TensorStore shard : shards.values()) {
            shard.close();
        }
    }

    private TensorStore store(String name) {
        TensorStore store = storeOf.get(name);
        if (store == null) {
            throw MappedStore.unknown(index, name, storeOf.size());
        }
        return store;
    }
}
