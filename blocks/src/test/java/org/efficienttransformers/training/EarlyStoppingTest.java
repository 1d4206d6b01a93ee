/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A training ends when it has ceased to get better. */
class EarlyStoppingTest {

    @Test
    void stopsAfterSoManyEvaluationsWithoutABetterOne() {
        EarlyStopping stopping = EarlyStopping.whenNotHigher(2, 0);
        assertThat(stopping.improves(0.5)).isTrue();
        assertThat(stopping.improves(0.5)).isFalse();
        assertThat(stopping.isTime()).isFalse();
        assertThat(stopping.improves(0.6)).isTrue();
        assertThat(stopping.improves(0.4)).isFalse();
        assertThat(stopping.improves(0.6)).isFalse();
        assertThat(stopping.isTime()).isTrue();
        assertThat(stopping.best()).isEqualTo(0.6);
    }

    @Test
    void smallImprovementsOfALossDoNotCount() {
        EarlyStopping stopping = EarlyStopping.whenNotLower(1, 0.1);
        assertThat(stopping.improves(1)).isTrue();
        assertThat(stopping.improves(0.95)).isFalse();
        assertThat(stopping.isTime()).isTrue();
        assertThat(stopping.improves(0.8)).isTrue();
        assertThat(stopping.isTime()).isFalse();
    }

    @Test
    void whatIsNoNumberIsNeverBetter() {
        EarlyStopping stopping = EarlyStopping.whenNotLower(3, 0);
        assertThat(stopping.improves(Double.NaN)).isFalse();
        assertThat(stopping.improves(2)).isTrue();
        assertThat(stopping.improves(Double.NaN)).isFalse();
        assertThat(stopping.best()).isEqualTo(2);
    }

    @Test
    void goesOnWhereItWas() {
        EarlyStopping stopping = EarlyStopping.whenNotHigher(2, 0);
        stopping.improves(0.7);
        stopping.improves(0.6);
        EarlyStopping resumed = EarlyStopping.whenNotHigher(2, 0);
        resumed.resume(stopping.state());
        assertThat(resumed.best()).isEqualTo(0.7);
        assertThat(resumed.improves(0.65)).isFalse();
        assertThat(resumed.isTime()).isTrue();
        EarlyStopping fresh = EarlyStopping.whenNotHigher(2, 0);
        fresh.resume(EarlyStopping.whenNotHigher(2, 0).state());
        assertThat(fresh.improves(0.1)).isTrue();
        assertThatThrownBy(() -> fresh.resume("much"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'much'; allowed");
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> EarlyStopping.whenNotHigher(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("patience is 0");
    }
}
