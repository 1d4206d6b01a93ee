/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import ai.djl.engine.Engine;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Methods of the PyTorch engine that DJL's API doesn't have. */
final class EngineMethods {

    private static final String PACKAGE = "ai.djl.pytorch.jni.";

    private EngineMethods() {}

    /**
     * Finds a static method.
     *
     * @param engine the engine
     * @param owner the name of its class
     * @param name its name
     * @param type what it takes and returns
     * @return the method
     * @throws ReflectiveOperationException if this version of DJL doesn't have it
     */
    static MethodHandle find(Engine engine, String owner, String name, MethodType type)
            throws ReflectiveOperationException {
        ClassLoader loader = engine.getClass().getClassLoader();
        Class<?> found = Class.forName(PACKAGE + owner, true, loader);
        return MethodHandles.publicLookup().findStatic(found, name, type);
    }
}
