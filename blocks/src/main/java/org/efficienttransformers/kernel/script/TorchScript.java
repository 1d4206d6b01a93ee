/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    private static final String HEAD =
            "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

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
        String text = ScriptArchive.read(resource);
        for (Map.Entry<String, ?> constant : constants.entrySet()) {
            text = text.replace("$" + constant.getKey(), constant.getValue().toString());
        }
        return run(text, inputs);
    }

    /**
     * Calls a script that was put together.
     *
     * @param text {@code forward}, indented by two
     * @param inputs the arguments of {@code forward}; the results go to the manager of the first
     * @return the tensors that {@code forward} returns
     */
    public static NDList run(String text, NDArray... inputs) {
        NDManager manager = inputs[0].getManager();
        Model model =
                COMPILED.computeIfAbsent(
                        new TorchScript(text, inputs[0].getDevice()), TorchScript::compile);
        NDArray[] arguments = new NDArray[inputs.length];
        Arrays.setAll(arguments, i -> withPlainName(inputs[i]));
        try {
            return ScriptCall.call(model, manager, new NDList(arguments));
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

    private Model compile() {
        return ScriptArchive.load(HEAD + source, Map.of(), device);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TorchScript script
                && source.equals(script.source)
                && device.equals(script.device);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }
}
