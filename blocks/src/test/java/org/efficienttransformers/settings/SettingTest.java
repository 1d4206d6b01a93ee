/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

    private static final Setting<Integer> SIZE =
            Setting.integer("block_size", 64, 1, "the size of a block");
    private static final Setting<List<Integer>> WINDOW =
            Setting.perLayer("attention_window", 512, 1, "the window");

    private enum Fruit {
        APPLE,
        SOUR_CHERRY
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "16.0", "1.6e1"})
    void readsWholeNumbersInAnyForm(String text) {
        assertThat(SIZE.of(Map.of("blockSize", text))).isEqualTo(16);
        assertThat(SIZE.of(Map.of("blockSize", Double.parseDouble(text)))).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "1.5", "2147483648", "NaN", "many", ""})
    void refusesOthersInASentence(String text) {
        assertThatThrownBy(() -> SIZE.of(Map.of("blockSize", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blockSize is '" + text + "'; allowed: a whole number of 1 or more.");
    }

    @Test
    void hasADefault() {
        assertThat(SIZE.of(Map.of())).isEqualTo(64);
        assertThat(Settings.DEFAULT.get(SIZE)).isEqualTo(64);
    }

    @Test
    void givesEachLayerItsOwn() {
        Settings one = Settings.DEFAULT.with(WINDOW, WINDOW.parse("[8, 16]", "x"));
        assertThat(one.get(WINDOW, 1, 2)).isEqualTo(16);
        assertThat(Settings.DEFAULT.get(WINDOW, 1, 2)).isEqualTo(512);
        assertThatThrownBy(() -> one.get(WINDOW, 0, 3))
                .hasMessage(
                        "attention_window has 2 values, and there are 3 layers; give one for all,"
                                + " or one for each.");
    }

    @Test
    void readsWords() {
        Setting<Fruit> fruit = Setting.choice("fruit", Fruit.APPLE, "what grows");
        assertThat(fruit.of(Map.of("fruit", "sour_cherry"))).isEqualTo(Fruit.SOUR_CHERRY);
        assertThatThrownBy(() -> fruit.of(Map.of("fruit", "stone")))
                .hasMessage("fruit is 'stone'; allowed: apple, sour_cherry.");
    }
}
