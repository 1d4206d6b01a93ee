/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of events, as TensorBoard reads it: records of TFRecord (<a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord">length, its checksum, data, their
 * checksum</a>), each an {@code Event} of <a
 * href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto">event.proto</a>.
 */
final class EventFile implements AutoCloseable {

    /** The numbers of the fields of Event, SessionLog, Summary and Summary.Value. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int STATUS = 1;
    private static final int STATUS_START = 1;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;

    private static final int MASK_DELTA = 0xa282ead8;
    private static final int MASK_SHIFT = 15;

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /** Writes a field of a message. */
    @FunctionalInterface
    private interface Fields {

        void writeTo(CodedOutputStream message) throws IOException;
    }

    /**
     * Begins a file. TensorBoard reads all files of a folder, and forgets what older ones have of
     * the steps after the one that this one begins with.
     *
     * @param folder where to; made if it isn't there
     * @param steps the number of steps before
     * @throws IOException if it can't be written
     */
    static EventFile open(Path folder, long steps) throws IOException {
        Files.createDirectories(folder);
        long millis = System.currentTimeMillis();
        // Read in the order of their names.
        Path file = folder.resolve("events.out.tfevents.%013d.training".formatted(millis));
        EventFile events =
                new EventFile(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        events.write(event -> event.writeString(FILE_VERSION, "brain.Event:2"));
        events.write(
                event -> {
                    event.writeInt64(STEP, steps + 1);
                    event.writeByteArray(
                            SESSION_LOG, message(log -> log.writeEnum(STATUS, STATUS_START)));
                });
        return events;
    }

    /**
     * Adds what is known of a step.
     *
     * @param step the number of the step
     * @param values the values by their names
     * @throws IOException if it can't be written
     */
    void add(long step, Map<String, Double> values) throws IOException {
        write(
                event -> {
                    event.writeInt64(STEP, step);
                    event.writeByteArray(
                            SUMMARY,
                            message(
                                    summary -> {
                                        for (Map.Entry<String, Double> value : values.entrySet()) {
                                            summary.writeByteArray(VALUE, value(value));
                                        }
                                    }));
                });
        out.flush();
    }

    private static byte[] value(Map.Entry<String, Double> value) throws IOException {
        return message(
                fields -> {
                    fields.writeString(TAG, value.getKey());
                    fields.writeFloat(SIMPLE_VALUE, value.getValue().floatValue());
                });
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream message = CodedOutputStream.newInstance(bytes);
        fields.writeTo(message);
        message.flush();
        return bytes.toByteArray();
    }

    private void write(Fields fields) throws IOException {
        byte[] event =
                message(
                        message -> {
                            message.writeDouble(WALL_TIME, System.currentTimeMillis() / 1e3);
                            fields.writeTo(message);
                        });
        byte[] length = littleEndian(Long.BYTES).putLong(event.length).array();
        out.write(length);
        out.write(littleEndian(Integer.BYTES).putInt(masked(length)).array());
        out.write(event);
        out.write(littleEndian(Integer.BYTES).putInt(masked(event)).array());
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The checksum, turned and added to, since one of data with checksums in it would be weak. */
    static int masked(byte... data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return Integer.rotateRight((int) checksum.getValue(), MASK_SHIFT) + MASK_DELTA;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
