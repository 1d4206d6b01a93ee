/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.efficienttransformers.ChildJvm;
import org.efficienttransformers.weights.onnx.OnnxFiles;
import org.efficienttransformers.weights.safetensors.SafetensorsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of a megabyte made to take as much time and memory as they can: whatever becomes of them,
 * it takes less than two seconds, and a store keeps less than ten times their size.
 */
class ReaderLimitsTest {

    private static final int MEGABYTE = 1 << 20;

    @TempDir private Path folder;

    /** Each opcode sequence is repeated to the end, in a list that is begun before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "}a", // dicts in a list
                "]a", // lists in a list
                "]\u0094a", // lists, remembered
                "\u0094", // one object, remembered over and over
                "\u0085", // tuples in tuples
                "(t", // empty tuples on the stack
                "(ta", // empty tuples in a list
                "}}}a", // a stack that grows
                "\u008c\0a", // empty texts
                "J\1\2\3\4a", // numbers
                "G\1\2\3\4\5\6\7\1a", // floats
                "h\0a", // the list itself
                "h\1h\2Ra", // calls
                "h\1)Ra", // calls without arguments
                "(((((((((", // marks
                "r\1\0\17\0", // a high index of the memo
            })
    void pickleTakesLittle(String repeated) throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(latin("\u0080\4ccollections\nOrderedDict\nq\1)q\2]q\0"));
        byte[] unit = latin(repeated);
        while (pickle.size() < MEGABYTE) {
            pickle.writeBytes(unit);
        }
        pickle.write('.');

        assertCheap("pickle.bin", archive(pickle.toByteArray()));
        assertCheap("legacy.bin", beforeZip(pickle.toByteArray()));
    }

    /** Ten times such a file would be more than the JVM has. */
    @Test
    void pickleTakesNoMoreThanThereIs() throws IOException, InterruptedException {
        byte[] pickle = latin("\u0080\2]" + "}a".repeat(10 * MEGABYTE) + ".");
        Path file = Files.write(folder.resolve("pickle.bin"), archive(pickle));
        assertThat(ChildJvm.output("64m", ReaderProbe.class, file.toString()))
                .startsWith("pickle.bin: the pickle makes objects of more than 1")
                .contains("allowed are 10 times the file and a quarter of Java's memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "name.of.a.tensor.%s"})
    void manyTensorsOfOnePickleTakeLittle(String names) throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        String eightAxes = "(" + "K\1".repeat(8) + "t";
        pickle.writeBytes(
                latin(
                        "\u0080\4ctorch._utils\n_rebuild_tensor_v2\n"
                                + "((\u008c\7storagectorch\nByteStorage\n\u008c\0010\u008c\3cpuK\1tQ"
                                + "K\0"
                                + eightAxes
                                + eightAxes
                                + "tRq\0"
                                + "}"));
        for (int i = 0; pickle.size() < MEGABYTE; i++) {
            String name = String.format(names, Integer.toString(i, Character.MAX_RADIX));
            pickle.writeBytes(latin("\u008c" + (char) name.length() + name + "h\0s"));
        }
        pickle.write('.');

        assertCheap("tensors.bin", archive(pickle.toByteArray()));
    }

    @Test
    void manyEntriesOfAnArchiveTakeLittle() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        // Each takes 30 bytes, 46 bytes and twice its name.
        for (int i = 0; i < MEGABYTE / 84; i++) {
            entries.put(Integer.toString(i, Character.MAX_RADIX), new byte[0]);
        }

        assertCheap("entries.bin", ZipFiles.stored(entries));
    }

    @Test
    void manyTensorsOfOneHeaderTakeLittle() throws IOException {
        assertHeaderCheap(
                i -> "\"" + i + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }

    @Test
    void manyAxesTakeLittle() throws IOException {
        assertHeaderCheap(
                i ->
                        "\""
                                + i
                                + "\":{\"dtype\":\"U8\",\"shape\":[0,0,0,0,0,0,0,0],"
                                + "\"data_offsets\":[0,0]}");
    }

    @Test
    void metadataTakesLittle() throws IOException {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"\":\"\"");
        for (int i = 0; header.length() < MEGABYTE; i++) {
            header.append(",\"").append(i).append("\":\"\"");
        }

        assertHeaderCheap(header.append("}}").toString());
    }

    @Test
    void longNameTakesLittle() throws IOException {
        assertHeaderCheap("{\"" + "n".repeat(MEGABYTE) + "\":{\"dtype\":\"F32\"}}");
    }

    @Test
    void manyNodesTakeLittle() throws IOException {
        assertGraphCheap(i -> new byte[] {10, 0});
    }

    @Test
    void manyMatricesTakeLittle() throws IOException {
        assertGraphCheap(
                i -> {
                    try {
                        return OnnxFiles.node("MatMul", "", "", "");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void manyInitializersTakeLittle() throws IOException {
        assertGraphCheap(
                i -> {
                    try {
                        String name = Integer.toString(i, Character.MAX_RADIX);
                        return OnnxFiles.tensor(name, 2, new byte[0], 0, 0, 0, 0, 0, 0, 0, 0);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private void assertHeaderCheap(IntFunction<String> entry) throws IOException {
        StringBuilder header = new StringBuilder("{" + entry.apply(0));
        for (int i = 1; header.length() < MEGABYTE; i++) {
            header.append(',').append(entry.apply(i));
        }
        assertHeaderCheap(header.append('}').toString());
    }

    private void assertHeaderCheap(String header) throws IOException {
        Path file = folder.resolve("header.safetensors");
        SafetensorsFiles.write(file, header, new byte[0]);
        assertCheap(file);
    }

    private void assertGraphCheap(IntFunction<byte[]> part) throws IOException {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        for (int i = 0; graph.size() < MEGABYTE; i++) {
            graph.writeBytes(part.apply(i));
        }
        assertCheap("graph.onnx", OnnxFiles.model(graph.toByteArray()));
    }

    private void assertCheap(String name, byte[] bytes) throws IOException {
        assertCheap(Files.write(folder.resolve(name), bytes));
    }

    private static void assertCheap(Path file) throws IOException {
        ReaderProbe.Outcome outcome = ReaderProbe.open(file);

        assertThat(outcome).as("%s", outcome).matches(ReaderProbe.Outcome::isCheap);
    }

    private static byte[] archive(byte[] pickle) {
        return ZipFiles.stored(Map.of("m/data.pkl", pickle, "m/data/0", new byte[1]));
    }

    /** The first pickles of a file of torch.save before PyTorch 1.6, and the one given. */
    private static byte[] beforeZip(byte[] pickle) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(latin("\u0080\2\u008a\12l\u00fc\u009cF\u00f9 j\u00a8P\31."));
        file.writeBytes(latin("\u0080\2M\u00e9\3.\u0080\2}."));
        file.writeBytes(pickle);
        return file.toByteArray();
    }

    /** One byte for each character. */
    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
