/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function written in TorchScript, which reaches the PyTorch operators that NDArray lacks.
 *
 * <p>The source is a text resource of this package: the body of {@code forward}, in the dialect
 * that TorchScript serialises to, where every call spells out its full argument list. Constants of
 * a configuration stand in it as {@code $NAME}. It is zipped in memory into the archive that
 * PyTorch loads, through DJL's public API alone.
 *
 * <p>Each distinct text is compiled once per device and kept for the life of the JVM, as classes
 * are: their number is that of the configurations in use, and one compiled module serves all
 * threads.
 */
public final class TorchScript {

    /** A pickle of an instance of {@code __torch__.M} whose only attribute is training = False. */
    private static final byte[] MODULE =
            "\u0080\u0002c__torch__\nM\n)\u0081}(X\u0008\0\0\0training\u0089ub."
                    .getBytes(StandardCharsets.ISO_8859_1);

    /** A pickle of the empty tuple. */
    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    /** The version of the operators' signatures: the one that knows gelu's approximation. */
    private static final String OPERATORS = "10\n";

    private static final String HEAD =
            "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

    private static final String ROOT = "/org/efficienttransformers/";
    private static final Map<TorchScript, Model> COMPILED = new ConcurrentHashMap<>();

    private final String source;
    private final Device device;

    private TorchScript(String source, Device device) {
        this.source = source;
        this.device = device;
    }

    /**
     * Calls a script.
     *
     * @param resource the file of this package that holds it, such as {@code full.py}
     * @param constants what stands for each {@code $NAME} in it
     * @param inputs the arguments of {@code forward}; the result goes to the manager of the first
     * @return the tensor that {@code forward} returns
     */
    public static NDArray call(String resource, Map<String, ?> constants, NDArray... inputs) {
        return callAll(resource, constants, inputs).singletonOrThrow();
    }

    /**
     * Calls a script that returns a list of tensors.
     *
     * @param resource the file of this package that holds it
     * @param constants what stands for each {@code $NAME} in it
     * @param inputs the arguments of {@code forward}; the results go to the manager of the first
     * @return the tensors that {@code forward} returns
     */
    public static NDList callAll(String resource, Map<String, ?> constants, NDArray... inputs) {
        String source = HEAD + read(resource);
        for (Map.Entry<String, ?> constant : constants.entrySet()) {
            source = source.replace("$" + constant.getKey(), constant.getValue().toString());
        }
        NDManager manager = inputs[0].getManager();
        Model model =
                COMPILED.computeIfAbsent(
                        new TorchScript(source, inputs[0].getDevice()), TorchScript::compile);
        NDArray[] arguments = new NDArray[inputs.length];
        Arrays.setAll(arguments, i -> withPlainName(inputs[i]));
        // As training, always: otherwise PyTorch runs in inference mode, whose results can't meet
        // parameters that require gradients. Where gradients are off it costs nothing.
        try {
            return model.getBlock()
                    .forward(new ParameterStore(manager, false), new NDList(arguments), true);
        } finally {
            for (int i = 0; i < inputs.length; i++) {
                if (arguments[i] != inputs[i]) {
                    arguments[i].close();
                }
            }
        }
    }

    /**
     * DJL makes dictionaries, lists and tuples of arrays whose names have such signs, like the
     * hidden_states.0 of an encoder.
     */
    private static NDArray withPlainName(NDArray input) {
        String name = input.getName();
        boolean plain = name == null || name.chars().allMatch(Character::isJavaIdentifierPart);
        return plain ? input : input.reshape(input.getShape());
    }

    private static String read(String resource) {
        return SourceCache.TEXTS.computeIfAbsent(resource, SourceCache::load);
    }

    private Model compile() {
        Model model = Model.newInstance("kernel", device, "PyTorch");
        try (InputStream archive = new ByteArrayInputStream(archive())) {
            model.load(archive);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            throw new IllegalStateException("PyTorch can't compile this kernel:\n" + source, e);
        }
    }

    private byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "kernel/data.pkl", MODULE);
            put(zip, "kernel/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "kernel/constants.pkl", NO_CONSTANTS);
            put(zip, "kernel/version", OPERATORS.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
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

    /** {@inheritDoc} */
    @Override
    public boolean equals(Object other) {
        return other instanceof TorchScript script
                && source.equals(script.source)
                && device.equals(script.device);
    }

    /** {@inheritDoc} */
    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /** The texts of the scripts, each read once. */
    private static final class SourceCache {

        static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

        static String load(String resource) {
            try (InputStream in = TorchScript.class.getResourceAsStream(ROOT + resource)) {
                if (in == null) {
                    throw new IllegalStateException("No kernel source " + resource);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
