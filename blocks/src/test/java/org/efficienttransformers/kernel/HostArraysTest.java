/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HostArraysTest {

    /** What DJL makes to copy an array of a GPU is closed: the copy, and the manager around it. */
    @Test
    void nothingIsLeftOfACopyFromAnotherDevice() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = manager.create(new long[] {3, 1, 2});
            AtomicReference<NDManager> made = new AtomicReference<>();
            assertThat(HostArrays.longs(onGpu(array, made))).containsExactly(3, 1, 2);
            assertThat(made.get().isOpen()).isFalse();
            assertThat(array.toLongArray()).containsExactly(3, 1, 2);
        }
    }

    /** The array as one of a GPU, which is copied as DJL's PyTorch engine does it. */
    private static NDArray onGpu(NDArray array, AtomicReference<NDManager> made) {
        return (NDArray)
                Proxy.newProxyInstance(
                        NDArray.class.getClassLoader(),
                        new Class<?>[] {NDArray.class},
                        (self, method, arguments) ->
                                switch (method.getName()) {
                                    case "getDevice" -> Device.gpu();
                                    case "toDevice" -> copy(array, made);
                                    default -> method.invoke(array, arguments);
                                });
    }

    private static NDArray copy(NDArray array, AtomicReference<NDManager> made) {
        made.set(array.getManager().newSubManager(Device.cpu()));
        NDArray copy = array.duplicate();
        copy.attach(made.get());
        return copy;
    }
}
