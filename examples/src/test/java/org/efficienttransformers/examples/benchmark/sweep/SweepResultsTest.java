/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.efficienttransformers.examples.benchmark.Statistics;
import org.efficienttransformers.examples.benchmark.sweep.measure.Failures;
import org.efficienttransformers.examples.benchmark.sweep.result.Bound;
import org.efficienttransformers.examples.benchmark.sweep.result.CpuTime;
import org.efficienttransformers.examples.benchmark.sweep.result.Quantity;
import org.efficienttransformers.examples.benchmark.sweep.result.Row;
import org.efficienttransformers.examples.benchmark.sweep.result.SweepResults;
import org.efficienttransformers.examples.benchmark.sweep.series.MeasuredMechanism;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;
import org.efficienttransformers.examples.benchmark.sweep.series.Subject;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Test;

/** What follows from rows: ratios, growth, crossings, bounds and what to leave out. */
class SweepResultsTest {

    private static final Series FULL =
            Series.of(MeasuredMechanism.FULL, KernelMode.FUSED, Step.INFERENCE, 1);
    private static final Series LONGFORMER =
            Series.of(new MeasuredMechanism("longformer"), KernelMode.FUSED, Step.INFERENCE, 1);
    private static final Series PORTABLE =
            Series.of(MeasuredMechanism.FULL, KernelMode.PORTABLE, Step.INFERENCE, 1);

    private final SweepResults results = new SweepResults();

    SweepResultsTest() {
        add(FULL, 1024, 1, 10_000_000);
        add(LONGFORMER, 1024, 2, 20_000_000);
        add(FULL, 4096, 16, 40_000_000);
        add(LONGFORMER, 4096, 8, 70_000_000);
    }

    private Row add(Series series, int length, double seconds, long bytes) {
        Statistics time = seconds == 0 ? null : Statistics.of(seconds);
        OptionalLong peak = bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
        Row row = new Row(series, length, time, new CpuTime(3, 1), peak, "");
        results.add(row);
        return row;
    }

