/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts keep their vectors wherever beams go, in no more room than they need. */
class TextSlotsTest {

    @Test
    void textsShareWhatTheyHaveInCommon() {
        TextSlots slots = new TextSlots(1);
        assertThat(slots.grow(3)).containsExactly(0, 1, 2);
        slots.reorder(0, 0);
        assertThat(slots.grow(1)).containsExactly(3, 4);
        assertThat(slots.size()).isEqualTo(5);
        // Distances back are 3, 2, 1 and 0.
        assertThat(slots.seen(1)).containsExactly(1, 2, 3, 4, 0, 1, 2, 3, 0, 4);
    }

    @Test
    void whatNoTextNeedsIsTakenAgain() {
        TextSlots slots = new TextSlots(1);
        slots.grow(1);
        slots.reorder(0, 0);
        slots.grow(1);
        slots.reorder(1, 1);
        assertThat(slots.grow(1)).containsExactly(1, 3);
        assertThat(slots.size()).isEqualTo(4);
    }

    @Test
    void piecesSeeThemselvesAndAllBefore() {
        TextSlots slots = new TextSlots(1);
        assertThat(slots.grow(2)).containsExactly(0, 1);
        assertThat(slots.seen(2)).containsExactly(2, 0, 1, 2);
    }

    @Test
    void eachVectorIsFoundWhereItWasWritten() {
        int sources = 3;
        int beams = 4;
        Random random = new Random(2);
        TextSlots slots = new TextSlots(sources);
        List<List<Integer>> texts = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            texts.add(new ArrayList<>());
        }
        int[][] kept = new int[sources][sources * beams * 60];
        int written = 0;
        for (int step = 0; step < 50; step++) {
            int rows = texts.size();
            int[] added = slots.grow(1);
            for (int row = 0; row < rows; row++) {
                kept[row / (rows / sources)][added[row]] = ++written;
                texts.get(row).add(written);
            }
            long[] seen = slots.seen(1);
            for (int row = 0; row < rows; row++) {
                int[] found = new int[step + 1];
                for (int slot = 0; slot < slots.size(); slot++) {
                    int position = (int) seen[row * slots.size() + slot] - 1;
                    if (position >= 0) {
                        found[position] = kept[row / (rows / sources)][slot];
                    }
                }
                assertThat(found)
                        .containsExactly(
                                texts.get(row).stream().mapToInt(Integer::intValue).toArray());
            }
            int[] order = new int[sources * beams];
            List<List<Integer>> others = new ArrayList<>();
            for (int i = 0; i < order.length; i++) {
                order[i] = i / beams * (rows / sources) + random.nextInt(rows / sources);
                others.add(new ArrayList<>(texts.get(order[i])));
            }
            slots.reorder(order);
            texts = others;
        }
        assertThat(slots.size()).isLessThanOrEqualTo(beams * 50);
    }

    @Test
    void textsStayWithTheirSource() {
        TextSlots slots = new TextSlots(2);
        slots.grow(1);
        assertThatThrownBy(() -> slots.reorder(0, 1, 1, 1))
                .hasMessage("Text 1 is about source 1 and can't go on as a text about source 0.");
        assertThatThrownBy(() -> slots.reorder(0, 1, 1))
                .hasMessage("There are to be 3 texts about 2 sources; give equally many for each.");
    }
}
