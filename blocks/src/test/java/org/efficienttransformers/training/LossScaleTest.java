/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As torch.amp.GradScaler: half after an overflow, twice after 2,000 steps without one. */
class LossScaleTest {

    private static void fit(LossScale scale, int steps) {
        for (int i = 0; i < steps; i++) {
            scale.fits();
        }
    }

    @Test
    void growsAfterTwoThousandStepsThatFit() {
        LossScale scale = new LossScale(4);
        fit(scale, 1999);
        assertThat(scale.value()).isEqualTo(4);
        fit(scale, 1);
        assertThat(scale.value()).isEqualTo(8);
        fit(scale, 2000);
        assertThat(scale.value()).isEqualTo(16);
    }

    @Test
    void anOverflowHalvesItAndCountsAnew() {
        LossScale scale = new LossScale(8);
        fit(scale, 1999);
        assertThat(scale.overflows(2000)).isTrue();
        assertThat(scale.value()).isEqualTo(4);
        fit(scale, 1999);
        assertThat(scale.value()).isEqualTo(4);
    }

    @Test
    void belowOneNothingWouldHelp() {
        LossScale scale = new LossScale(1.5);
        assertThat(scale.overflows(1)).isTrue();
        assertThat(scale.value()).isEqualTo(1);
        assertThat(scale.overflows(2)).isFalse();
        assertThat(scale.value()).isEqualTo(1);
    }

    @Test
    void staysANumber() {
        LossScale scale = new LossScale(Double.MAX_VALUE);
        fit(scale, 2000);
        assertThat(scale.value()).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void goesOnWhereAnotherOneWas() {
        LossScale first = new LossScale(8);
        fit(first, 1500);
        LossScale second = new LossScale(2);
        second.resume(first.state());
        fit(second, 499);
        assertThat(second.value()).isEqualTo(8);
        fit(second, 1);
        assertThat(second.value()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void impossibleScalesAreRefused(double first) {
        assertThatThrownBy(() -> new LossScale(first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The first scale of the loss is " + first + "; allowed");
    }
}
