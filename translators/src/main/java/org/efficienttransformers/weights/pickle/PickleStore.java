/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.MappedStore;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * Reads the state dict of a {@code pytorch_model.bin}: a zip archive with a pickle and one entry
 * per storage, as torch.save has written it since PyTorch 1.6, or the pickles with the storages
 * after them that it wrote before.
 *
 * <p>A pickle is a program. This reader runs it on a machine that has no way out: a closed table of
 * opcodes, a closed list of globals, no class or function found by name. The numbers are mapped
 * where they lie, so tensors that share a storage share memory.
 */
public final class PickleStore extends MappedStore {

    private PickleStore(MappedFile file, Map<String, TensorView> views) {
        super(file, views);
    }

    /**
     * Opens a file, runs its pickle on the restricted machine and checks every tensor against the
     * storage it lies in.
     *
     * @param path the file
     * @return its tensors; wrappers named {@code state_dict} are taken off, and so is the prefix
     *     {@code module.} where all names have it
     * @throws WeightFormatException if the file is not what torch.save writes or its pickle names
     *     anything but tensors
     * @throws IOException if it can't be read
     */
    public static PickleStore open(Path path) throws IOException {
        return open(path, true);
    }

    /**
     * Opens a file and reads its pickle, as {@link #open(Path)} does.
     *
     * @param path the file
     * @param map true for arrays that lie in the file where they can, false for copies
     * @return its tensors
     * @throws WeightFormatException if the file is not what torch.save writes or its pickle names
     *     anything but tensors
     * @throws IOException if it can't be read
     */
    public static PickleStore open(Path path, boolean map) throws IOException {
        MappedFile file = MappedFile.open(path, map);
        try {
            return new PickleStore(file, TorchFormat.views(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
