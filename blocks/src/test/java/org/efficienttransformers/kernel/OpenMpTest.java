/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class OpenMpTest {

    private static final String NAME = "OMP_WAIT_POLICY";

    private String before;

    private static String get() {
        return Function.getFunction("c", "getenv").invokeString(new Object[] {NAME}, false);
    }

    private static void set(String value) {
        if (value == null) {
            Function.getFunction("c", "unsetenv").invokeInt(new Object[] {NAME});
        } else {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {NAME, value, 1});
        }
    }

    @BeforeEach
    void remember() {
        before = get();
    }

    @AfterEach
    void restore() {
        set(before);
    }

    @Test
    void waitingThreadsSleep() {
        set(null);
        OpenMp.configure();
        assertThat(get()).isEqualTo("PASSIVE");
    }

    @Test
    void whatTheUserHasSetStays() {
        set("ACTIVE");
        OpenMp.configure();
        assertThat(get()).isEqualTo("ACTIVE");
    }
}
