/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processors are told apart by what Linux says of them. */
class Bfloat16Test {

    @ParameterizedTest
    @CsvSource({
        "'flags\t\t: fpu avx512f avx512_bf16 vaes', true",
        "'flags\t\t: fpu avx512f amx_bf16', true",
        "'Features\t: fp asimd svebf16 bf16', true",
        "'flags\t\t: fpu avx512f avx512bw avx512_vnni', false",
        "'Features\t: fp asimd', false",
        "'model name\t: made of bf16 ', false",
    })
    void findsItsInstructions(String line, boolean expected) {
        assertThat(Bfloat16.isListed(Stream.of("processor\t: 0", line, "flags : other")))
                .isEqualTo(expected);
    }
}
