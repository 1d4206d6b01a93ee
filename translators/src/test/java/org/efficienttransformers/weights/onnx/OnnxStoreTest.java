/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.weights.WeightFormatException;
import org.efficienttransformers.weights.safetensors.SafetensorsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxStoreTest {

    private static final int FLOAT = 1;
    private static final int FLOAT16 = 10;
    private static final int BFLOAT16 = 16;

    @TempDir private Path folder;
    private NDManager manager;

    @BeforeEach
    void openManager() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void closeManager() {
        manager.close();
    }

    @Test
    void matrixGetsTheNameOfItsNodeAndTheShapeOfItsLayer() throws IOException {
        byte[] model =
                OnnxFiles.model(
                        OnnxFiles.node(
                                "MatMul",
                                "/encoder/layer.0/output/dense/MatMul",
                                "x",
                                "onnx::MatMul_9"),
                        OnnxFiles.tensor(
                                "encoder.layer.0.output.dense.bias", FLOAT, floats(7, 8, 9), 3),
                        OnnxFiles.tensor("onnx::MatMul_9", FLOAT, floats(1, 2, 3, 4, 5, 6), 2, 3));

        try (OnnxStore store = open(model)) {
            assertThat(store.names())
                    .containsExactly(
                            "encoder.layer.0.output.dense.bias",
                            "encoder.layer.0.output.dense.weight");
            String weight = "encoder.layer.0.output.dense.weight";
            assertThat(store.shape(weight)).isEqualTo(new Shape(3, 2));
            assertThat(store.read(manager, weight).toFloatArray())
                    .containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(store.read(manager, "encoder.layer.0.output.dense.bias").toFloatArray())
                    .containsExactly(7, 8, 9);
            assertThat(store.source(weight)).isEqualTo("model.onnx");
        }
    }

    @Test
    void constantsOfTheGraphAreNoWeights() throws IOException {
        byte[] model =
                OnnxFiles.model(
                        OnnxFiles.node("Expand", "/Expand", "x", "onnx::Expand_1"),
                        OnnxFiles.tensor("onnx::Expand_1", FLOAT, floats(1), 1),
                        OnnxFiles.tensor("/encoder/Constant_output_0", FLOAT, floats(2), 1),
                        OnnxFiles.tensor("embeddings.LayerNorm.bias", FLOAT, floats(3), 1));

        try (OnnxStore store = open(model)) {
            assertThat(store.names()).containsExactly("embeddings.LayerNorm.bias");
        }
    }

    @Test
    void floatDataIsReadAsRawDataIs() throws IOException {
        byte[] tensor =
                OnnxFiles.message(
                        out -> {
                            out.writeByteArray(
                                    1, OnnxFiles.message(dims -> dims.writeInt64NoTag(2)));
                            out.writeInt32(2, FLOAT);
                            out.writeByteArray(4, floats(1.5f, -2));
                            out.writeString(8, "a.bias");
                        });

        try (OnnxStore store = open(OnnxFiles.model(OnnxFiles.field(5, tensor)))) {
            assertThat(store.read(manager, "a.bias").toFloatArray()).containsExactly(1.5f, -2);
        }
    }

    /** 1.5 as each type of 16 bits has it. */
    @ParameterizedTest
    @CsvSource({FLOAT16 + ", 0x3E00", BFLOAT16 + ", 0x3FC0"})
    void widensTypesOf16Bits(int type, String bits) throws IOException {
        byte[] number = SafetensorsFiles.shorts(Integer.decode(bits));

        try (OnnxStore store = open(OnnxFiles.model(OnnxFiles.tensor("a.bias", type, number, 1)))) {
            assertThat(store.dataType("a.bias")).isEqualTo(DataType.FLOAT32);
            assertThat(store.read(manager, "a.bias").toFloatArray()).containsExactly(1.5f);
        }
    }

    @Test
    void externalDataIsRefused() throws IOException {
        byte[] tensor =
                OnnxFiles.message(
                        out -> {
                            out.writeInt64(1, 2);
                            out.writeInt32(2, FLOAT);
                            out.writeString(8, "a.bias");
                            out.writeByteArray(
                                    13,
                                    OnnxFiles.message(entry -> entry.writeString(1, "location")));
                            out.writeInt32(14, 1);
                        });

        assertRefused(
                OnnxFiles.model(OnnxFiles.field(5, tensor)),
                "model.onnx: tensor 'a.bias' lies in another file (external data); allowed are"
                        + " models that hold their weights, so save it with onnx.save(model,"
                        + " path).");
    }

    @Test
    void nodeWithoutScopeIsRefused() throws IOException {
        assertRefused(
                OnnxFiles.model(
                        OnnxFiles.node("MatMul", "MatMul_12", "x", "onnx::MatMul_9"),
                        OnnxFiles.tensor("onnx::MatMul_9", FLOAT, floats(1), 1, 1)),
                "model.onnx: tensor 'onnx::MatMul_9' is used by the node 'MatMul_12', whose name"
                        + " does not tell the layer; allowed are names such as"
                        + " /encoder/layer.0/output/dense/MatMul, as PyTorch exports them since"
                        + " 1.13.");
    }

    @Test
    void bytesThatDoNotFitTheShapeAreRefused() throws IOException {
        assertRefused(
                OnnxFiles.model(OnnxFiles.tensor("a.bias", FLOAT, floats(1, 2), 3)),
                "model.onnx: tensor 'a.bias' needs 12 bytes by its type and shape, but has 8; both"
                        + " must agree.");
    }

    @Test
    void nameThatTwoTensorsHaveIsRefused() throws IOException {
        byte[] tensor = OnnxFiles.tensor("a.bias", FLOAT, floats(1), 1);

        assertRefused(
                OnnxFiles.model(tensor, tensor),
                "model.onnx: tensor 'a.bias' is there twice; each name is allowed once.");
    }

    @Test
    void stringTensorIsRefused() throws IOException {
        assertRefused(
                OnnxFiles.model(OnnxFiles.tensor("a.bias", 8, floats(1), 1)),
                "model.onnx: tensor 'a.bias' has ONNX data type 8; allowed are floats of 16 to 64"
                        + " bits, integers and booleans.");
    }

    @Test
    void hugeShapeIsRefused() throws IOException {
        assertRefused(
                OnnxFiles.model(OnnxFiles.tensor("a.bias", FLOAT, floats(1), 1L << 40, 1L << 40)),
                "model.onnx: tensor 'a.bias' has a shape of more elements than 64 bits can"
                        + " count.");
    }

    @Test
    void truncatedModelIsRefusedWhereverItIsCut() throws IOException {
        byte[] model = OnnxFiles.model(OnnxFiles.tensor("a.bias", FLOAT, floats(1, 2, 3), 3));
        for (int length = 0; length < model.length; length++) {
            byte[] cut = new byte[length];
            System.arraycopy(model, 0, cut, 0, length);

            assertThatThrownBy(() -> open(cut).close())
                    .as("cut at %d", length)
                    .isInstanceOf(WeightFormatException.class)
                    .hasMessageStartingWith("model.onnx: this is not an ONNX model");
        }
    }

    @Test
    void opensAFileToo() throws IOException {
        Path file = folder.resolve("small.onnx");
        Files.write(file, OnnxFiles.model(OnnxFiles.tensor("a.bias", FLOAT, floats(1, 2), 2)));

        try (OnnxStore store = OnnxStore.open(file)) {
            assertThat(store.source("a.bias")).isEqualTo("small.onnx");
            assertThat(store.read(manager, "a.bias").toFloatArray()).containsExactly(1, 2);
        }
    }

    /** The sums come from a conversion by other means, see make_minilm_sums.py. */
    @Test
    void readsTheSentenceEncoderOfMavenCentral() throws IOException {
        List<String> rows =
                Files.readAllLines(Path.of("src/test/resources/weights/all-minilm-l6-v2.tsv"));
        String resource = "all-minilm-l6-v2.onnx";
        try (InputStream stream = getClass().getResourceAsStream("/" + resource);
                OnnxStore store = OnnxStore.open(stream, resource)) {
            int compared = 0;
            for (String row : rows) {
                String[] columns = row.split("\t");
                String name = columns[0];
                if (name.startsWith("pooler.")) {
                    continue; // the exported model ends before it
                }
                assertThat(store.shape(name).toString()).isEqualTo("(" + shape(columns[1]) + ")");
                double sum = 0;
                double weighted = 0;
                float[] values = store.read(manager, name).toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    sum += values[i];
                    weighted += (double) values[i] * (i % 7);
                }
                assertThat(sum).as(name).isCloseTo(Double.parseDouble(columns[2]), within(1e-4));
                assertThat(weighted)
                        .as(name)
                        .isCloseTo(Double.parseDouble(columns[3]), within(1e-4));
                compared++;
            }
            assertThat(compared).isEqualTo(101);
            assertThat(store.names()).hasSize(102).contains("embeddings.position_ids");
        }
    }

    private static String shape(String column) {
        return column.replace(",", ", ");
    }

    private static OnnxStore open(byte[] model) throws IOException {
        return OnnxStore.open(new ByteArrayInputStream(model), "model.onnx");
    }

    private static void assertRefused(byte[] model, String sentence) {
        assertThatThrownBy(() -> open(model).close())
                .isInstanceOf(WeightFormatException.class)
                .hasMessage(sentence);
    }

    private static byte[] floats(float... values) {
        return SafetensorsFiles.floats(values);
    }
}
