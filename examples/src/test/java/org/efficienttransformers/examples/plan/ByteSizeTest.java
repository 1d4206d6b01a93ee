/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "4GB, 4000000000",
        "4g, 4000000000",
        "512 MiB, 536870912",
        "1.5Gi, 1610612736",
        "12345, 12345",
        "2KB, 2000",
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GB", "-1GB", "4 apples", "0", "1e9", "99999999TB", "1,5GB"})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining("is no amount of memory; write such as 4GB");
    }

    @Test
    void writesForReading() {
        assertThat(ByteSize.format(0)).isEqualTo("0 MB");
        assertThat(ByteSize.format(650)).isEqualTo("1 kB");
        assertThat(ByteSize.format(253_400_000)).isEqualTo("253 MB");
        assertThat(ByteSize.format(9_876_000_000L)).isEqualTo("9,876 MB");
        assertThat(ByteSize.format(12_340_000_000L)).isEqualTo("12.3 GB");
    }
}
