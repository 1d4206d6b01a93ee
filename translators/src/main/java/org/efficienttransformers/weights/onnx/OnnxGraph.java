/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.ByteBufferInputStream;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * What of an ONNX model tells about its weights: the initializers and the matrix products that use
 * them. All else is passed over.
 *
 * <p>Source: onnx/onnx.proto of the ONNX project, whose field numbers the constants are.
 */
final class OnnxGraph {

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_NAME = 3;
    private static final int NODE_OP_TYPE = 4;
    private static final int TENSOR_DIMS = 1;
    private static final int TENSOR_DATA_TYPE = 2;
    private static final int TENSOR_FLOAT_DATA = 4;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW_DATA = 9;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final String MATMUL = "MatMul";

    private final MappedFile file;
    private final CodedInputStream input;
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();
    private final List<MatMul> matMuls = new ArrayList<>();
    private boolean hasGraph;

    private OnnxGraph(MappedFile file, CodedInputStream input) {
        this.file = file;
        this.input = input;
    }

    /** A tensor of the model. */
    static final class Initializer {

        private long[] size = new long[0];
        private String name = "";
        private int type;
        private long offset = -1;
        private long length;
        private int pieces;
        private boolean external;

        /** Returns its dimensions. */
        long[] size() {
            return size;
        }

        /** Returns ONNX's number of the type of its elements. */
        int type() {
            return type;
        }

        /** Returns where in the file its bytes begin, or -1 if they don't lie in one piece. */
        long offset() {
            return offset;
        }

        /** Returns how many bytes it has. */
        long length() {
            return length;
        }

        /** Tells whether its bytes lie in another file. */
        boolean external() {
            return external;
        }
    }

    /**
     * A product of matrices.
     *
     * @param name the node's name
     * @param right the name of its second factor
     */
    record MatMul(String name, String right) {}

    /** Reads a model. */
    static OnnxGraph read(MappedFile file) throws IOException {
        if (file.size() > Integer.MAX_VALUE) {
            throw new WeightFormatException(
                    file.name(),
                    "the file has "
                            + file.size()
                            + " bytes; allowed are 2 GiB, as for every protobuf message.");
        }
        CodedInputStream input =
                CodedInputStream.newInstance(new ByteBufferInputStream(file.slice(0, file.size())));
        OnnxGraph graph = new OnnxGraph(file, input);
        try {
            // Lengths are compared with the limit before anything is allocated for them.
            input.pushLimit((int) file.size());
            graph.readModel();
        } catch (InvalidProtocolBufferException e) {
            throw new WeightFormatException(
                    file.name(),
                    "this is not an ONNX model, or it is damaged ("
                            + WeightFormatException.quote(String.valueOf(e.getMessage()))
                            + ").",
                    e);
        }
        if (!graph.hasGraph) {
            throw new WeightFormatException(
                    file.name(), "this is not an ONNX model: it has no graph.");
        }
        return graph;
    }

    /** Returns the initializers by name, in the order of the file. */
    Map<String, Initializer> initializers() {
        return initializers;
    }

    /** Returns all products of matrices, in the order of the file. */
    List<MatMul> matMuls() {
        return matMuls;
    }

    /** Reads one field of a message, or returns false to have it passed over. */
    private interface Field {
        boolean read(int number, int wireType) throws IOException;
    }

    private void readModel() throws IOException {
        fields(
                (number, wireType) -> {
                    if (number != MODEL_GRAPH || wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                        return false;
                    }
                    if (hasGraph) {
                        throw new WeightFormatException(
                                file.name(), "it has two graphs; allowed is one.");
                    }
                    hasGraph = true;
                    message(this::readGraph);
                    return true;
                });
    }

    private void readGraph() throws IOException {
        fields(
                (number, wireType) -> {
                    if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                        return false;
                    }
                    switch (number) {
                        case GRAPH_NODE -> message(this::readNode);
                        case GRAPH_INITIALIZER -> message(this::readTensor);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private void readNode() throws IOException {
        NodeFields node = new NodeFields();
        fields(
                (number, wireType) -> {
                    if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                        return false;
                    }
                    switch (number) {
                        case NODE_INPUT -> {
                            node.inputs++;
                            if (node.inputs != 2) {
                                return false;
                            }
                            node.right = input.readString();
                        }
                        case NODE_NAME -> node.name = input.readString();
                        case NODE_OP_TYPE -> node.operator = input.readString();
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        if (node.operator.equals(MATMUL)) {
            matMuls.add(new MatMul(node.name, node.right));
        }
    }

    private void readTensor() throws IOException {
        Initializer tensor = new Initializer();
        fields(
                (number, wireType) -> {
                    boolean bytes = wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                    boolean varint = wireType == WireFormat.WIRETYPE_VARINT;
                    if (number == TENSOR_DIMS && varint) {
                        addDimension(tensor);
                    } else if (number == TENSOR_DIMS && bytes) {
                        message(
                                () -> {
                                    while (!input.isAtEnd()) {
                                        addDimension(tensor);
                                    }
                                });
                    } else if (number == TENSOR_DATA_TYPE && varint) {
                        tensor.type = input.readInt32();
                    } else if (number == TENSOR_NAME && bytes) {
                        tensor.name = input.readString();
                    } else if (number == TENSOR_RAW_DATA || number == TENSOR_FLOAT_DATA) {
                        return bytes && locate(tensor);
                    } else if (number == TENSOR_DATA_LOCATION && varint) {
                        tensor.external |= input.readInt32() == EXTERNAL;
                    } else {
                        tensor.external |= number == TENSOR_EXTERNAL_DATA;
                        return false;
                    }
                    return true;
                });
        if (initializers.put(tensor.name, tensor) != null) {
            throw new WeightFormatException(
                    file.name(),
                    "tensor "
                            + WeightFormatException.quote(tensor.name)
                            + " is there twice; each name is allowed once.");
        }
    }

    private void addDimension(Initializer tensor) throws IOException {
        long dimension = input.readInt64();
        if (dimension < 0 || tensor.size.length == TensorView.MAX_RANK) {
            throw new WeightFormatException(
                    file.name(),
                    "tensor %s has a dimension of %s or more than %s dimensions; allowed are at"
                            + " most %s, none below 0.",
                    WeightFormatException.quote(tensor.name),
                    dimension,
                    TensorView.MAX_RANK,
                    TensorView.MAX_RANK);
        }
        tensor.size = Arrays.copyOf(tensor.size, tensor.size.length + 1);
        tensor.size[tensor.size.length - 1] = dimension;
    }

    /** Notes where the bytes of a tensor lie; raw data and packed floats look alike. */
    private boolean locate(Initializer tensor) throws IOException {
        int length = input.readRawVarint32();
        tensor.offset = tensor.pieces == 0 ? input.getTotalBytesRead() : -1;
        tensor.length = length;
        tensor.pieces++;
        input.skipRawBytes(length);
        return true;
    }

    private void fields(Field field) throws IOException {
        while (!input.isAtEnd()) {
            int tag = input.readTag();
            int number = WireFormat.getTagFieldNumber(tag);
            if (!field.read(number, WireFormat.getTagWireType(tag)) && !input.skipField(tag)) {
                throw new WeightFormatException(
                        file.name(), "this is not an ONNX model: a group ends that never began.");
            }
        }
    }

    private void message(Body body) throws IOException {
        int limit = input.pushLimit(input.readRawVarint32());
        body.read();
        input.popLimit(limit);
    }

    private interface Body {
        void read() throws IOException;
    }

    private static final class NodeFields {
        private int inputs;
        private String name = "";
        private String operator = "";
        private String right = "";
    }
}
