/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Points stand where their numbers say. */
class LinePlotTest {

    private static final double[] X = {16, 64, 256};
    private static final double[] Y = {0.4, 0.2, 0.1};

    private static LinePlot.Builder builder() {
        return LinePlot.builder().setTitle("Error").setX("features").setY("error");
    }

    private static List<double[]> curve(Picture picture) {
        List<List<double[]>> lines =
                new Drawn(picture)
                        .lines().stream().filter(line -> line.size() == X.length).toList();
        return lines.get(0);
    }

    @Test
    void equalRatiosAreEquallyFarOnLogarithmicAxes() {
        Picture picture =
                builder()
                        .optLogarithmicX(true)
                        .optLogarithmicY(true)
                        .addLine("error", X, Y)
                        .build();
        List<double[]> curve = curve(picture);
        for (int axis = 0; axis < 2; axis++) {
            double first = curve.get(1)[axis] - curve.get(0)[axis];
            assertThat(first).isGreaterThan(50);
            assertThat(curve.get(2)[axis] - curve.get(1)[axis]).isCloseTo(first, within(0.02));
        }
        assertThat(new Drawn(picture).texts()).contains("16", "64", "256", "0.1", "0.2");
    }

    @Test
    void equalDifferencesAreEquallyFarOnLinearAxes() {
        Picture picture =
                builder().addLine("error", new double[] {0, 1, 2}, new double[] {7, 5, 3}).build();
        List<double[]> curve = curve(picture);
        for (int axis = 0; axis < 2; axis++) {
            double first = curve.get(1)[axis] - curve.get(0)[axis];
            assertThat(first).isGreaterThan(50);
            assertThat(curve.get(2)[axis] - curve.get(1)[axis]).isCloseTo(first, within(0.02));
        }
        assertThat(new Drawn(picture).texts())
                .contains("0", "0.5", "1", "1.5", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void verticalAxesReachToZeroIfAsked() {
        LinePlot.Builder plot = builder().optLogarithmicX(true).addLine("error", X, Y);

        assertThat(new Drawn(plot.build()).texts()).contains("0.1").doesNotContain("0");
        assertThat(new Drawn(plot.optZeroY(true).build()).texts()).contains("0", "0.1", "0.4");
    }

    @Test
    void notesStandBelowInLinesThatFit() {
        String note = "measured on a machine of two cores ".repeat(12).strip();
        Picture without = builder().addLine("error", X, Y).build();
        Picture with = builder().addLine("error", X, Y).addNote(note).addNote("by hand").build();

        List<String> texts = new Drawn(with).texts();
        List<String> lines = texts.subList(new Drawn(without).texts().size(), texts.size());
        assertThat(lines).hasSizeGreaterThan(3).endsWith("by hand");
        assertThat(String.join(" ", lines)).isEqualTo(note + " by hand");
        assertThat(with.width()).isEqualTo(without.width());
        assertThat(with.height()).isEqualTo(without.height() + 15 * lines.size());
        assertThat(lines).allMatch(line -> Glyphs.width(line, 10) < with.width() - 16);
    }

    @Test
    void refusesNumbersThatHaveNoPlace() {
        double[] broken = {0.4, Double.NaN, 0.1};
        assertThatThrownBy(() -> builder().addLine("error", X, broken).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The line \"error\" has NaN for \"error\"; allowed: finite numbers.");
        double[] zero = {0.4, 0, 0.1};
        assertThatThrownBy(() -> builder().optLogarithmicY(true).addLine("error", X, zero).build())
                .hasMessageContaining("has 0.0 for \"error\"; allowed: numbers above 0.");
        assertThatThrownBy(() -> builder().addLine("error", X, new double[2]))
                .hasMessageContaining("3 places and 2 values");
        assertThatThrownBy(() -> builder().build()).hasMessageContaining("no line");
    }
}
