/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript class {@code M} as PyTorch loads it: a zip made in memory, of the text of the class
 * and a pickle of the one object of it.
 */
public final class ScriptArchive {

    /** What an attribute holds at first. */
    public enum Initial {
        /** False. */
        FALSE("\u0089"),
        /** The number 0. */
        ZERO("K\0"),
        /** A list without elements. */
        EMPTY_LIST("]");

        private final String pickled;

        Initial(String pickled) {
            this.pickled = pickled;
        }
    }

    /** A pickle of the empty tuple. */
    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    /** The version of the operators' signatures: the one that knows gelu's approximation. */
    private static final String OPERATORS = "10\n";

    private static final String ROOT = "/org/efficienttransformers/";

    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private ScriptArchive() {}

    /**
     * Reads a text of a script, once.
     *
     * @param resource its file below the root package, such as {@code kernel/linear.py}
     * @return the text
     */
    public static String read(String resource) {
        return TEXTS.computeIfAbsent(resource, ScriptArchive::readNew);
    }

    private static String readNew(String resource) {
        try (InputStream in = ScriptArchive.class.getResourceAsStream(ROOT + resource)) {
            requireState(in != null, "No kernel source %s", resource);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compiles a class.
     *
     * @param source its text, in the dialect that TorchScript serialises to
     * @param attributes its attributes but {@code training}, and what they hold at first
     * @param device where it is to run
     * @return the one object of the class
     * @throws IllegalStateException if PyTorch refuses the text
     */
    public static Model load(String source, Map<String, Initial> attributes, Device device) {
        Model model = Model.newInstance("kernel", device, "PyTorch");
        try (InputStream archive = new ByteArrayInputStream(archive(source, attributes))) {
            model.load(archive);
            return model;
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(e);
        } catch (MalformedModelException | RuntimeException e) {
            model.close();
            throw new IllegalStateException("PyTorch can't compile this kernel:\n" + source, e);
        }
    }

    private static byte[] archive(String source, Map<String, Initial> attributes)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "kernel/data.pkl", instance(attributes));
            put(zip, "kernel/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "kernel/constants.pkl", NO_CONSTANTS);
            put(zip, "kernel/version", OPERATORS.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    /** A pickle of an instance of {@code __torch__.M}. */
    private static byte[] instance(Map<String, Initial> attributes) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(latin("\u0080\u0002c__torch__\nM\n)\u0081}("));
        attribute(pickle, "training", Initial.FALSE);
        attributes.forEach((name, initial) -> attribute(pickle, name, initial));
        pickle.writeBytes(latin("ub."));
        return pickle.toByteArray();
    }

    private static void attribute(ByteArrayOutputStream pickle, String name, Initial initial) {
        byte[] text = latin(name);
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        pickle.write('X');
        pickle.writeBytes(length.putInt(text.length).array());
        pickle.writeBytes(text);
        pickle.writeBytes(latin(initial.pickled));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
