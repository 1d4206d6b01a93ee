/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.efficienttransformers.weights.ElementType;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.pickle.Unpickler.Tuple;

/**
 * The globals that a state dict written by torch.save may name, and what calling them means here.
 * The list is closed: names are compared with it, nothing is ever looked up or run by a name.
 *
 * <p>Source: torch/_utils.py and torch/serialization.py of PyTorch.
 */
final class TorchPickle {

    private static final Map<String, Object> GLOBALS = globals();

    /** The most that pickles of a file may have. */
    static final long MAX_BYTES = 100_000_000;

    /** Bytes of Java memory that objects may take for each of the file, and in any case. */
    private static final int TIMES = 10;

    private static final int BASE = 64 << 10;

    private static final int DICT = 56;
    private static final int STORAGE = 40 + 48; // with its entry in the table
    private static final int TENSOR = 40;

    private final String file;
    private final Map<String, Storage> storages = new HashMap<>();
    private final long size;
    private final long limit;
    private long made;

    /** Makes the list's user for one file. */
    TorchPickle(MappedFile file) {
        this.file = file.name();
        this.size = file.size();
        this.limit = Math.min(TIMES * size + BASE, Runtime.getRuntime().maxMemory() / 4);
    }

    /** Counts the memory of an object before it is made. */
    void charge(long bytes) throws IOException {
        made += bytes;
        if (made > limit) {
            throw fault(
                    "the pickle makes objects of more than "
                            + limit
                            + " bytes; allowed are "
                            + TIMES
                            + " times the file and a quarter of Java's memory, so save nothing but"
                            + " tensors, or raise -Xmx.");
        }
    }

    /** Returns how many bytes the file has. */
    long size() {
        return size;
    }

    /** Returns the storages that were named, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    private enum Function {
        ORDERED_DICT,
        SIZE,
        REBUILD_TENSOR,
        REBUILD_TENSOR_V2,
        REBUILD_TENSOR_V3,
        REBUILD_PARAMETER,
        REBUILD_PARAMETER_WITH_STATE,
        REBUILD_FROM_TYPE_V2
    }

    /** A class that is named as an argument only. */
    private enum TensorClass {
        TENSOR,
        PARAMETER
    }

    /** A storage class; the type is null for bytes whose type the tensor tells. */
    private record StorageClass(ElementType type) {}

    /**
     * Memory that tensors lie in, or a part of it.
     *
     * @param key its name in the file
     * @param type the type of its elements, null if the tensor tells it
     * @param elements how many elements it has, or bytes where there is no type
     * @param first the first element of the part
     * @param end the element after the last of the part
     */
    record Storage(String key, ElementType type, long elements, long first, long end) {

        /** Returns the bytes of an element. */
        int unit() {
            return type == null ? 1 : type.bytes();
        }
    }

    /**
     * A tensor as the pickle describes it; nothing is checked yet.
     *
     * @param storage the memory it lies in
     * @param type the type of its elements
     * @param offset the index of its first element in the storage
     * @param size its dimensions
     * @param stride for each axis the elements from one index to the next
     */
    record Tensor(Storage storage, ElementType type, long offset, Tuple size, Tuple stride) {}

