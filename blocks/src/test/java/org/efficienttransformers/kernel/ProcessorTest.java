/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.efficienttransformers.kernel.machine.Processor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processors are told apart by what Linux says of them. */
class ProcessorTest {

    @ParameterizedTest
    @CsvSource({
        "'flags\t\t: fpu avx512f avx512_bf16 vaes', true, false",
        "'flags\t\t: fpu avx512f amx_bf16', true, false",
        "'Features\t: fp asimd svebf16 bf16', true, false",
        "'flags\t\t: fpu avx512f avx512bw avx512_vnni', false, true",
        "'flags\t\t: fpu avx2 avx_vnni', false, true",
        "'flags\t\t: amx_bf16 amx_int8', true, true",
        "'flags\t\t: fpu avx512f avx512bw', false, false",
        "'Features\t: fp asimd', false, false",
        "'model name\t: made of bf16 and amx_int8 ', false, false",
    })
    void findsInstructions(String line, boolean bfloat16, boolean int8) {
        assertThat(Processor.isListed(Bfloat16.INSTRUCTIONS, lines(line))).isEqualTo(bfloat16);
        assertThat(Processor.isListed(Int8.INSTRUCTIONS, lines(line))).isEqualTo(int8);
    }

    private static Stream<String> lines(String line) {
        return Stream.of("processor\t: 0", line, "flags : other");
    }
}
