/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.efficienttransformers.architecture.TensorEdits;
import org.efficienttransformers.weights.TensorStore;

/** The tensors of a checkpoint, and others that are made from them when they are read. */
final class DerivedTensors implements TensorStore, TensorEdits {

    /** Which engine compares numbers makes no difference; this one always comes with us. */
    private static final String ENGINE = "PyTorch";

    /** How many numbers may be made of a small checkpoint. */
    private static final double MOST_NUMBERS = 1 << 24;

    /** How often the numbers of a large one may be made. */
    private static final int MOST_TIMES = 4;

    private record Derived(String original, Shape shape, UnaryOperator<NDArray> derivation) {}

    private final TensorStore store;
    private final Map<String, Derived> derived = new LinkedHashMap<>();
    private final Set<String> removed = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private double made;

    DerivedTensors(TensorStore store) {
        this.store = store;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if far more numbers would be made than the checkpoint has
     */
    @Override
    public void put(String name, String original, Shape shape, UnaryOperator<NDArray> derivation) {
        made += numbers(shape);
        require(
                made <= MOST_NUMBERS || made <= MOST_TIMES * stored(),
                "%s would be made in the shape %s, and a checkpoint of %.0f numbers stands for at most"
                        + " %.0f; choose less by maxLength, or by the settings of the attention.",
                name,
                shape,
                stored(),
                Math.max(MOST_NUMBERS, MOST_TIMES * stored()));
        Derived below = derived.get(original);
        UnaryOperator<NDArray> all =
                below == null
                        ? derivation
                        : tensor -> derivation.apply(below.derivation.apply(tensor));
        derived.put(name, new Derived(original(original), shape, all));
    }

    private double stored() {
        return store.names().stream().mapToDouble(name -> numbers(store.shape(name))).sum();
    }

    /** As a product of sizes that a user chose may be larger than a long. */
    static double numbers(Shape shape) {
        return Arrays.stream(shape.getShape()).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    /** Leaves a tensor out, which others were made from. */
    void remove(String name) {
        removed.add(name);
    }

    @Override
    public void note(String note) {
        notes.add(note);
    }

    List<String> notes() {
        return Collections.unmodifiableList(notes);
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(store.names());
        names.removeAll(removed);
        names.addAll(derived.keySet());
        return names;
    }

    @Override
    public Shape shape(String name) {
        Derived made = derived.get(name);
        return made == null ? store.shape(name) : made.shape;
    }

    @Override
    public boolean isSame(String name, String other) {
        if (name.equals(other)) {
            return true;
        }
        if (!shape(name).equals(shape(other))) {
            return false;
        }
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), ENGINE)) {
            return read(manager, name).contentEquals(read(manager, other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public DataType dataType(String name) {
        return store.dataType(original(name));
    }

    @Override
    public NDArray read(NDManager manager, String name) throws IOException {
        Derived made = derived.get(name);
        NDArray original = store.read(manager, original(name));
        return made == null ? original : made.derivation.apply(original);
    }

    @Override
    public String source(String name) {
        return store.source(original(name));
    }

    private String original(String name) {
        Derived made = derived.get(name);
        return made == null ? name : made.original;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
