/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;

/**
 * The file of a training that can go on.
 *
 * <p>All integers are big-endian. A text is its length in bytes (4 bytes) and UTF-8.
 *
 * <ol>
 *   <li>magic number and version, 4 bytes each; seed and number of steps, 8 bytes each
 *   <li>the number of notes (4 bytes), and for each two texts
 *   <li>the number of parameters (4 bytes), and for each its name (text), its data type (text), its
 *       rank (4 bytes), its shape (8 bytes each), and the number of updates that the optimizer has
 *       given it (8 bytes), 0 if no gradient has reached it yet
 *   <li>the number of layers with random features (4 bytes), and for each the seed of those that it
 *       has (8 bytes) and its calls since they were drawn (4 bytes)
 *   <li>for each parameter its numbers, and if there were updates, as many of the running mean of
 *       its gradients and of that of their squares: as they lie in memory, little-endian
 *   <li>the CRC-32C of all before, 8 bytes
 * </ol>
 *
 * <p>It holds numbers and texts only, so that one from elsewhere can do no harm.
 */
final class TrainingState {

    private static final int MAGIC = 0x45545453; // ETTS
    private static final int VERSION = 1;
    private static final int CHECKSUM_BYTES = Long.BYTES;
    private static final int MAX_TEXT = 1 << 24;
    private static final int MAX_RANK = 16;

    private TrainingState() {}

