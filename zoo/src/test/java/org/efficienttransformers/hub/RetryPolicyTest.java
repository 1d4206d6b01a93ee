/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final double LONGEST = Math.nextDown(1.0);

    @Test
    void waitsDoubleUpToTheLongest() {
        long[] seconds = {1, 2, 4, 8, 8, 8};
        for (int i = 0; i < seconds.length; i++) {
            Duration longest = RetryPolicy.DEFAULT.delay(i + 1, null, LONGEST);
            assertThat(longest).isCloseTo(Duration.ofSeconds(seconds[i]), Duration.ofMillis(1));
            assertThat(RetryPolicy.DEFAULT.delay(i + 1, null, 0))
                    .isEqualTo(Duration.ofSeconds(seconds[i]).dividedBy(2));
        }
    }

    @Test
    void manyFailuresDoNotOverflow() {
        assertThat(RetryPolicy.DEFAULT.delay(100, null, 0)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void serversWishComesFirstButHasABound() {
        assertThat(RetryPolicy.DEFAULT.delay(1, Duration.ofSeconds(20), 0.3))
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(RetryPolicy.DEFAULT.delay(1, Duration.ofDays(1), 0.3))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetryPolicy(-1, second, second, second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: 0 to 100");
        assertThatThrownBy(() -> new RetryPolicy(1, second.negated(), second, second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
    }
}
