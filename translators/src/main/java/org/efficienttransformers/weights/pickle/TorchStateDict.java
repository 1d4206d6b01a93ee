/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.pickle.TorchPickle.Storage;
import org.efficienttransformers.weights.pickle.TorchPickle.Tensor;
import org.efficienttransformers.weights.pickle.Unpickler.Tuple;

/**
 * Finds the tensors of a state dict, whose pickle was run, in the storages that the file holds, and
 * checks each against the one it lies in.
 */
final class TorchStateDict {

    /** Where training programs put a state dict, among other things of theirs. */
    private static final List<String> WRAPPERS = List.of("state_dict", "model_state_dict", "model");

    private static final String METADATA = "_metadata";
    private static final String MODULE = "module.";
    private static final int MAX_WRAPPERS = 4;

    /** A view with its entry in the table, but for its sizes and strides. */
    private static final int VIEW = 40 + 48 + 2 * 16;

    private final TorchPickle torch;
    private final Map<String, Extent> storages;
    private final ByteOrder order;

    /**
     * Takes what the file holds.
     *
     * @param torch what its pickle made
     * @param storages where the storages lie in it, by key
     * @param order the order of the bytes of a number
     */
    TorchStateDict(TorchPickle torch, Map<String, Extent> storages, ByteOrder order) {
        this.torch = torch;
        this.storages = storages;
        this.order = order;
    }

    /**
     * A part of the file.
     *
     * @param offset where it begins
     * @param size how many bytes it has
     */
    record Extent(long offset, long size) {}

    /** Returns the tensors of what the pickle holds, by name. */
    Map<String, TensorView> views(Object root) throws IOException {
        Map<String, TensorView> views = new LinkedHashMap<>();
        for (Map.Entry<?, ?> item : unwrap(root).entrySet()) {
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
        for (int i = 0; i < MAX_WRAPPERS && dict instanceof Map<?, ?> outer; i++) {
            dict =
                    WRAPPERS.stream()
                            .<Object>map(outer::get)
                            .filter(Map.class::isInstance)
                            .findFirst()
                            .orElse(outer);
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
        torch.charge(VIEW + 2L * Long.BYTES * tensor.size().items().size());
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
        Storage storage = tensor.storage();
        long start = extent(name, storage).offset() + storage.first() * storage.unit();
        long available = (storage.end() - storage.first()) * storage.unit();
        int bytes = tensor.type().bytes();
        long elements = checkRange(name, tensor.offset(), size, strides, available / bytes);
        if (elements > Math.max(available, torch.size()) / bytes) {
            throw fault(
                    name,
                    "repeats elements up to "
                            + elements
                            + " of them, more than the file has bytes for; save it contiguous.");
        }
        return new TensorView(tensor.type(), size, strides, start + tensor.offset() * bytes, order);
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

    private Extent extent(String name, Storage storage) throws IOException {
        Extent extent = storages.get(storage.key());
        if (extent == null) {
            throw fault(
                    name,
                    "lies in the storage "
                            + WeightFormatException.quote(storage.key())
                            + ", which the file does not hold.");
        }
        int unit = storage.unit();
        if (storage.elements() != extent.size() / unit || extent.size() % unit != 0) {
            throw fault(
                    name,
                    "lies in a storage of "
                            + storage.elements()
                            + " elements of "
                            + unit
                            + " bytes, but the file holds "
                            + extent.size()
                            + " bytes of it; both must agree.");
        }
        return extent;
    }

    /** Checks that all elements lie in the storage, and returns how many there are. */
    private long checkRange(String name, long offset, long[] size, long[] strides, long available)
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
        return elements;
    }

    private WeightFormatException fault(String name, String finding) {
        return fault("tensor " + WeightFormatException.quote(name) + " " + finding);
    }

    private WeightFormatException fault(String finding) {
        return torch.fault(finding);
    }
}
