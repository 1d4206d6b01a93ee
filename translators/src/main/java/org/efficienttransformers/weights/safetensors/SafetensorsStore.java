/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.safetensors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.MappedStore;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * Reads a <a href="https://github.com/huggingface/safetensors#format">safetensors</a> file of any
 * size: the header is checked against every rule of the format, the numbers are mapped.
 */
public final class SafetensorsStore extends MappedStore {

    private final Map<String, String> metadata;

    private SafetensorsStore(MappedFile file, SafetensorsHeader header) {
        super(file, header.views());
        this.metadata = header.metadata();
    }

    /**
     * Opens a file and checks its header.
     *
     * @param path the file
     * @return its tensors
     * @throws WeightFormatException if the file breaks a rule of the format
     * @throws IOException if it can't be read
     */
    public static SafetensorsStore open(Path path) throws IOException {
        return open(path, true);
    }

    /**
     * Opens a file and checks its header.
     *
     * @param path the file
     * @param map true for arrays that lie in the file where they can, false for copies
     * @return its tensors
     * @throws WeightFormatException if the file breaks a rule of the format
     * @throws IOException if it can't be read
     */
    public static SafetensorsStore open(Path path, boolean map) throws IOException {
        MappedFile file = MappedFile.open(path, map);
        try {
            return new SafetensorsStore(file, SafetensorsHeader.read(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * {@return what the writer of the file noted, such as {@code format=pt}, the {@code
     * __metadata__} of the header; possibly empty}
     */
    public Map<String, String> metadata() {
        return metadata;
    }
}
