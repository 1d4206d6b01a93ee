/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.folder;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.pickle.PickleStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;

/** Finds the weights of a Hugging Face folder. */
public final class Weights {

    /** What is looked for, in this order: safetensors is quicker and can't hold a program. */
    private static final List<Candidate> CANDIDATES =
            List.of(
                    new Candidate("model.safetensors", SafetensorsStore::open),
                    new Candidate("model.safetensors.index.json", ShardedStore::open),
                    new Candidate("pytorch_model.bin", PickleStore::open),
                    new Candidate("pytorch_model.bin.index.json", ShardedStore::open));

    /** Those of an adapter. */
    private static final List<Candidate> OF_ADAPTERS =
            List.of(
                    new Candidate("adapter_model.safetensors", SafetensorsStore::open),
                    new Candidate("adapter_model.bin", PickleStore::open));

    private Weights() {}

    /**
     * Opens the weights of a folder: {@code model.safetensors}, its index, {@code
     * pytorch_model.bin} or its index, the first of them that is there.
     *
     * @param folder a folder as save_pretrained writes it or the hub's cache holds it
     * @return its tensors under the names that transformers gives them
     * @throws FileNotFoundException if none is there
     * @throws WeightFormatException if a file is not what its format allows
     * @throws IOException if a file can't be read
     */
    public static TensorStore open(Path folder) throws IOException {
        return open(folder, true);
    }

    /**
     * Opens the weights of a folder, as {@link #open(Path)} does.
     *
     * @param folder a folder as save_pretrained writes it or the hub's cache holds it
     * @param map true for arrays that lie in the files where they can, false for copies
     * @return its tensors under the names that transformers gives them
     * @throws FileNotFoundException if none is there
     * @throws WeightFormatException if a file is not what its format allows
     * @throws IOException if a file can't be read
     */
    public static TensorStore open(Path folder, boolean map) throws IOException {
        return open(folder, map, CANDIDATES);
    }

    /**
     * Opens the weights of an adapter, such as LoRA's: {@code adapter_model.safetensors} or {@code
     * adapter_model.bin}, the first of them that is there.
     *
     * @param folder a folder as peft's save_pretrained writes it
     * @return its tensors
     * @throws FileNotFoundException if none is there
     * @throws WeightFormatException if a file is not what its format allows
     * @throws IOException if a file can't be read
     */
    public static TensorStore openAdapter(Path folder) throws IOException {
        return open(folder, true, OF_ADAPTERS);
    }

    private static TensorStore open(Path folder, boolean map, List<Candidate> candidates)
            throws IOException {
        for (Candidate candidate : candidates) {
            if (Files.exists(folder.resolve(candidate.fileName))) {
                return candidate.opener.open(ModelFolder.file(folder, candidate.fileName), map);
            }
        }
        throw new FileNotFoundException(
                String.format(
                        "No weights in %s; looked for %s.",
                        folder,
                        candidates.stream()
                                .map(Candidate::fileName)
                                .collect(Collectors.joining(", "))));
    }

    private interface Opener {
        TensorStore open(Path path, boolean map) throws IOException;
    }

    private record Candidate(String fileName, Opener opener) {}
}
