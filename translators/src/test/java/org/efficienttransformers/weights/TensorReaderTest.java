/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.weights.safetensors.SafetensorsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorReaderTest {

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
    void arrayOfAFileThatMayNotBeWrittenCanBeChanged() throws IOException {
        try (MappedFile file = MappedFile.open(write(SafetensorsFiles.floats(1, 2, 3)), false)) {
            TensorView view = TensorView.contiguous(ElementType.FLOAT32, new long[] {2}, 4);
            NDArray b = new TensorReader(file).read(manager, "b", view);

            b.addi(1); // would end the process on a read-only page

            assertThat(b.toFloatArray()).containsExactly(3, 4);
        }
    }

    @Test
    void largeTensorIsConvertedByChunks() throws IOException {
        byte[] numbers = SafetensorsFiles.shorts(0x3F80, 0x4000, 0x4040, 0x4080, 0x40A0);
        try (MappedFile file = MappedFile.open(write(numbers), true)) {
            TensorView view = TensorView.contiguous(ElementType.BFLOAT16, new long[] {1, 5}, 0);
            NDArray a = new TensorReader(file, 2).read(manager, "a", view);

            assertThat(a.getShape()).isEqualTo(new Shape(1, 5));
            assertThat(a.toFloatArray()).containsExactly(1, 2, 3, 4, 5);
        }
    }

    /** A device whose memory Java doesn't see gets the numbers in a buffer. */
    @Test
    void tensorIsConvertedForOtherDevices() throws IOException {
        NDManager gpu =
                (NDManager)
                        Proxy.newProxyInstance(
                                NDManager.class.getClassLoader(),
                                new Class<?>[] {NDManager.class},
                                (self, method, arguments) ->
                                        method.getName().equals("getDevice")
                                                ? Device.gpu()
                                                : method.invoke(manager, arguments));
        byte[] numbers = SafetensorsFiles.shorts(0x3F80, 0x4000, 0x4040, 0x4080);
        try (MappedFile file = MappedFile.open(write(numbers), true)) {
            TensorView view = TensorView.contiguous(ElementType.BFLOAT16, new long[] {2, 2}, 0);
            NDArray a = new TensorReader(file).read(gpu, "a", view);

            assertThat(a.getShape()).isEqualTo(new Shape(2, 2));
            assertThat(a.toFloatArray()).containsExactly(1, 2, 3, 4);
        }
    }

    private Path write(byte[] numbers) throws IOException {
        return Files.write(folder.resolve("numbers"), numbers);
    }
}