    static void write(Path file, Block block, AdamW optimizer, long seed, Map<String, String> notes)
            throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path temporary =
                Files.createTempFile(target.getParent(), target.getFileName() + ".", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                    OutputStream buffered =
                            new BufferedOutputStream(Channels.newOutputStream(channel))) {
                write(buffered, block, optimizer, seed, notes);
                buffered.flush();
                channel.force(true);
            }
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void write(
            OutputStream stream, Block block, AdamW optimizer, long seed, Map<String, String> notes)
            throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
        DataOutputStream out = new DataOutputStream(checked);
        Map<String, Parameter> parameters = NamedParameters.of(block);
        Map<String, AdamW.Moments> moments = optimizer.state();
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeLong(seed);
        out.writeLong(optimizer.steps());
        out.writeInt(notes.size());
        for (Map.Entry<String, String> note : new TreeMap<>(notes).entrySet()) {
            writeText(out, note.getKey());
            writeText(out, note.getValue());
        }
        out.writeInt(parameters.size());
        for (Map.Entry<String, Parameter> parameter : parameters.entrySet()) {
            NDArray array = parameter.getValue().getArray();
            writeText(out, parameter.getKey());
            writeText(out, array.getDataType().name());
            out.writeInt(array.getShape().dimension());
            for (long size : array.getShape().getShape()) {
                out.writeLong(size);
            }
            AdamW.Moments own = moments.get(parameter.getKey());
            out.writeLong(own == null ? 0 : own.updates);
        }
        List<RandomFeatureAttention> random = withRandomFeatures(block);
        out.writeInt(random.size());
        for (RandomFeatureAttention attention : random) {
            out.writeLong(attention.drawing().seed());
            out.writeInt(attention.drawing().calls());
        }
        for (Map.Entry<String, Parameter> parameter : parameters.entrySet()) {
            writeNumbers(out, parameter.getValue().getArray());
            AdamW.Moments own = moments.get(parameter.getKey());
            if (own != null) {
                writeNumbers(out, own.mean);
                writeNumbers(out, own.variance);
            }
        }
        out.writeLong(checked.getChecksum().getValue());
        out.flush();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void writeNumbers(OutputStream out, NDArray array) throws IOException {
        WritableByteChannel channel = Channels.newChannel(out);
        ByteBuffer buffer = array.toByteBuffer();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    static Map<String, String> read(Path file, Block block, AdamW optimizer, long seed)
            throws IOException {
        checkSum(file);
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.readInt();
            in.readInt();
            long found = in.readLong();
            if (found != seed) {
                throw new IOException(
                        "The training in "
                                + file
                                + " has the seed "
                                + found
                                + ", and this one "
                                + seed
                                + "; resume it with its own seed.");
            }
            long steps = in.readLong();
            Map<String, String> notes = new LinkedHashMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                notes.put(readText(in), readText(in));
            }
            Map<String, Parameter> parameters = NamedParameters.of(block);
            Map<String, Long> updates = readTable(in, file, parameters);
            List<RandomFeatureAttention> random = withRandomFeatures(block);
            if (in.readInt() != random.size()) {
                throw damaged(file, null);
            }
            for (RandomFeatureAttention attention : random) {
                attention.resume(new RandomFeatureAttention.Drawing(in.readLong(), in.readInt()));
            }
            Map<String, Long> updated = new LinkedHashMap<>(updates);
            updated.values().removeIf(count -> count == 0);
            Map<String, AdamW.Moments> moments = optimizer.resume(updated, steps);
            ReadableByteChannel channel = Channels.newChannel(in);
            for (String name : updates.keySet()) {
                readNumbers(channel, parameters.get(name).getArray());
                AdamW.Moments own = moments.get(name);
                if (own != null) {
                    readNumbers(channel, own.mean);
                    readNumbers(channel, own.variance);
                }
            }
            return notes;
        }
    }

    /** Reads all of it once, so that a damaged file leaves the model as it is. */
    private static void checkSum(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file));
                CheckedInputStream checked = new CheckedInputStream(stream, checksum);
                DataInputStream in = new DataInputStream(checked)) {
            if (in.readInt() != MAGIC) {
                throw new IOException(
                        file
                                + " isn't the state of a training; name a file that was saved by"
                                + " TrainingLoop.");
            }
            int version = in.readInt();
            if (version != VERSION) {
                throw new IOException(
                        file
                                + " has version "
                                + version
                                + " of the format of training states; this program reads version "
                                + VERSION
                                + ".");
            }
            long rest = Files.size(file) - 2L * Integer.BYTES - CHECKSUM_BYTES;
            if (rest < 0 || checked.skip(rest) < rest) {
                throw damaged(file, null);
            }
            long computed = checksum.getValue();
            if (in.readLong() != computed) {
                throw damaged(file, null);
            }
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no state of a training at "
                            + file
                            + "; name one that was saved, or begin anew.",
                    e);
        } catch (EOFException e) {
            throw damaged(file, e);
        }
    }

    private static IOException damaged(Path file, Exception cause) {
        return new IOException(
                file + " is damaged or cut short; resume from another state, or begin anew.",
                cause);
    }

    /** The number of updates of each parameter, in the order of the numbers. */
    private static Map<String, Long> readTable(
            DataInputStream in, Path file, Map<String, Parameter> parameters) throws IOException {
        Map<String, Long> updates = new LinkedHashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String name = readText(in);
            String type = readText(in);
            int rank = in.readInt();
            if (rank < 0 || rank > MAX_RANK) {
                throw damaged(file, null);
            }
            long[] shape = new long[rank];
            for (int j = 0; j < rank; j++) {
                shape[j] = in.readLong();
            }
            String found = type + " " + new Shape(shape);
            Parameter parameter = parameters.get(name);
            String expected = parameter == null ? "no such parameter" : describe(parameter);
            if (!found.equals(expected)) {
                throw otherModel(file, name, found, expected);
            }
            updates.put(name, in.readLong());
        }
        for (String name : parameters.keySet()) {
            if (!updates.containsKey(name)) {
                throw otherModel(file, name, "no such parameter", describe(parameters.get(name)));
            }
        }
        return updates;
    }

    private static List<RandomFeatureAttention> withRandomFeatures(Block block) {
        List<RandomFeatureAttention> found = new ArrayList<>();
        if (block instanceof RandomFeatureAttention attention) {
            found.add(attention);
        }
        for (Pair<String, Block> child : block.getChildren()) {
            found.addAll(withRandomFeatures(child.getValue()));
        }
        return found;
    }

    private static String describe(Parameter parameter) {
        return parameter.getArray().getDataType().name() + " " + parameter.getArray().getShape();
    }

    private static IOException otherModel(Path file, String name, String found, String expected) {
        return new IOException(
                "The training in "
                        + file
                        + " is that of another model: it has "
                        + found
                        + " for "
                        + name
                        + ", and this model "
                        + expected
                        + "; resume it with the model that it was saved with.");
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT) {
            throw new IOException("The state of a training has a text of " + length + " bytes.");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void readNumbers(ReadableByteChannel channel, NDArray target)
            throws IOException {
        DataType type = target.getDataType();
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(Math.toIntExact(target.size() * type.getNumOfBytes()));
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("The state of a training ends too early.");
            }
        }
        buffer.rewind().order(ByteOrder.LITTLE_ENDIAN);
        try (NDArray numbers = target.getManager().create(buffer, target.getShape(), type)) {
            numbers.copyTo(target);
        }
    }
}
