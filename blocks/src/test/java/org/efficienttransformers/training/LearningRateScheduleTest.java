/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schedules are those of transformers' {@code get_scheduler}. */
class LearningRateScheduleTest {

    private static final int STEPS = 15;
    private static final double RATE = 0.01;

    private static LearningRateSchedule schedule(String name, long warmUp) {
        return switch (name) {
            case "constant_with_warmup" -> LearningRateSchedule.constant(RATE, warmUp);
            case "linear" -> LearningRateSchedule.linear(RATE, warmUp, STEPS);
            default -> LearningRateSchedule.cosine(RATE, warmUp, STEPS);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "constant_with_warmup.0",
                "constant_with_warmup.4",
                "linear.0",
                "linear.4",
                "cosine.0",
                "cosine.4"
            })
    void ratesAreThoseOfTransformers(String name) throws IOException {
        double[] expected = new FixtureNumbers("schedules.txt").doubles(name);
        String[] parts = name.split("\\.", -1);
        LearningRateSchedule schedule = schedule(parts[0], Long.parseLong(parts[1]));
        for (int step = 0; step <= STEPS; step++) {
            assertThat(schedule.rate(step)).isCloseTo(expected[step], within(1e-12));
            assertThat(schedule.getNewValue(step + 1))
                    .isCloseTo((float) expected[step], within(1e-8f));
        }
    }

    @Test
    void staysAtZeroBehindTheEnd() {
        assertThat(schedule("linear", 4).rate(100)).isZero();
        // transformers' rises again.
        assertThat(schedule("cosine", 4).rate(20)).isZero();
    }

    @Test
    void warmUpMayTakeAllSteps() {
        assertThat(LearningRateSchedule.linear(1, 4, 4).rate(3)).isEqualTo(0.75);
    }

    @Test
    void impossibleSchedulesAreRefused() {
        assertThatThrownBy(() -> LearningRateSchedule.linear(0.1, 16, 15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warm-up takes 16 of 15 steps");
        assertThatThrownBy(() -> LearningRateSchedule.constant(0, 0))
                .hasMessageContaining("learning rate is 0.0; allowed");
        assertThatThrownBy(() -> LearningRateSchedule.cosine(Double.NaN, 0, 1))
                .hasMessageContaining("learning rate is NaN");
    }
}
