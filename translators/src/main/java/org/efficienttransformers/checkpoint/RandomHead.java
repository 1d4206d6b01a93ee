/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.efficienttransformers.weights.TensorStore;

/**
 * The tensors of a checkpoint without those of its head, and random ones for another. What the
 * encoder lacks stays missing.
 */
final class RandomHead implements TensorStore {

    /** A checkpoint without tensors. */
    static final TensorStore NOTHING = new RandomHead(null, Map.of(), UnaryOperator.identity());

    private static final Pattern HEAD =
            Pattern.compile("(classifier|qa_outputs|qa_classifier|lm_head|cls)\\..*");
    private static final Pattern POOLER = Pattern.compile("pooler\\..*");

    private final TensorStore store;
    private final Set<String> kept = new LinkedHashSet<>();
    private final Map<String, NDArray> random = new LinkedHashMap<>();

    /**
     * Puts the tensors together.
     *
     * @param store the checkpoint's, which the caller closes; null for none
     * @param parameters those of a random model of the new kind
     * @param canonical the form of a name that doesn't depend on the file
     */
    RandomHead(
            TensorStore store, Map<String, Parameter> parameters, UnaryOperator<String> canonical) {
        this.store = store;
        Set<String> there = new LinkedHashSet<>();
        for (String name : store == null ? Set.<String>of() : store.names()) {
            if (!HEAD.matcher(canonical.apply(name)).matches()) {
                kept.add(name);
                there.add(canonical.apply(name));
            }
        }
        parameters.forEach(
                (name, parameter) -> {
                    String key = canonical.apply(name);
                    boolean ofHead = HEAD.matcher(key).matches() || POOLER.matcher(key).matches();
                    if (ofHead && !there.contains(key)) {
                        random.put(name, parameter.getArray());
                    }
                });
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(kept);
        names.addAll(random.keySet());
        return names;
    }

    @Override
    public Shape shape(String name) {
        return random.containsKey(name) ? random.get(name).getShape() : store.shape(name);
    }

    @Override
    public DataType dataType(String name) {
        return random.containsKey(name) ? random.get(name).getDataType() : store.dataType(name);
    }

    @Override
    public NDArray read(NDManager manager, String name) throws IOException {
        if (!random.containsKey(name)) {
            return store.read(manager, name);
        }
        NDArray copy = random.get(name).duplicate();
        copy.attach(manager);
        return copy;
    }

    @Override
    public String source(String name) {
        return random.containsKey(name) ? "random numbers" : store.source(name);
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
