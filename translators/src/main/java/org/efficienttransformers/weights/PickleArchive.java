/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.TorchPickle.Storage;
import org.efficienttransformers.weights.TorchPickle.Tensor;
import org.efficienttransformers.weights.Unpickler.Tuple;

/**
 * The archive that torch.save writes: {@code <folder>/data.pkl} describes the tensors, {@code
 * <folder>/data/<key>} are the storages they lie in.
 */
final class PickleArchive {

    private static final String PICKLE = "data.pkl";
    private static final long MAX_PICKLE = 100_000_000;
    private static final String STATE_DICT = "state_dict";
    private static final String METADATA = "_metadata";
    private static final String MODULE = "module.";
    private static final int MAX_WRAPPERS = 4;

    private final MappedFile file;
    private final Map<String, ZipDirectory.Entry> entries;
    private final String folder;
    private final ByteOrder order;
    private final Map<String, Storage> storages = new HashMap<>();

    PickleArchive(MappedFile file) throws IOException {
        this.file = file;
        TorchFormat.requireZip(file);
        this.entries = ZipDirectory.read(file).entries();
        this.folder = folder();
        this.order = byteOrder();
    }

    /** Runs the pickle and checks every tensor against the storage it lies in. */
    Map<String, TensorView> views() throws IOException {
        ZipDirectory.Entry entry = entries.get(folder + PICKLE);
        if (entry.size() > MAX_PICKLE) {
            throw fault("its pickle has " + entry.size() + " bytes; allowed are 100 million.");
        }
        TorchPickle torch = new TorchPickle(file.name());
        ByteBuffer bytes = file.slice(entry.offset(), entry.size());
        Map<?, ?> stateDict = unwrap(new Unpickler(torch, bytes).load());
        Map<String, TensorView> views = new LinkedHashMap<>();
        for (Map.Entry<?, ?> item : stateDict.entrySet()) {
            if (!(item.getKey() instanceof String name)) {
                throw fault(
                        "the state dict has the key "
                                + item.getKey()
                                + "; allowed are names of tensors.");
            }
            if (item.getValue() instanceof Tensor tensor) {
                views.put(name, view(name, tensor));
            } else if (!name.equals(METADATA)) {
                throw fault(
                        "the state dict holds "
                                + TorchPickle.typeOf(item.getValue())
                                + " under "
                                + WeightFormatException.quote(name)
                                + "; allowed are tensors.");
            }
        }
        return withoutModule(views);
    }

    private Map<?, ?> unwrap(Object root) throws IOException {
        Object dict = root;
        for (int i = 0; i < MAX_WRAPPERS; i++) {
            if (dict instanceof Map<?, ?> map && map.get(STATE_DICT) instanceof Map<?, ?> in) {
                dict = in;
            }
        }
        if (!(dict instanceof Map<?, ?> map)) {
            throw fault(
                    "the pickle holds "
                            + TorchPickle.typeOf(dict)
                            + "; allowed is a dict from names to tensors, as"
                            + " torch.save(model.state_dict(), ...) writes it.");
        }
        return map;
    }

    /** Takes off the prefix that DataParallel puts before all names. */
    private static Map<String, TensorView> withoutModule(Map<String, TensorView> views) {
        if (!views.keySet().stream().allMatch(name -> name.startsWith(MODULE))) {
            return views;
        }
        Map<String, TensorView> renamed = new LinkedHashMap<>();
        views.forEach((name, view) -> renamed.put(name.substring(MODULE.length()), view));
        return renamed;
    }

    private TensorView view(String name, Tensor tensor) throws IOException {
        long[] size = naturals(name, "size", tensor.size());
        long[] strides = naturals(name, "stride", tensor.stride());
        if (size.length != strides.length) {
            throw fault(
                    name,
                    "has "
                            + size.length
                            + " sizes and "
                            + strides.length
                            + " strides; allowed are as many of each.");
        }
        ZipDirectory.Entry entry = entry(name, tensor.storage());
        int bytes = tensor.type().bytes();
        checkRange(name, tensor.offset(), size, strides, entry.size() / bytes);
        return new TensorView(
                tensor.type(), size, strides, entry.offset() + tensor.offset() * bytes, order);
    }

    private long[] naturals(String name, String what, Tuple tuple) throws IOException {
        List<Object> items = tuple.items();
        if (items.size() > TensorView.MAX_RANK) {
            throw fault(
                    name,
                    "has a "
                            + what
                            + " of "
                            + items.size()
                            + " axes; allowed are at most "
                            + TensorView.MAX_RANK
                            + ".");
        }
        long[] numbers = new long[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof Long number) || number < 0) {
                throw fault(name, "has a " + what + " that is no tuple of whole numbers from 0.");
            }
            numbers[i] = number;
        }
        return numbers;
    }

    private ZipDirectory.Entry entry(String name, Storage storage) throws IOException {
        ZipDirectory.Entry entry = entries.get(folder + "data/" + storage.key());
        if (entry == null) {
            throw fault(
                    name,
                    "lies in the storage "
                            + WeightFormatException.quote(storage.key())
                            + ", which the archive does not hold.");
        }
        Storage first = storages.putIfAbsent(storage.key(), storage);
        if (first != null && !first.equals(storage)) {
            throw fault(
                    name,
                    "calls the storage "
                            + WeightFormatException.quote(storage.key())
                            + " one of another type or size than a tensor before it; allowed"
                            + " is one of each.");
        }
        long unit = storage.type() == null ? 1 : storage.type().bytes();
        if (storage.elements() != entry.size() / unit || entry.size() % unit != 0) {
            throw fault(
                    name,
                    "lies in a storage of "
                            + storage.elements()
                            + " elements of "
                            + unit
                            + " bytes, but the archive holds "
                            + entry.size()
                            + " bytes of it; both must agree.");
        }
        return entry;
    }

    /** Checks that all elements lie in the storage, and that none is taken over and over. */
    private void checkRange(String name, long offset, long[] size, long[] strides, long available)
            throws IOException {
        long elements;
        long last = offset;
        try {
            elements = TensorView.elements(size);
            for (int axis = 0; axis < size.length; axis++) {
                long steps = Math.max(0, size[axis] - 1);
                last = Math.addExact(last, Math.multiplyExact(steps, strides[axis]));
            }
        } catch (ArithmeticException e) {
            throw fault(name, "has a size or stride beyond what 64 bits can count.");
        }
        if (offset < 0 || offset > available || (elements > 0 && last >= available)) {
            throw fault(
                    name,
                    "reaches from element "
                            + offset
                            + " to "
                            + last
                            + " of a storage that has "
                            + available
                            + "; it must lie inside.");
        }
        if (elements > available) {
            throw fault(
                    name,
                    "has "
                            + elements
                            + " elements in a storage of "
                            + available
                            + "; a view that repeats elements is not allowed, so save it"
                            + " contiguous.");
        }
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

    private WeightFormatException fault(String name, String finding) {
        return fault("tensor " + WeightFormatException.quote(name) + " " + finding);
    }

    private WeightFormatException fault(String finding) {
        return new WeightFormatException(file.name(), finding);
    }
}
