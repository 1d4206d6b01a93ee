/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Function;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeEnvironmentTest {

    private static final String WAITING = "OMP_WAIT_POLICY";
    private static final String SPINNING = "GOMP_SPINCOUNT";
    private static final String OTHER_LIBRARY = "PYTORCH_LIBRARY_PATH";
    private static final String TF32 = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    private final Map<String, String> before = new HashMap<>();

    private static String get(String name) {
        return Function.getFunction("c", "getenv").invokeString(new Object[] {name}, false);
    }

    private static void set(String name, String value) {
        if (value == null) {
            Function.getFunction("c", "unsetenv").invokeInt(new Object[] {name});
        } else {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {name, value, 1});
        }
    }

    @BeforeEach
    void remember() {
        for (String name : List.of(WAITING, SPINNING, TF32)) {
            before.put(name, get(name));
            set(name, null);
        }
    }

    @AfterEach
    void restore() {
        before.forEach(NativeEnvironmentTest::set);
    }

    @Test
    void waitingThreadsSpinForAWhile() {
        assumeTrue(System.getenv(OTHER_LIBRARY) == null);
        OpenMp.configure();
        assertThat(get(WAITING)).isEqualTo("ACTIVE");
        assertThat(get(SPINNING)).isEqualTo("10000");
    }

    @Test
    void threadsOfAnotherLibrarySleep() {
        System.setProperty(OTHER_LIBRARY, "/opt/torch/lib");
        try {
            OpenMp.configure();
        } finally {
            System.clearProperty(OTHER_LIBRARY);
        }
        assertThat(get(WAITING)).isEqualTo("PASSIVE");
        assertThat(get(SPINNING)).isEqualTo("10000");
    }

    @Test
    void tensorFloat32IsAllowedWhenAskedFor() {
        OpenMp.configure();
        assertThat(get(TF32)).isNull();
        TensorFloat32.allow();
        assertThat(get(TF32)).isEqualTo("1");
    }

    @Test
    void whatTheUserHasSetStays() {
        set(WAITING, "PASSIVE");
        set(TF32, "0");
        OpenMp.configure();
        TensorFloat32.allow();
        assertThat(get(WAITING)).isEqualTo("PASSIVE");
        assertThat(get(SPINNING)).isNull();
        assertThat(get(TF32)).isEqualTo("0");
    }
}