    private Row row(Series series, int length) {
        return results.of(series).stream()
                .filter(row -> row.length() == length)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ratioIsByFullAttentionOfTheSameLengthStepAndBatch() {
        assertThat(results.ratio(row(LONGFORMER, 4096), Quantity.TIME)).hasValue(0.5);
        assertThat(results.ratio(row(LONGFORMER, 4096), Quantity.MEMORY)).hasValue(1.75);
        Series batch =
                Series.of(new MeasuredMechanism("longformer"), KernelMode.FUSED, Step.INFERENCE, 2);
        assertThat(results.ratio(add(batch, 4096, 8, 0), Quantity.TIME)).isEmpty();
    }

    @Test
    void growthIsForADoubling() {
        assertThat(results.growth(row(LONGFORMER, 1024), Quantity.TIME)).isEmpty();
        assertThat(results.growth(row(LONGFORMER, 4096), Quantity.TIME))
                .hasValueCloseTo(2.0, within(1e-9));
        assertThat(results.growth(row(FULL, 4096), Quantity.TIME))
                .hasValueCloseTo(4.0, within(1e-9));
        assertThat(results.growth(row(FULL, 4096), Quantity.MEMORY))
                .hasValueCloseTo(2.0, within(1e-9));
    }

    @Test
    void growthPassesOverWhatWasSkipped() {
        results.add(Failures.row(FULL, 8192, "skipped"));
        Row later = add(FULL, 16384, 256, 0);

        assertThat(results.growth(later, Quantity.TIME)).hasValueCloseTo(4.0, within(1e-9));
    }

    @Test
    void crossingIsASentence() {
        assertThat(results.crossing(LONGFORMER))
                .isEqualTo(
                        "longformer, fused: faster than full attention, fused, from some 2,048"
                                + " tokens");
        add(PORTABLE, 1024, 5, 0);
        assertThat(results.crossing(PORTABLE))
                .isEqualTo(
                        "full, portable: not faster than full attention, fused, up to 1,024"
                                + " tokens");
    }

    @Test
    void boundsTakeTheWorstThatTheyAreAbout() {
        add(LONGFORMER, 8192, 24, 0);

        assertThat(measured(Bound.Figure.TIME_RATIO, 4096)).isEqualTo(0.5);
        assertThat(measured(Bound.Figure.TIME_GROWTH, 1024)).isCloseTo(3, within(1e-9));
        assertThat(measured(Bound.Figure.MEGABYTES, 4096)).isEqualTo(70);
        assertThat(measured(Bound.Figure.MEMORY_RATIO, 4096)).isEqualTo(1.75);
        assertThat(measured(Bound.Figure.MEMORY_GROWTH, 1024))
                .isCloseTo(Math.sqrt(3.5), within(1e-9));
        assertThat(new Bound(Bound.Figure.TIME_RATIO, new MeasuredMechanism("longformer"), 2048, 1))
                .matches(bound -> bound.measured(results, LONGFORMER).isEmpty());
    }

    private double measured(Bound.Figure figure, int length) {
        return new Bound(figure, new MeasuredMechanism("longformer"), length, 1)
                .measured(results, LONGFORMER)
                .orElseThrow();
    }

    /** Full attention is expected to take four times as long, windows twice. */
    @Test
    void budgetObjectsToWhatWouldTakeTooLong() {
        Budget budget = new Budget(100, 1000);

        assertThat(budget.objection(FULL, 8192, row(FULL, 4096), Subject.ATTENTION, 12))
                .isEqualTo(
                        "skipped: a call would take some 64 s, and --max-seconds is 100 for all");
        assertThat(budget.objection(LONGFORMER, 8192, row(LONGFORMER, 4096), Subject.ATTENTION, 12))
                .isEmpty();
        assertThat(budget.objection(FULL, 8192, null, Subject.ATTENTION, 12)).isEmpty();
    }

    /** 12 heads, 16,384 by 16,384 scores and their softmax, 4 bytes each: 25,770 MB. */
    @Test
    void budgetObjectsToScoresThatDoNotFit() {
        Budget budget = new Budget(100, 20_000);

        assertThat(budget.objection(PORTABLE, 16384, null, Subject.ATTENTION, 12))
                .isEqualTo("skipped: it would need some 25,770 MB, and --max-memory is 20,000");
        assertThat(budget.objection(FULL, 16384, null, Subject.ATTENTION, 12)).isEmpty();
    }

    /** 65,536 tokens, 12 layers, 12,288 numbers of 4 bytes: 38,655 MB. */
    @Test
    void budgetObjectsToTrainingThatKeepsTooMuch() {
        Budget budget = new Budget(100, 20_000);
        Series training =
                Series.of(new MeasuredMechanism("performer"), KernelMode.FUSED, Step.TRAINING, 1);
        Series reversible =
                Series.of(new MeasuredMechanism("reformer"), KernelMode.FUSED, Step.TRAINING, 1);

        assertThat(budget.objection(training, 65536, null, Subject.ENCODER, 12))
                .isEqualTo("skipped: it would need some 38,655 MB, and --max-memory is 20,000");
        assertThat(budget.objection(reversible, 65536, null, Subject.ENCODER, 12)).isEmpty();
        assertThat(budget.objection(training, 65536, null, Subject.ATTENTION, 12)).isEmpty();
    }

    @Test
    void budgetGoesByTheMemoryOfAShorterText() {
        Row shorter = add(Series.of(Path.of("a.pt"), Step.INFERENCE, 1), 1024, 0, 3_000_000_000L);

        assertThat(
                        new Budget(100, 20_000)
                                .objection(shorter.series(), 4096, shorter, Subject.ENCODER, 12))
                .isEqualTo("skipped: it would need some 48,000 MB, and --max-memory is 20,000");
    }
}
