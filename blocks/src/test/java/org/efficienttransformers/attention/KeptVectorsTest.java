/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptVectorsTest {

    private NDManager manager;
    private KeptVectors kept;

    @BeforeEach
    void begin() {
        manager = NDManager.newBaseManager();
        kept = new KeptVectors(manager.newSubManager(), KernelMode.AUTO);
    }

    @AfterEach
    void end() {
        manager.close();
    }

    /** Two texts of a number each, the position and its negative. */
    private void add(int first, int count) {
        try (NDManager scope = manager.newSubManager()) {
            float[] all = new float[2 * count];
            for (int i = 0; i < count; i++) {
                all[i] = first + i;
                all[count + i] = -first - i;
            }
            kept.add(scope.create(all, new Shape(2, count, 1, 1)));
        }
    }

    private float[] numbers() {
        try (NDManager scope = manager.newSubManager()) {
            return kept.view(scope).toFloatArray();
        }
    }

    /** Counted rather than timed: how often all that is kept is copied. */
    @Test
    void addingMovesNothingUnlessTheRoomIsUsedUp() {
        Set<NDArray> rooms = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 2000; i++) {
            add(i, 1);
            rooms.add(kept.room());
        }
        assertThat(kept.size()).isEqualTo(2000);
        assertThat(rooms).hasSizeLessThanOrEqualTo(7);
        float[] numbers = numbers();
        for (int i = 0; i < 2000; i++) {
            assertThat(numbers[i]).isEqualTo(i);
            assertThat(numbers[2000 + i]).isEqualTo(-i);
        }
    }

    @Test
    void whatIsForgottenIsFreed() {
        add(0, 3000);
        for (int i = 3000; i < 6000; i++) {
            kept.keep(10);
            add(i, 1);
            assertThat(kept.room().getShape().get(1)).isLessThanOrEqualTo(4 * (10 + 64));
        }
        kept.keep(2);
        assertThat(numbers()).containsExactly(5998, 5999, -5998, -5999);
    }

    @Test
    void whatWasSeenStaysWhileMoreIsAdded() {
        add(0, 2);
        try (NDArray before = kept.view(manager)) {
            add(2, 100);
            assertThat(before.toFloatArray()).containsExactly(0, 1, 0, -1);
        }
    }

    @Test
    void textsGoOnAsOthers() {
        add(1, 2);
        kept.reorder(1, 1, 0);
        assertThat(numbers()).containsExactly(-1, -2, -1, -2, 1, 2);
        assertThat(kept.size()).isEqualTo(2);
    }
}
