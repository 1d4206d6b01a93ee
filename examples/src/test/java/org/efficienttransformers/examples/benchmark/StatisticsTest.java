/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {

    /** The quantiles are those of numpy.percentile. */
    @Test
    void sumsUpInAnyOrder() {
        Statistics statistics = Statistics.of(4, 1, 3, 2);

        assertThat(statistics.count()).isEqualTo(4);
        assertThat(statistics.min()).isEqualTo(1);
        assertThat(statistics.median()).isEqualTo(2.5);
        assertThat(statistics.p90()).isCloseTo(3.7, within(1e-12));
    }

    @Test
    void takesTheMiddleOfAnOddNumber() {
        Statistics statistics = Statistics.of(7, 100, 5, 6, 8, 9, 10, 11, 12, 13, 14);

        assertThat(statistics.median()).isEqualTo(10);
        assertThat(statistics.p90()).isEqualTo(14);
    }

    @Test
    void ofOneIsThatOne() {
        assertThat(Statistics.of(3)).isEqualTo(new Statistics(1, 3, 3, 3));
    }

    @Test
    void ofNothingIsRefused() {
        assertThatThrownBy(Statistics::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There are no values; one is needed at least.");
    }
}
