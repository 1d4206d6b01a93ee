/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Closing waits for predictions, refuses new ones, and never for itself. */
class PredictionGuardTest {

    private final Model model = Model.newInstance("small", "PyTorch");
    private final PredictionGuard guard = PredictionGuard.of(model);

    @Test
    void closingWaitsForThePredictionInFlight() throws Exception {
        NDArray weight = guard.manager().create(1f);
        CompletableFuture<Void> closing;
        try (PredictionGuard.Prediction prediction = guard.begin(Device.cpu())) {
            NDArray input = prediction.manager().create(2f);
            closing = CompletableFuture.runAsync(model::close);
            assertThatThrownBy(() -> closing.get(100, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(input.add(weight).getFloat()).isEqualTo(3);
        }
        closing.get(1, TimeUnit.MINUTES);
        assertThat(weight.isReleased()).isTrue();
    }

    @Test
    void aClosedModelRefuses() {
        model.close();
        model.close();
        assertThatThrownBy(() -> guard.begin(Device.cpu()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The model small is closed and can't predict any more; load it again, or"
                                + " close it after the last prediction.");
    }

    @Test
    void aPredictionThatClosesItsModelFreesItAtItsEnd() {
        NDArray weight = guard.manager().create(1f);
        try (PredictionGuard.Prediction prediction = guard.begin(Device.cpu())) {
            model.close();
            assertThat(prediction.manager().isOpen()).isTrue();
            assertThat(weight.getFloat()).isEqualTo(1);
        }
        assertThat(weight.isReleased()).isTrue();
    }
}
