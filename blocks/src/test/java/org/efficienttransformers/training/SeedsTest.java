/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeedsTest {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Java's SplittableRandom is SplitMix64, too. */
    @Test
    void mixesAsSplitMix64() {
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE}) {
            SplittableRandom random = new SplittableRandom(seed);
            long first = random.nextLong();
            assertThat(Seeds.mix(seed)).isEqualTo(first);
            for (long place = 0; place < 3; place++) {
                long next = new SplittableRandom(first + place * GOLDEN).nextLong();
                assertThat(Seeds.mix(seed, place)).isEqualTo(next);
            }
        }
    }

    @Test
    void eachPlaceHasItsOwn() {
        Set<Long> seen = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            for (long step = 0; step < 10; step++) {
                for (long batch = 0; batch < 10; batch++) {
                    assertThat(seen.add(Seeds.mix(seed, step, batch))).isTrue();
                }
            }
        }
    }
}
