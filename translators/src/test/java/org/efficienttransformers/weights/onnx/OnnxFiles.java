/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.efficienttransformers.weights.safetensors.SafetensorsFiles;

/** Makes ONNX files field by field, by the numbers of onnx.proto. */
public final class OnnxFiles {

    private OnnxFiles() {}

    /** A model with one linear layer, a norm and a constant. */
    public static byte[] small() throws IOException {
        byte[] four = SafetensorsFiles.floats(1, 2, 3, 4);
        return model(
                node("MatMul", "/encoder/layer.0/output/dense/MatMul", "x", "onnx::MatMul_9"),
                node("Expand", "/Expand", "x", "onnx::Expand_1"),
                tensor("encoder.layer.0.output.dense.bias", 1, four, 4),
                tensor("encoder.layer.0.output.LayerNorm.weight", 10, four, 8),
                tensor("embeddings.position_ids", 7, four, 1, 2),
                tensor("onnx::Expand_1", 7, four, 2),
                tensor("onnx::MatMul_9", 1, four, 2, 2));
    }

    /** A ModelProto; the parts are fields of its GraphProto. */
    public static byte[] model(byte[]... parts) throws IOException {
        return message(
                out -> {
                    out.writeInt64(1, 8); // ir_version, which is of no interest
                    out.writeByteArray(
                            7,
                            message(
                                    graph -> {
                                        for (byte[] part : parts) {
                                            graph.writeRawBytes(part);
                                        }
                                    }));
                });
    }

    public static byte[] node(String operator, String name, String... inputs) throws IOException {
        return field(
                1,
                message(
                        out -> {
                            for (String input : inputs) {
                                out.writeString(1, input);
                            }
                            out.writeString(2, "y");
                            out.writeString(3, name);
                            out.writeString(4, operator);
                        }));
    }

    public static byte[] tensor(String name, int type, byte[] data, long... dimensions)
            throws IOException {
        return field(
                5,
                message(
                        out -> {
                            for (long dimension : dimensions) {
                                out.writeInt64(1, dimension);
                            }
                            out.writeInt32(2, type);
                            out.writeString(8, name);
                            out.writeByteArray(9, data);
                        }));
    }

    static byte[] field(int number, byte[] message) throws IOException {
        return message(out -> out.writeByteArray(number, message));
    }

    interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        writer.write(out);
        out.flush();
        return bytes.toByteArray();
    }
}
