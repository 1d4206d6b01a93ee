/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.efficienttransformers.hub.cache.HubNames;
import org.efficienttransformers.sentence.LateInteraction;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceModule;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * Which files of a repository a model is made of, in the order that transformers looks for them.
 */
final class ModelFiles {

    static final String CONFIG = "config.json";

    /** What Python's peft writes instead, of an adapter. */
    static final String ADAPTER_CONFIG = "adapter_config.json";

    /** What is taken along where it exists. */
    static final List<String> OPTIONAL =
            Stream.of(
                            Stream.of("generation_config.json", LateInteraction.METADATA),
                            SentenceFolder.TRANSFORMER_SETTINGS.stream(),
                            TextTokenizer.FILES.stream())
                    .flatMap(names -> names)
                    .toList();

    private static final String INDEX = ".index.json";

    /** The first one that exists is taken; pickles only when there is no safetensors. */
    private static final List<String> WEIGHTS =
            List.of(
                    "model.safetensors",
                    "model.safetensors" + INDEX,
                    "pytorch_model.bin",
                    "pytorch_model.bin" + INDEX);

    /** The index of a model of 1,000 shards and 100,000 tensors has about 10 MB. */
    private static final long MAX_INDEX_BYTES = 64L << 20;

    private ModelFiles() {}

    /** Returns the file of weights, or the index of its shards. */
    static Optional<String> weights(Set<String> files) {
        return WEIGHTS.stream().filter(files::contains).findFirst();
    }

    /** Names what {@link #weights} looks for. */
    static String allowedWeights() {
        return String.join(", ", WEIGHTS);
    }

    static boolean isIndex(String file) {
        return file.endsWith(INDEX);
    }

    /**
     * Reads the names of the shards out of an index.
     *
     * @param index the index file
     * @param where what it is part of, for the message
     * @throws HubException if it is no index, or names a file that could leave the folder
     */
    static Set<String> shards(Path index, String where) throws IOException {
        if (Files.size(index) > MAX_INDEX_BYTES) {
            throw badIndex(index, where, "has more than 64 MB", null);
        }
        Set<String> shards = new TreeSet<>();
        try (JsonReader reader = new JsonReader(Files.newBufferedReader(index))) {
            reader.beginObject();
            while (reader.hasNext()) {
                if (reader.nextName().equals("weight_map")) {
                    readMap(reader, shards);
                } else {
                    reader.skipValue();
                }
            }
            reader.endObject();
        } catch (MalformedJsonException
                | EOFException
                | CharacterCodingException
                | IllegalStateException e) {
            throw badIndex(index, where, "is no JSON object with a 'weight_map' of names", e);
        }
        if (shards.isEmpty()) {
            throw badIndex(index, where, "names no file", null);
        }
        for (String shard : shards) {
            if (!HubNames.isInside(shard)) {
                throw badIndex(
                        index,
                        where,
                        "names '"
                                + HubNames.printable(shard)
                                + "', which could leave the model's folder",
                        null);
            }
        }
        return shards;
    }

    /**
     * Names the first file that keeps a folder from being a model.
     *
     * @param folder a snapshot
     * @param where what it is part of, for the message
     * @return the file, or nothing if configuration and weights are all there
     */
    static Optional<String> missing(Path folder, String where) throws IOException {
        SentenceFolder sentence = modules(folder, where);
        String place = place(sentence);
        Optional<String> missing = missingModel(sentence.transformer(), where);
        if (missing.isPresent()) {
            return missing.map(file -> place + file);
        }
        for (SentenceModule module : ownModules(sentence)) {
            Set<String> present = present(folder.resolve(module.path()));
            if (hasConfig(module) && !Files.exists(folder.resolve(module.path()).resolve(CONFIG))) {
                return Optional.of(module.path() + "/" + CONFIG);
            }
            if (hasWeights(module) && present.isEmpty()) {
                return Optional.of(module.path() + "/" + WEIGHTS.get(0));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> missingModel(Path folder, String where) throws IOException {
        if (!Files.exists(folder.resolve(CONFIG))) {
            return Optional.of(CONFIG);
        }
        Set<String> present = present(folder);
        Optional<String> weights = weights(present);
        if (weights.isEmpty()) {
            return Optional.of(WEIGHTS.get(0));
        }
        if (isIndex(weights.get())) {
            for (String shard : shards(folder.resolve(weights.get()), where)) {
                if (!Files.exists(folder.resolve(shard))) {
                    return Optional.of(shard);
                }
            }
        }
        return Optional.empty();
    }

    private static Set<String> present(Path folder) {
        Set<String> present = new TreeSet<>();
        for (String file : WEIGHTS) {
            if (Files.exists(folder.resolve(file))) {
                present.add(file);
            }
        }
        return present;
    }

    /**
     * Reads which modules of sentence-transformers a snapshot has.
     *
     * @param snapshot the folder, in which modules.json is or isn't
     * @param where what it is part of, for the message
     * @throws HubException if modules.json is none, or names a place out of the folder
     */
    static SentenceFolder modules(Path snapshot, String where) throws IOException {
        try {
            return SentenceFolder.read(snapshot);
        } catch (IOException | IllegalArgumentException e) {
            throw new HubException(
                    e,
                    "The modules of %s can't be read (%s); choose another repository or revision.",
                    where,
                    HubNames.printable(String.valueOf(e.getMessage())));
        }
    }

    /** The folder of the encoder, with a slash after it, or nothing if that is the root. */
    static String place(SentenceFolder sentence) {
        String path = sentence.exists() ? sentence.modules().get(0).path() : "";
        return path.isEmpty() ? "" : path + "/";
    }

    /** The modules that have a folder of their own, the encoder left out. */
    static List<SentenceModule> ownModules(SentenceFolder sentence) {
        return sentence.modules().stream()
                .skip(1)
                .filter(module -> !module.path().isEmpty())
                .toList();
    }

    private static boolean hasConfig(SentenceModule module) {
        return hasWeights(module) || module.kind().equals("Pooling");
    }

    private static boolean hasWeights(SentenceModule module) {
        return module.kind().equals("Dense") || module.kind().equals("LayerNorm");
    }

    private static void readMap(JsonReader reader, Set<String> shards) throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            reader.skipValue(); // the name of the tensor
            shards.add(reader.nextString());
        }
        reader.endObject();
    }

    private static HubException badIndex(Path index, String where, String what, Throwable cause) {
        return new HubException(
                cause,
                "File %s of %s %s; its owner has to upload the weights again.",
                index.getFileName(),
                where,
                what);
    }
}
