/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.pickle.TorchStateDict.Extent;

/**
 * The archive that torch.save has written since PyTorch 1.6: {@code <folder>/data.pkl} describes
 * the tensors, {@code <folder>/data/<key>} are the storages they lie in.
 */
final class PickleArchive {

    private static final String PICKLE = "data.pkl";
    private static final String DATA = "data/";

    private final MappedFile file;
    private final Map<String, ZipDirectory.Entry> entries;
    private final String folder;

    PickleArchive(MappedFile file) throws IOException {
        this.file = file;
        this.entries = ZipDirectory.read(file).entries();
        this.folder = folder();
    }

    /** Runs the pickle and checks every tensor against the storage it lies in. */
    Map<String, TensorView> views() throws IOException {
        ZipDirectory.Entry entry = entries.get(folder + PICKLE);
        if (entry.size() > TorchPickle.MAX_BYTES) {
            throw fault("its pickle has " + entry.size() + " bytes; allowed are 100 million.");
        }
        ByteBuffer bytes = file.slice(entry.offset(), entry.size());
        TorchPickle torch = new TorchPickle(file);
        Object root = new Unpickler(torch, bytes).load();
        return new TorchStateDict(torch, storages(), byteOrder()).views(root);
    }

    private Map<String, Extent> storages() {
        String prefix = folder + DATA;
        Map<String, Extent> storages = new HashMap<>();
        for (ZipDirectory.Entry entry : entries.values()) {
            if (entry.name().startsWith(prefix)) {
                storages.put(
                        entry.name().substring(prefix.length()),
                        new Extent(entry.offset(), entry.size()));
            }
        }
        return storages;
    }

    /** Finds the folder in the archive, named as the file was when it was saved. */
    private String folder() throws IOException {
        String found = null;
        for (String name : entries.keySet()) {
            if (name.endsWith("/" + PICKLE)) {
                if (found != null) {
                    throw fault("the archive holds more than one " + PICKLE + ".");
                }
                found = name.substring(0, name.length() - PICKLE.length());
            }
        }
        if (found == null) {
            throw fault(
                    "the zip archive holds no "
                            + PICKLE
                            + "; allowed are archives that torch.save wrote.");
        }
        if (entries.containsKey(found + "constants.pkl")) {
            throw fault(
                    "this is a TorchScript archive; allowed is a state dict, as"
                            + " torch.save(model.state_dict(), ...) writes it.");
        }
        return found;
    }

    private ByteOrder byteOrder() throws IOException {
        ZipDirectory.Entry entry = entries.get(folder + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        ByteBuffer bytes = file.slice(entry.offset(), Math.min(entry.size(), 100));
        String name = StandardCharsets.ISO_8859_1.decode(bytes).toString();
        return switch (name) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                    throw fault(
                            "its byteorder is "
                                    + WeightFormatException.quote(name)
                                    + "; allowed are little and big.");
        };
    }

    private WeightFormatException fault(String finding) {
        return new WeightFormatException(file.name(), finding);
    }
}
