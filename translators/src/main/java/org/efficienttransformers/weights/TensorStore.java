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
import java.util.Set;

/**
 * Named tensors of a checkpoint, whatever file they lie in.
 *
 * <p>Opening a store reads and checks the table of contents; the numbers are read by {@link #read}.
 */
public interface TensorStore extends AutoCloseable {

    /** {@return the names of all tensors, in the order of the file} */
    Set<String> names();

    /**
     * {@return the shape of a tensor}
     *
     * @param name a name out of {@link #names()}
     */
    Shape shape(String name);

    /**
     * Returns the data type that {@link #read} gives. float16 and bfloat16 are widened, so this is
     * never a type which DJL can't hold.
     *
     * @param name a name out of {@link #names()}
     * @return the data type of the array
     */
    DataType dataType(String name);

    /**
     * Reads a tensor. The array may lie on the mapped file (read-only pages are copied on write, so
     * that changing the array never changes the file), and stays valid after {@link #close}. Views
     * of it may be used until the manager closes. The file must not be cut short in the meantime.
     *
     * @param manager the manager that owns the array and gives its device
     * @param name a name out of {@link #names()}
     * @return the tensor, float16 and bfloat16 widened to float32
     * @throws IOException if the file can't be read or is not what its header says
     */
    NDArray read(NDManager manager, String name) throws IOException;

    /**
     * Tells where a tensor lies, for messages and reports.
     *
     * @param name a name out of {@link #names()}
     * @return the file's name, such as {@code model-00002-of-00003.safetensors}
     */
    String source(String name);

    @Override
    void close() throws IOException;
}
