/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Forms are chosen by words, and refuse what they can't compute on. */
class KernelModeTest {

    @Test
    void isNamedByTheArgument() {
        assertThat(KernelMode.SETTING.parse("auto", "kernels")).isEqualTo(KernelMode.AUTO);
        assertThat(KernelMode.SETTING.parse("portable", "kernels")).isEqualTo(KernelMode.PORTABLE);
        assertThat(KernelMode.SETTING.parse("fused", "kernels")).isEqualTo(KernelMode.FUSED);
        assertThatThrownBy(() -> KernelMode.SETTING.parse("bfloat16", "kernels"))
                .hasMessage("kernels is 'bfloat16'; allowed: auto, portable, fused.");
    }

    @Test
    void onlyFusedKernelsComputeInBfloat16() {
        assertThat(KernelMode.AUTO.inBfloat16()).isEqualTo(KernelMode.BFLOAT16);
        assertThat(KernelMode.FUSED.inBfloat16()).isEqualTo(KernelMode.BFLOAT16);
        assertThatThrownBy(KernelMode.PORTABLE::inBfloat16)
                .hasMessageStartingWith("dtype is 'bfloat16' and kernels is 'portable'");
    }

    @Test
    void trainingIsInTheTypeOfTheParameters() {
        assertThat(KernelMode.BFLOAT16.inTraining()).isEqualTo(KernelMode.FUSED);
        assertThat(KernelMode.PORTABLE.inTraining()).isEqualTo(KernelMode.PORTABLE);
    }

    /** Not all processors have it, but all GPUs that PyTorch supports compute in it. */
    @Test
    void gpusComputeInBfloat16() {
        NDManager gpu = on(Device.gpu(1));
        KernelMode.FUSED.check(gpu);
        KernelMode.BFLOAT16.check(gpu);
    }

    @Test
    void gpusDontComputeInInt8() {
        assertThat(KernelMode.AUTO.inInt8()).isEqualTo(KernelMode.INT8);
        assertThat(KernelMode.INT8.inTraining()).isEqualTo(KernelMode.FUSED);
        KernelMode.INT8.check(on(Device.cpu()));
        NDManager gpu = on(Device.gpu(1));
        assertThatThrownBy(() -> KernelMode.INT8.check(gpu))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "dtype=int8 is for CPUs, but the arrays are on gpu(1); use dtype=float32,"
                                + " dtype=float16 or dtype=bfloat16.");
        assertThatThrownBy(() -> KernelMode.SETTING.parse("int8", "kernels"))
                .hasMessage("kernels is 'int8'; allowed: auto, portable, fused.");
    }

    /** A manager that says where it is, and nothing else. */
    private static NDManager on(Device device) {
        Engine engine = Engine.getEngine("PyTorch");
        return (NDManager)
                Proxy.newProxyInstance(
                        KernelModeTest.class.getClassLoader(),
                        new Class<?>[] {NDManager.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("getEngine") ? engine : device);
    }
}
