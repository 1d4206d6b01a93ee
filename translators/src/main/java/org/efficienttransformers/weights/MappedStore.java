/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** A store whose tensors lie in one mapped file, wherever its table of contents came from. */
public abstract class MappedStore implements TensorStore {

    private final MappedFile file;
    private final Map<String, TensorView> views;
    private final TensorReader reader;

    /**
     * Takes a file whose table of contents was read and checked.
     *
     * @param file is closed with the store
     * @param views where each tensor lies, by its name
     */
    public MappedStore(MappedFile file, Map<String, TensorView> views) {
        this.file = file;
        this.views = Collections.unmodifiableMap(views);
        this.reader = new TensorReader(file);
    }

    @Override
    public final Set<String> names() {
        return views.keySet();
    }

    @Override
    public final Shape shape(String name) {
        return view(name).shape();
    }

    @Override
    public final DataType dataType(String name) {
        return view(name).type().dataType();
    }

    @Override
    public final NDArray read(NDManager manager, String name) throws IOException {
        NDArray array = reader.read(manager, name, view(name));
        array.setName(name);
        return array;
    }

    @Override
    public final String source(String name) {
        view(name);
        return file.name();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private TensorView view(String name) {
        TensorView view = views.get(name);
        if (view == null) {
            throw unknown(file.name(), name, views.size());
        }
        return view;
    }

    /**
     * Makes the exception for a name that a file doesn't have.
     *
     * @param file what messages call the file
     * @param name the name asked for
     * @param count how many tensors the file has
     * @return the exception, to be thrown
     */
    public static IllegalArgumentException unknown(String file, String name, int count) {
        return new IllegalArgumentException(
                String.format(
                        "%s has no tensor %s; names() lists the %s it has.",
                        file, WeightFormatException.quote(name), count));
    }
}
