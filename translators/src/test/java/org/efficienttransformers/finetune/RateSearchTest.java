/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateSearchTest {

    @Test
    void suggestsWhereTheLossFallsFastest() {
        List<Double> rates = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rates.add(Math.pow(10, i / 10.0 - 6));
            // A slope that is steepest at 30, and a rise at the end.
            losses.add(2 - 1 / (1 + Math.exp((30 - i) / 2.0)) + Math.exp(i - 60.0));
        }
        RateSearch search = new RateSearch(rates, losses);
        // Means lag by some steps.
        assertThat(search.suggestion()).isBetween(rates.get(30), rates.get(36));
        assertThat(search.smoothed().get(0)).isEqualTo(losses.get(0));
    }

    @Test
    void suggestsNothingWhereItOnlyRises() {
        assertThat(new RateSearch(List.of(1e-3, 1e-2), List.of(1.0, 2.0)).suggestion()).isNaN();
        assertThat(new RateSearch(List.of(), List.of()).suggestion()).isNaN();
    }
}
