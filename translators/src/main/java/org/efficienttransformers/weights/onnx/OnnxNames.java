/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.onnx;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.weights.ElementType;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.onnx.OnnxGraph.Initializer;
import org.efficienttransformers.weights.onnx.OnnxGraph.MatMul;

/** Gives the initializers of an exported model the names and shapes they had in PyTorch. */
final class OnnxNames {

    /** How the exporter begins the names of constants it made up. */
    private static final String MADE_UP = "onnx::";

    private static final String SCOPE = "/";

    /** By TensorProto.DataType; null where DJL has no such type. */
    private static final Map<Integer, ElementType> TYPES =
            Map.ofEntries(
                    Map.entry(1, ElementType.FLOAT32),
                    Map.entry(2, ElementType.UINT8),
                    Map.entry(3, ElementType.INT8),
                    Map.entry(4, ElementType.UINT16),
                    Map.entry(5, ElementType.INT16),
                    Map.entry(6, ElementType.INT32),
                    Map.entry(7, ElementType.INT64),
                    Map.entry(9, ElementType.BOOLEAN),
                    Map.entry(10, ElementType.FLOAT16),
                    Map.entry(11, ElementType.FLOAT64),
                    Map.entry(12, ElementType.UINT32),
                    Map.entry(16, ElementType.BFLOAT16));

    private final String file;
    private final OnnxGraph graph;
    private final Map<String, TensorView> views = new LinkedHashMap<>();

    OnnxNames(String file, OnnxGraph graph) {
        this.file = file;
        this.graph = graph;
    }

    /** Returns the parameters by the names of transformers. */
    Map<String, TensorView> views() throws IOException {
        for (Map.Entry<String, Initializer> entry : graph.initializers().entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith(MADE_UP) && !name.startsWith(SCOPE)) {
                put(name, view(name, entry.getValue()));
            }
        }
        for (MatMul matMul : graph.matMuls()) {
            Initializer matrix = graph.initializers().get(matMul.right());
            if (matrix != null && matMul.right().startsWith(MADE_UP)) {
                put(weightOf(matMul), transposed(matMul.right(), matrix));
            }
        }
        return views;
    }

    private void put(String name, TensorView view) throws IOException {
        if (views.put(name, view) != null) {
            throw fault(name, "is there twice; each name is allowed once.");
        }
    }

    /** Turns /encoder/layer.0/output/dense/MatMul into encoder.layer.0.output.dense.weight. */
    private String weightOf(MatMul matMul) throws IOException {
        int end = matMul.name().lastIndexOf('/');
        if (!matMul.name().startsWith(SCOPE) || end < 1) {
            throw fault(
                    matMul.right(),
                    "is used by the node "
                            + WeightFormatException.quote(matMul.name())
                            + ", whose name does not tell the layer; allowed are names such as"
                            + " /encoder/layer.0/output/dense/MatMul, as PyTorch exports them"
                            + " since 1.13.");
        }
        return matMul.name().substring(1, end).replace('/', '.') + ".weight";
    }

    private TensorView transposed(String name, Initializer matrix) throws IOException {
        TensorView view = view(name, matrix);
        long[] size = matrix.size();
        if (size.length != 2) {
            throw fault(name, "has " + size.length + " axes; a layer's matrix has 2.");
        }
        return new TensorView(
                view.type(),
                new long[] {size[1], size[0]},
                new long[] {1, size[1]},
                view.offset(),
                ByteOrder.LITTLE_ENDIAN);
    }

    private TensorView view(String name, Initializer initializer) throws IOException {
        if (initializer.external()) {
            throw fault(
                    name,
                    "lies in another file (external data); allowed are models that hold their"
                            + " weights, so save it with onnx.save(model, path).");
        }
        ElementType type = TYPES.get(initializer.type());
        if (type == null) {
            throw fault(
                    name,
                    "has ONNX data type "
                            + initializer.type()
                            + "; allowed are floats of 16 to 64 bits, integers and booleans.");
        }
        long bytes;
        try {
            bytes =
                    Math.multiplyExact(
                            TensorView.elements(initializer.size()), (long) type.bytes());
        } catch (ArithmeticException e) {
            throw fault(name, "has a shape of more elements than 64 bits can count.");
        }
        if (initializer.offset() < 0 && bytes > 0) {
            throw fault(name, "has no data in one piece; allowed are raw_data and float_data.");
        }
        if (bytes != initializer.length()) {
            throw fault(
                    name,
                    "needs "
                            + bytes
                            + " bytes by its type and shape, but has "
                            + initializer.length()
                            + "; both must agree.");
        }
        return TensorView.contiguous(type, initializer.size(), initializer.offset());
    }

    private WeightFormatException fault(String name, String finding) {
        return new WeightFormatException(
                file, "tensor " + WeightFormatException.quote(name) + " " + finding);
    }
}
