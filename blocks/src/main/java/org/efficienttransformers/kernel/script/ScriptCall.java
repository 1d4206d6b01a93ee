/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls scripts as they are written.
 *
 * <p>PyTorch's graph executor would otherwise watch the shapes of the first calls and rewrite a
 * script for them, and once more for others: that takes the host longer than a whole pass on a GPU
 * wherever lengths change, and rounds differently from then on. The switch is one of each thread;
 * DJL has it, but not in its API. Where the system property {@value #PROPERTY} is set, DJL sets the
 * switch by it in each call, and it is left alone here.
 */
public final class ScriptCall {

    private static final String PROPERTY = "ai.djl.pytorch.graph_optimizer";

    private static final String FORWARD = "forward";

    private static final Logger logger = LoggerFactory.getLogger(ScriptCall.class);

    private static volatile MethodHandle rewriting;

    private ScriptCall() {}

    /**
     * Calls a script. As training, always: otherwise PyTorch runs in inference mode, whose results
     * can't meet parameters that require gradients. Where gradients are off it costs nothing.
     *
     * @param script what {@link ScriptArchive#load} gave
     * @param manager owns the results
     * @param inputs the arguments
     * @return what the script returns
     */
    public static NDList call(Model script, NDManager manager, NDList inputs) {
        return call(script, manager, inputs, true);
    }

    /**
     * Calls a method of a script in PyTorch's inference mode, where operators take the host a fifth
     * less, and copies the results out of it.
     *
     * @param script what {@link ScriptArchive#load} gave
     * @param method its name
     * @param manager owns the results
     * @param inputs the arguments, named as in {@link #call(Model, String, NDManager, NDList)}
     * @return what the method returns
     */
    public static NDList infer(Model script, String method, NDManager manager, NDList inputs) {
        NDList copies = new NDList();
        try (NDList results = call(script, method, manager, inputs, false)) {
            results.forEach(result -> copies.add(result.duplicate()));
        }
        return copies;
    }

    private static NDList call(Model script, NDManager manager, NDList inputs, boolean training) {
        boolean chosen = System.getProperty(PROPERTY) != null;
        if (!chosen) {
            setRewriting(manager, false);
        }
        try {
            return script.getBlock().forward(new ParameterStore(manager, false), inputs, training);
        } finally {
            if (!chosen) {
                setRewriting(manager, true);
            }
        }
    }

    /**
     * Calls a method of a script, as above.
     *
     * @param script what {@link ScriptArchive#load} gave
     * @param method its name
     * @param manager owns the results
     * @param inputs the arguments, whose names tell DJL how to pass them: {@code x[]} is of a list
     *     of that name, null an argument of its own
     * @return what the method returns
     */
    public static NDList call(Model script, String method, NDManager manager, NDList inputs) {
        return call(script, method, manager, inputs, true);
    }

    private static NDList call(
            Model script, String method, NDManager manager, NDList inputs, boolean training) {
        if (method.equals(FORWARD)) {
            return call(script, manager, inputs, training);
        }
        try (NDArray marker = manager.create(new Shape(1))) {
            marker.setName("module_method:" + method);
            NDList all = new NDList(inputs).addAll(new NDList(marker));
            return call(script, manager, all, training);
        }
    }

    private static void setRewriting(NDManager manager, boolean wanted) {
        try {
            if (rewriting == null) {
                rewriting = find(manager.getEngine());
            }
            rewriting.invokeExact(wanted);
        } catch (Throwable e) { // What a MethodHandle declares.
            throw new IllegalStateException("PyTorch's graph executor has no switch.", e);
        }
    }

    private static MethodHandle find(Engine engine) {
        MethodType type = MethodType.methodType(void.class, boolean.class);
        try {
            return EngineMethods.find(engine, "JniUtils", "setGraphExecutorOptimize", type);
        } catch (ReflectiveOperationException e) {
            logger.debug("Scripts are rewritten for the shapes that they meet.", e);
            return MethodHandles.empty(type);
        }
    }
}
