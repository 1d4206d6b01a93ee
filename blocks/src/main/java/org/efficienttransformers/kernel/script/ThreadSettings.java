/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import ai.djl.engine.Engine;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What PyTorch and OpenMP keep for each thread that calls them. Linux and JNA are needed. */
final class ThreadSettings {

    private static final Logger logger = LoggerFactory.getLogger(ThreadSettings.class);

    /** omp_pause_soft: keeps the settings. */
    private static final int SOFT = 1;

    private final MethodHandle count;
    private final MethodHandle recording;
    private final MethodHandle record;
    private final Function setCount;
    private final Function pause;

    private ThreadSettings(Engine engine) throws Throwable {
        count = find(engine, "getNumThreads", MethodType.methodType(int.class));
        recording = find(engine, "isGradMode", MethodType.methodType(boolean.class));
        record = find(engine, "setGradMode", MethodType.methodType(void.class, boolean.class));
        MethodHandle folder =
                EngineMethods.find(
                        engine, "LibUtils", "getLibtorchPath", MethodType.methodType(String.class));
        String library = (String) folder.invokeExact() + "/libtorch_cpu.so";
        NativeLibrary openMp = NativeLibrary.getInstance(library);
        setCount = openMp.getFunction("omp_set_num_threads");
        pause = openMp.getFunction("omp_pause_resource_all");
    }

    /** Returns the settings; null where they can't be had. */
    static ThreadSettings of(Engine engine) {
        if (!Platform.isLinux()) {
            return null;
        }
        try {
            return new ThreadSettings(engine);
        } catch (Throwable e) { // What a MethodHandle declares; JNA's is a LinkageError.
            logger.debug("All calls have the threads that PyTorch chose.", e);
            return null;
        }
    }

    private static MethodHandle find(Engine engine, String name, MethodType type)
            throws ReflectiveOperationException {
        return EngineMethods.find(engine, "JniUtils", name, type);
    }

    /** The number of threads that compute what this one calls. */
    int count() {
        try {
            return (int) count.invokeExact();
        } catch (Throwable e) { // What a MethodHandle declares.
            throw unknown(e);
        }
    }

    void setCount(int threads) {
        setCount.invokeVoid(new Object[] {threads});
    }

    /** Tells whether operators of this thread are recorded for gradients. */
    boolean isRecording() {
        try {
            return (boolean) recording.invokeExact();
        } catch (Throwable e) { // What a MethodHandle declares.
            throw unknown(e);
        }
    }

    void record(boolean wanted) {
        try {
            record.invokeExact(wanted);
        } catch (Throwable e) { // What a MethodHandle declares.
            throw unknown(e);
        }
    }

    /** Ends the threads that OpenMP keeps for this one, if it does. */
    void release() {
        pause.invokeInt(new Object[] {SOFT});
    }

    private static IllegalStateException unknown(Throwable cause) {
        return new IllegalStateException("PyTorch doesn't tell the settings of a thread.", cause);
    }
}
