/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.pickle.TorchPickle.Storage;
import org.efficienttransformers.weights.pickle.TorchStateDict.Extent;

/**
 * The file that torch.save wrote before PyTorch 1.6: five pickles one after the other, which are a
 * magic number, a version, what machine it was, the state dict, and the keys of the storages in the
 * order in which these follow. Of a storage there is the number of elements, in 8 bytes, and the
 * elements, little-endian whatever the machine.
 *
 * <p>Source: torch/serialization.py of PyTorch, which still writes such files with {@code
 * _use_new_zipfile_serialization=False}.
 */
final class PickleSequence {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final MappedFile file;
    private final TorchPickle torch;
    private final ByteBuffer bytes;

    PickleSequence(MappedFile file) throws IOException {
        this.file = file;
        this.torch = new TorchPickle(file);
        this.bytes = file.slice(0, Math.min(file.size(), TorchPickle.MAX_BYTES));
    }

    /** Runs the pickles and checks every tensor against the storage it lies in. */
    Map<String, TensorView> views() throws IOException {
        if (!MAGIC.equals(next())) {
            throw torch.fault(
                    "this is a pickle without torch's magic number; allowed is what torch.save"
                            + " writes.");
        }
        Object version = next();
        if (!version.equals(VERSION)) {
            throw torch.fault(
                    "its format has the version " + version + "; allowed is " + VERSION + ".");
        }
        Object machine = next();
        if (!(machine instanceof Map)) {
            throw torch.fault(
                    "it tells the machine by "
                            + TorchPickle.typeOf(machine)
                            + "; allowed is a dict.");
        }
        Object stateDict = next();
        Map<String, Extent> storages = storages(next());
        return new TorchStateDict(torch, storages, ByteOrder.LITTLE_ENDIAN).views(stateDict);
    }

    private Object next() throws IOException {
        return new Unpickler(torch, bytes).load();
    }

    private Map<String, Extent> storages(Object keys) throws IOException {
        if (!(keys instanceof List<?> list)) {
            throw torch.fault(
                    "it lists its storages by "
                            + TorchPickle.typeOf(keys)
                            + "; allowed is a list.");
        }
        Map<String, Extent> storages = new HashMap<>();
        long end = bytes.position();
        for (Object key : list) {
            Storage storage = key instanceof String name ? torch.storages().get(name) : null;
            if (storage == null) {
                throw torch.fault(
                        "it lists the storage "
                                + WeightFormatException.quote(String.valueOf(key))
                                + ", in which no tensor lies, so it is damaged.");
            }
            Extent extent = extent(storage, end);
            if (storages.put(storage.key(), extent) != null) {
                throw torch.fault(
                        "it lists the storage "
                                + WeightFormatException.quote(storage.key())
                                + " twice; each is allowed once.");
            }
            end = extent.offset() + extent.size();
        }
        return storages;
    }

    private Extent extent(Storage storage, long start) throws IOException {
        long room = file.size() - start - Long.BYTES;
        long elements = room < 0 ? 0 : file.slice(start, Long.BYTES).getLong();
        if (room < 0 || elements > room / storage.unit()) {
            throw torch.fault(
                    "it ends within the storage "
                            + WeightFormatException.quote(storage.key())
                            + ", so it is truncated: download it again.");
        }
        if (elements != storage.elements()) {
            throw torch.fault(
                    "the storage "
                            + WeightFormatException.quote(storage.key())
                            + " has "
                            + elements
                            + " elements, but its tensors know of "
                            + storage.elements()
                            + "; both must agree.");
        }
        return new Extent(start + Long.BYTES, elements * storage.unit());
    }
}
