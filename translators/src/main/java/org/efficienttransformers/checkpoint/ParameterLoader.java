/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.kernel.script.CallThreads;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;

/**
 * Sets the parameters of a Block from the tensors of a checkpoint, strictly: each parameter needs a
 * tensor of its shape, and each tensor a parameter, but for a list of harmless ones.
 */
final class ParameterLoader {

    private static final int SHOWN = 8;

    private ParameterLoader() {}

    /**
     * Loads.
     *
     * @param model the Block
     * @param plan its tensors
     * @param manager owns the parameters, and gives their device
     * @param dataType the type of the parameters
     * @return what was loaded
     * @throws IOException if a tensor is missing, unexpected or of another shape
     */
    static LoadReport load(
            TransformerModel model, ModelPlan plan, NDManager manager, DataType dataType)
            throws IOException {
        long start = System.nanoTime();
        DerivedTensors store = plan.store();
        TensorNames names = plan.names();
        Map<String, String> stored = new LinkedHashMap<>();
        for (String name : store.names()) {
            stored.putIfAbsent(names.canonical().apply(name), name);
        }
        Map<String, Parameter> parameters = StateDict.of(model);
        Map<String, Shape> shapes = shapes(plan, manager);
        List<String> missing = new ArrayList<>();
        Map<Parameter, String> sources = new LinkedHashMap<>();
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            String name = names.canonical().apply(entry.getKey());
            String tensor = stored.remove(name);
            if (tensor == null && names.tied().containsKey(name)) {
                tensor = stored.remove(names.tied().get(name));
            }
            if (tensor == null) {
                missing.add(entry.getKey());
            } else {
                checkShape(entry.getKey(), shapes.get(entry.getKey()), tensor, store);
                sources.put(entry.getValue(), tensor);
            }
        }
        List<String> unused = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        stored.forEach(
                (canonical, tensor) ->
                        (names.isHarmless(canonical) ? unused : unexpected).add(tensor));
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new IOException(mismatch(model, store, missing, unexpected));
        }
        Set<String> files = new LinkedHashSet<>();
        long bytes = 0;
        for (Map.Entry<Parameter, String> entry : sources.entrySet()) {
            NDArray array = store.read(manager, entry.getValue());
            if (array.getDataType() != dataType) {
                NDArray original = array;
                array = original.toType(dataType, false);
                original.close();
            }
            entry.getKey().setArray(array);
            files.add(store.source(entry.getValue()));
            bytes += array.size() * dataType.getNumOfBytes();
        }
        model.initialize(manager, dataType, new Shape(1, 1));
        model.freezeParameters(true);
        CallThreads.release(manager);
        return new LoadReport(
                sources.size(),
                bytes,
                List.copyOf(files),
                unused,
                store.notes(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Asks a twin of the Block for the shapes that its parameters have: DJL tells them only once
     * there are arrays, so the twin gets scalars.
     */
    static Map<String, Shape> shapes(ModelPlan plan, NDManager parent) {
        TransformerModel twin = plan.model();
        twin.setInitializer((manager, shape, type) -> manager.create(0f), parameter -> true);
        try (NDManager scalars = parent.newSubManager(Device.cpu())) {
            twin.initialize(scalars, DataType.FLOAT32, new Shape(1, 1));
            Map<String, Shape> shapes = new LinkedHashMap<>();
            StateDict.of(twin).forEach((name, parameter) -> shapes.put(name, parameter.getShape()));
            return shapes;
        }
    }

    private static void checkShape(String name, Shape expected, String tensor, DerivedTensors store)
            throws IOException {
        Shape found = store.shape(tensor);
        if (!found.equals(expected)) {
            throw new IOException(
                    String.format(
                            "Tensor %s of %s has shape %s, and config.json asks for %s (%s);"
                                    + " weights and configuration must come from the same"
                                    + " checkpoint.",
                            tensor, store.source(tensor), found, expected, name));
        }
    }

    private static String mismatch(
            TransformerModel model,
            DerivedTensors store,
            List<String> missing,
            List<String> unexpected) {
        StringBuilder text = new StringBuilder("The weights don't fit ");
        text.append(model.getClass().getSimpleName()).append(" with head ").append(model.head());
        if (!missing.isEmpty()) {
            text.append("; missing from ")
                    .append(String.join(", ", files(store, store.names())))
                    .append(": ")
                    .append(shown(missing));
        }
        if (!unexpected.isEmpty()) {
            text.append("; unexpected in ")
                    .append(String.join(", ", files(store, unexpected)))
                    .append(": ")
                    .append(shown(unexpected));
        }
        return text.append("; check architectures and sizes in config.json.").toString();
    }

    private static Set<String> files(DerivedTensors store, Iterable<String> names) {
        Set<String> files = new LinkedHashSet<>();
        names.forEach(name -> files.add(store.source(name)));
        return files;
    }

    private static String shown(List<String> names) {
        String text = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? text + " and " + (names.size() - SHOWN) + " more" : text;
    }
}
