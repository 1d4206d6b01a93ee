/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTest {

    @Test
    void growthOfASquareIsFour() {
        assertThat(Scaling.perDoubling(1000, 3, 2000, 12)).isCloseTo(4, within(1e-9));
        assertThat(Scaling.perDoubling(1000, 3, 4000, 48)).isCloseTo(4, within(1e-9));
    }

    @Test
    void growthOfALineIsTwoWhateverTheStep() {
        assertThat(Scaling.perDoubling(1000, 5, 3000, 15)).isCloseTo(2, within(1e-9));
        assertThat(Scaling.perDoubling(1000, 5, 1500, 7.5)).isCloseTo(2, within(1e-9));
    }

    /** Time 2000 n against n * n crosses at 2000, whichever lengths are measured. */
    @Test
    void crossingIsWhereTheLinesMeet() {
        assertThat(Scaling.crossing(List.of(500, 1000, 4000), List.of(4.0, 2.0, 0.5)))
                .hasValueCloseTo(2000.0, within(1e-6));
        assertThat(Scaling.crossing(List.of(1600, 2500), List.of(1.25, 0.8)))
                .hasValueCloseTo(2000.0, within(1e-6));
    }

    @Test
    void crossingIsTheLastOne() {
        assertThat(Scaling.crossing(List.of(1000, 2000, 8000), List.of(0.9, 2.0, 0.5)))
                .hasValueCloseTo(4000.0, within(1e-6));
    }

    @Test
    void whatIsFasterThroughoutCrossesAtTheFirstLength() {
        assertThat(Scaling.crossing(List.of(1000, 2000), List.of(0.9, 0.5))).hasValue(1000);
    }

    @Test
    void whatIsSlowerInTheEndDoesNotCross() {
        assertThat(Scaling.crossing(List.of(1000, 2000), List.of(0.9, 1.0))).isEmpty();
        assertThat(Scaling.crossing(List.of(1000, 2000), List.of(2.0, 1.5))).isEmpty();
    }
}
