/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import com.sun.jna.Function;

/** The environment as native libraries see it, which Java can't change by itself. */
final class NativeEnvironment {

    private NativeEnvironment() {}

    /**
     * Sets a variable, unless the environment has it.
     *
     * @throws LinkageError if native functions can't be called here
     */
    static void setIfMissing(String name, String value) {
        call("setenv", name, value, 0);
    }

    /** Calls a function of the C library that returns a whole number. */
    static long call(String function, Object... arguments) {
        return Function.getFunction("c", function).invokeLong(arguments);
    }
}
