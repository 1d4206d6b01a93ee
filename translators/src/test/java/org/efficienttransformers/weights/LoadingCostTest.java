/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loading maps: it takes little time and next to no Java heap. The claim is made for 600 MB and
 * shown by {@code -Dload.megabytes=600}; the build uses a tenth of it.
 */
class LoadingCostTest {

    private static final Logger logger = LoggerFactory.getLogger(LoadingCostTest.class);

    private static final int MEGABYTES = Integer.getInteger("load.megabytes", 60);
    private static final int TENSOR = 3_000_000; // bytes, a matrix of a base-size layer
    private static final int COUNT = MEGABYTES * 1_000_000 / TENSOR;

    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long MOST_HEAP = 50_000_000;

    @TempDir private Path folder;

    @Test
    void loadingTakesLittleTimeAndHeap() throws IOException {
        Path file = folder.resolve("model.safetensors");
        write(file);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.create(1f).close(); // loads the engine
            long heap = threads.getCurrentThreadAllocatedBytes();
            long processor = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            NDArray[] arrays = new NDArray[COUNT];
            try (SafetensorsStore store = SafetensorsStore.open(file)) {
                int i = 0;
                for (String name : store.names()) {
                    arrays[i++] = store.read(manager, name);
                }
            }
            long loaded = System.nanoTime() - start;
            processor = threads.getCurrentThreadCpuTime() - processor;
            heap = threads.getCurrentThreadAllocatedBytes() - heap;
            float[] found = new float[COUNT];
            for (int i = 0; i < COUNT; i++) {
                try (NDArray max = arrays[i].max()) {
                    found[i] = max.getFloat();
                }
            }
            long used = System.nanoTime() - start;

            logger.info(
                    "{} MB in {} tensors: loaded in {} ms with {} kB of heap; all read in {} ms",
                    MEGABYTES,
                    COUNT,
                    TimeUnit.NANOSECONDS.toMillis(loaded),
                    heap / 1000,
                    TimeUnit.NANOSECONDS.toMillis(used));
            for (int i = 0; i < COUNT; i++) {
                assertThat(found[i]).isEqualTo(i); // each tensor is full of its number
            }
            // Time of the processor, since the machine may be busy with other things.
            assertThat(processor).isLessThan(MOST_NANOS);
            assertThat(heap).isLessThan(MOST_HEAP);
        }
    }

    private static void write(Path file) throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (long i = 0; i < COUNT; i++) {
            header.append(i == 0 ? "" : ",")
                    .append(
                            String.format(
                                    "\"layer.%d.weight\":{\"dtype\":\"F32\",\"shape\":[%d],"
                                            + "\"data_offsets\":[%d,%d]}",
                                    i, TENSOR / 4, i * TENSOR, (i + 1) * TENSOR));
        }
        header.append('}');
        while (header.length() % Long.BYTES != 0) { // as every writer does, for alignment
            header.append(' ');
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(TENSOR).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(buffer.putLong(text.length).flip());
            channel.write(ByteBuffer.wrap(text));
            for (int i = 0; i < COUNT; i++) {
                buffer.clear();
                while (buffer.hasRemaining()) {
                    buffer.putFloat(i);
                }
                channel.write(buffer.flip());
            }
        }
    }
}
