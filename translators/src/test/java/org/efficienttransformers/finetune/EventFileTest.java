/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes are those of TensorBoard 2.21, but for the time:
 *
 * <pre>
 *   from tensorboard.compat.proto import event_pb2, summary_pb2
 *   from tensorboard.summary.writer.record_writer import RecordWriter
 *   value = summary_pb2.Summary.Value(tag="train/loss", simple_value=0.5)
 *   event = event_pb2.Event(step=3, summary=summary_pb2.Summary(value=[value]))
 *   start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
 *   with open("events", "wb") as file:
 *       writer = RecordWriter(file)
 *       for e in (event_pb2.Event(file_version="brain.Event:2"),
 *                 event_pb2.Event(step=3, session_log=start), event):
 *           e.wall_time = 0
 *           writer.write(e.SerializeToString())
 *   print(open("events", "rb").read().hex())
 * </pre>
 */
class EventFileTest {

    private static final int HEADER = 12;
    private static final int CHECKSUM = 4;

    /** The field of the time, which Python leaves out where it is 0. */
    private static final int TIME = 9;

    private static final List<String> EVENTS =
            List.of(
                    "1a0d627261696e2e4576656e743a32",
                    "10033a020801",
                    "10032a130a110a0a747261696e2f6c6f7373150000003f");

    @TempDir private Path folder;

    @Test
    void isWhatTensorBoardWrites() throws IOException {
        try (EventFile events = EventFile.open(folder, 2)) {
            events.add(3, Map.of("train/loss", 0.5));
        }
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
        byte[] bytes = Files.readAllBytes(file);
        int from = 0;
        for (String expected : EVENTS) {
            int length = bytes[from];
            byte[] event = Arrays.copyOfRange(bytes, from + HEADER, from + HEADER + length);
            assertThat(event[0]).isEqualTo((byte) 9); // field 1, eight bytes
            assertThat(HexFormat.of().formatHex(event, TIME, length)).isEqualTo(expected);
            from += HEADER + length + CHECKSUM;
        }
        assertThat(bytes).hasSize(from);
    }

    /** {@code masked_crc32c} of the same package, of the length 13 and of nine digits. */
    @Test
    void checksumsAreMasked() {
        assertThat(EventFile.masked(HexFormat.of().parseHex("0d00000000000000")))
                .isEqualTo(884487996);
        assertThat(EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo((int) 3347755237L);
    }
}
