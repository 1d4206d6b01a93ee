/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Test;

/** Scripts take arrays as they come. */
class TorchScriptTest {

    /** DJL would make a dictionary of it. */
    @Test
    void namesOfInputsDoNotMatter() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray input = manager.randomNormal(0, 1, new Shape(1, 8, 2, 4), DataType.FLOAT32);
            NDArray expected =
                    FullKernel.attend(KernelMode.FUSED, input, input, input, null, false, 0);
            for (String name : new String[] {"hidden_states.0", "a[]", "a()", "weight"}) {
                input.setName(name);
                int before = manager.getManagedArrays().size();
                NDArray actual =
                        FullKernel.attend(KernelMode.FUSED, input, input, input, null, false, 0);
                assertThat(actual).as(name).isEqualTo(expected);
                assertThat(input.getName()).isEqualTo(name);
                actual.close();
                assertThat(manager.getManagedArrays()).as(name).hasSize(before);
            }
        }
    }
}