    private static Map<String, Object> globals() {
        Map<String, Object> globals = new LinkedHashMap<>();
        globals.put("collections.OrderedDict", Function.ORDERED_DICT);
        globals.put("torch.Size", Function.SIZE);
        globals.put("torch._utils._rebuild_tensor", Function.REBUILD_TENSOR);
        globals.put("torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR_V2);
        globals.put("torch._utils._rebuild_tensor_v3", Function.REBUILD_TENSOR_V3);
        globals.put("torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER);
        globals.put(
                "torch._utils._rebuild_parameter_with_state",
                Function.REBUILD_PARAMETER_WITH_STATE);
        globals.put("torch._tensor._rebuild_from_type_v2", Function.REBUILD_FROM_TYPE_V2);
        globals.put("torch.Tensor", TensorClass.TENSOR);
        globals.put("torch.nn.parameter.Parameter", TensorClass.PARAMETER);
        globals.put("torch.storage.UntypedStorage", new StorageClass(null));
        globals.put("torch.storage._UntypedStorage", new StorageClass(null));
        globals.put("torch.DoubleStorage", new StorageClass(ElementType.FLOAT64));
        globals.put("torch.FloatStorage", new StorageClass(ElementType.FLOAT32));
        globals.put("torch.HalfStorage", new StorageClass(ElementType.FLOAT16));
        globals.put("torch.BFloat16Storage", new StorageClass(ElementType.BFLOAT16));
        globals.put("torch.LongStorage", new StorageClass(ElementType.INT64));
        globals.put("torch.IntStorage", new StorageClass(ElementType.INT32));
        globals.put("torch.ShortStorage", new StorageClass(ElementType.INT16));
        globals.put("torch.CharStorage", new StorageClass(ElementType.INT8));
        globals.put("torch.ByteStorage", new StorageClass(ElementType.UINT8));
        globals.put("torch.BoolStorage", new StorageClass(ElementType.BOOLEAN));
        for (ElementType type : ElementType.values()) {
            String name = type == ElementType.BOOLEAN ? "bool" : type.toString();
            globals.put("torch." + name, type);
        }
        return globals;
    }

    /** Makes a dict. */
    Map<Object, Object> dict() throws IOException {
        charge(DICT);
        return new LinkedHashMap<>();
    }

    /** Returns the meaning of a global that is on the list. */
    Object global(String module, String name) throws IOException {
        Object global = GLOBALS.get(module + "." + name);
        if (global == null) {
            throw fault(
                    "the pickle names "
                            + WeightFormatException.quote(module + "." + name)
                            + ", which is not on the list of what weights need, so nothing of it"
                            + " was run; allowed are tensors, parameters, their storages and"
                            + " types, and OrderedDict.");
        }
        return global;
    }

    /** Does what calling a global of the list means. */
    Object call(Object callable, List<Object> arguments) throws IOException {
        if (!(callable instanceof Function function)) {
            throw fault("the pickle calls " + typeOf(callable) + ", which is no function.");
        }
        return switch (function) {
            case ORDERED_DICT -> {
                if (!arguments.isEmpty()) {
                    throw fault("OrderedDict has arguments; allowed are none.");
                }
                yield dict();
            }
            case SIZE -> argument(arguments, 0, Tuple.class);
            case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> tensor(arguments, null);
            case REBUILD_TENSOR_V3 -> tensor(arguments, argument(arguments, 6, ElementType.class));
            case REBUILD_PARAMETER, REBUILD_PARAMETER_WITH_STATE ->
                    argument(arguments, 0, Tensor.class);
            case REBUILD_FROM_TYPE_V2 -> rebuildFromType(arguments);
        };
    }

    /**
     * Returns the storage that a persistent id names: ("storage", class, key, device, size), and
     * before PyTorch 1.6 the part of it that is meant, None or (key, offset, size).
     */
    Storage storage(Object id) throws IOException {
        if (!(id instanceof Tuple tuple)
                || tuple.items().size() < 5
                || tuple.items().size() > 6
                || !"storage".equals(tuple.items().get(0))) {
            throw fault("the pickle has a persistent id that does not name a storage.");
        }
        List<Object> items = tuple.items();
        String key = argument(items, 2, String.class);
        ElementType type = argument(items, 1, StorageClass.class).type;
        long elements = argument(items, 4, Long.class);
        charge(STORAGE);
        Storage storage = new Storage(key, type, elements, 0, elements);
        Storage known = storages.putIfAbsent(key, storage);
        if (known != null && !known.equals(storage)) {
            throw fault(
                    "the pickle calls the storage "
                            + WeightFormatException.quote(key)
                            + " one of another type or size than before; allowed is one of each.");
        }
        if (items.size() == 5 || items.get(5) == Unpickler.NONE) {
            return storage;
        }
        List<Object> part = argument(items, 5, Tuple.class).items();
        long first = argument(part, 1, Long.class);
        long size = argument(part, 2, Long.class);
        if (first < 0 || size < 0 || first > elements - size) {
            throw fault(
                    "the pickle takes "
                            + size
                            + " elements at "
                            + first
                            + " of a storage that has "
                            + elements
                            + "; they must lie inside.");
        }
        return new Storage(key, type, elements, first, first + size);
    }

    /**
     * Takes the state that BUILD gives an object: a state dict's {@code _metadata}, or attributes
     * of a tensor. Neither matters here.
     */
    void build(Object target, Object state) throws IOException {
        if (!(target instanceof Map || target instanceof Tensor) || !(state instanceof Map)) {
            throw fault(
                    "the pickle gives a state to "
                            + typeOf(target)
                            + "; allowed are dicts and tensors.");
        }
    }

    WeightFormatException fault(String finding) {
        return new WeightFormatException(file, finding);
    }

    /** Names the type of an object of the pickle as Python does, for messages. */
    static String typeOf(Object value) {
        if (value == Unpickler.NONE) {
            return "None";
        } else if (value instanceof Map) {
            return "dict";
        } else if (value instanceof List) {
            return "list";
        } else if (value instanceof Long || value instanceof BigInteger) {
            return "int";
        } else if (value instanceof Double) {
            return "float";
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof String) {
            return "str";
        }
        return value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Rebuilds a tensor from (storage, offset, size, stride, ...). */
    private Tensor tensor(List<Object> arguments, ElementType given) throws IOException {
        Storage storage = argument(arguments, 0, Storage.class);
        ElementType type = given == null ? storage.type : given;
        if (type == null) {
            throw fault("the pickle rebuilds a tensor from an untyped storage without a dtype.");
        }
        charge(TENSOR);
        return new Tensor(
                storage,
                type,
                argument(arguments, 1, Long.class),
                argument(arguments, 2, Tuple.class),
                argument(arguments, 3, Tuple.class));
    }

    /** Rebuilds from (function, class, arguments, state), which wraps one of the others. */
    private Object rebuildFromType(List<Object> arguments) throws IOException {
        Function function = argument(arguments, 0, Function.class);
        argument(arguments, 1, TensorClass.class);
        if (function == Function.REBUILD_FROM_TYPE_V2) {
            throw fault("the pickle wraps _rebuild_from_type_v2 in itself.");
        }
        return call(function, argument(arguments, 2, Tuple.class).items());
    }

    private <T> T argument(List<Object> arguments, int index, Class<T> type) throws IOException {
        Object value = index < arguments.size() ? arguments.get(index) : null;
        if (!type.isInstance(value)) {
            throw fault(
                    "the pickle passes "
                            + (value == null ? "nothing" : typeOf(value))
                            + " where "
                            + type.getSimpleName()
                            + " is expected.");
        }
        return type.cast(value);
    }
}
