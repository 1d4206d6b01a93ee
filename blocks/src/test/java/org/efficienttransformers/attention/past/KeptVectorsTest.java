/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.past;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
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

    /** Against lists of numbers, each of which stands for a vector. */
    @Test
    void textsThatGoOnAsOthersHaveTheirVectors() {
        Random random = new Random(3);
        for (int run = 0; run < 20; run++) {
            kept = new KeptVectors(manager.newSubManager(), KernelMode.AUTO);
            List<List<Float>> texts = new ArrayList<>();
            IntStream.range(0, 3).forEach(text -> texts.add(new ArrayList<>()));
            for (int step = 0; step < 60; step++) {
                addNumbers(texts, step == 0 ? 5 : 1 + random.nextInt(2), random);
                int[] rows = random.ints(step == 1 ? 4 : texts.size(), 0, texts.size()).toArray();
                List<List<Float>> others = new ArrayList<>();
                IntStream.of(rows).forEach(row -> others.add(new ArrayList<>(texts.get(row))));
                texts.clear();
                texts.addAll(others);
                kept.reorder(rows);
                if (run % 2 == 1) {
                    kept.keep(7);
                    texts.forEach(text -> text.subList(0, Math.max(0, text.size() - 7)).clear());
                }
                float[] expected = new float[texts.size() * kept.size()];
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = texts.get(i / kept.size()).get(i % kept.size());
                }
                assertThat(numbers()).as("run %s, step %s", run, step).isEqualTo(expected);
            }
        }
    }

    private void addNumbers(List<List<Float>> texts, int count, Random random) {
        float[] all = new float[texts.size() * count];
        for (int i = 0; i < all.length; i++) {
            all[i] = random.nextFloat();
            texts.get(i / count).add(all[i]);
        }
        try (NDManager scope = manager.newSubManager()) {
            kept.add(scope.create(all, new Shape(texts.size(), count, 1, 1)));
        }
    }

    /** What was written over the positions in common shows that they aren't read again. */
    @Test
    void whatTextsHaveInCommonIsNotCopied() {
        add(1, 3);
        kept.reorder(0, 0);
        add(4, 1);
        NDArray room = kept.room();
        room.set(new NDIndex("1, :3"), 9);
        kept.reorder(1, 0);
        assertThat(kept.room()).isSameAs(room);
        assertThat(numbers()).containsExactly(1, 2, 3, -4, 9, 9, 9, 4);
    }
}
