/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.MappedStore;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * Reads the initializers of an ONNX model that PyTorch exported, under the names that transformers
 * gives them.
 *
 * <p>The exporter keeps the names of biases, norms and embeddings. It transposes the matrices of
 * linear layers and calls them {@code onnx::MatMul_885}; here they get their names back from the
 * nodes that use them ({@code /encoder/layer.0/attention/self/query/MatMul}) and their shape back
 * by strides. Constants of the graph, which are no parameters, are left out.
 */
public final class OnnxStore extends MappedStore {

    private OnnxStore(MappedFile file, Map<String, TensorView> views) {
        super(file, views);
    }

    /**
     * Opens a file.
     *
     * @param path the ONNX file
     * @return its parameters
     * @throws WeightFormatException if it is not an ONNX model, or its weights lie in another file
     * @throws IOException if it can't be read
     */
    public static OnnxStore open(Path path) throws IOException {
        return open(MappedFile.open(path));
    }

    /**
     * Opens a stream, such as a resource of the classpath. Its bytes go to a temporary file, not to
     * the Java heap; the file vanishes when the store is closed.
     *
     * @param stream the bytes of an ONNX file; it is read to its end and not closed
     * @param name what messages and {@link #source} call it
     * @return its parameters
     * @throws WeightFormatException if it is not an ONNX model, or its weights lie in another file
     * @throws IOException if it can't be read
     */
    public static OnnxStore open(InputStream stream, String name) throws IOException {
        return open(MappedFile.spool(stream, name));
    }

    private static OnnxStore open(MappedFile file) throws IOException {
        try {
            OnnxGraph graph = OnnxGraph.read(file);
            return new OnnxStore(file, new OnnxNames(file.name(), graph).views());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
