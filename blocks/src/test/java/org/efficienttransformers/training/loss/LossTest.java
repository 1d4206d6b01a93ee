/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.util.List;
import org.efficienttransformers.training.FixtureNumbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Losses and their gradients are those of PyTorch. */
class LossTest {

    private static final float[] WEIGHTS = {0.5f, 2, 1.25f};

    private FixtureNumbers numbers;
    private NDManager manager;

    @BeforeEach
    void open() throws IOException {
        numbers = new FixtureNumbers("losses.txt");
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray logits(String name, Shape shape) {
        NDArray logits = manager.create(numbers.floats(name), shape);
        logits.setName("logits");
        logits.setRequiresGradient(true);
        return logits;
    }

    private NDList longs(String name, Shape shape) {
        return new NDList(manager.create(numbers.longs(name), shape));
    }

    private void check(String name, WeightedLoss loss, NDList labels, NDArray logits) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = loss.evaluate(labels, new NDList(logits));
            collector.backward(value);
            assertThat(value.getFloat())
                    .isCloseTo((float) numbers.single(name + ".loss"), within(1e-5f));
        }
        assertThat(logits.getGradient().toFloatArray())
                .containsExactly(numbers.floats(name + ".gradient"), within(1e-6f));
    }

    @Test
    void texts() {
        check(
                "text",
                CrossEntropyLoss.builder().build(),
                longs("text.labels", new Shape(4)),
                logits("text.logits", new Shape(4, 3)));
    }

    @Test
    void weightedTexts() {
        check(
                "weighted",
                CrossEntropyLoss.builder().optClassWeights(WEIGHTS).build(),
                longs("weighted.labels", new Shape(4)),
                logits("weighted.logits", new Shape(4, 3)));
    }

    @Test
    void tokensOfWhichSomeAreIgnored() {
        check(
                "tokens",
                CrossEntropyLoss.builder().build(),
                longs("tokens.labels", new Shape(2, 5)),
                logits("tokens.logits", new Shape(2, 5, 3)));
    }

    @Test
    void weightedTokensOfWhichSomeAreIgnored() {
        check(
                "weighted_tokens",
                CrossEntropyLoss.builder().optClassWeights(WEIGHTS).build(),
                longs("weighted_tokens.labels", new Shape(2, 5)),
                logits("weighted_tokens.logits", new Shape(2, 5, 3)));
    }

    /**
     * What PyTorch 2.13 gives for these logits x and labels y: {@code
     * CrossEntropyLoss(label_smoothing=0.1)(x, y)} and {@code CrossEntropyLoss(label_smoothing=0.3,
     * weight=torch.tensor([0.5, 2, 1.5]))(x, y)}.
     */
    @Test
    void smoothedLabels() {
        NDArray logits =
                manager.create(
                        new float[] {0.5f, -1, 2, 1.5f, 0.25f, -0.75f, 0, 3, 1}, new Shape(3, 3));
        NDList labels = new NDList(manager.create(new long[] {2, -100, 0}));
        CrossEntropyLoss plain = CrossEntropyLoss.builder().optSmoothing(0.1).build();
        assertThat((double) plain.evaluate(labels, new NDList(logits)).getFloat())
                .isCloseTo(1.71391201, within(1e-6));
        CrossEntropyLoss weighted =
                CrossEntropyLoss.builder().optSmoothing(0.3).optClassWeights(0.5f, 2, 1.5f).build();
        assertThat((double) weighted.evaluate(labels, new NDList(logits)).getFloat())
                .isCloseTo(1.32614303, within(1e-6));
        assertThatThrownBy(() -> CrossEntropyLoss.builder().optSmoothing(1))
                .hasMessageContaining("The label smoothing is 1.0; allowed: from 0 to below 1");
    }

    @Test
    void causalLanguageModel() {
        check(
                "causal",
                CrossEntropyLoss.builder().optShifted(true).build(),
                longs("causal.labels", new Shape(2, 5)),
                logits("causal.logits", new Shape(2, 5, 3)));
    }

    @Test
    void spans() {
        NDArray starts = logits("span.starts", new Shape(3, 6));
        starts.setName("start_logits");
        NDArray ends = logits("span.ends", new Shape(3, 6));
        ends.setName("end_logits");
        NDList labels = longs("span.first", new Shape(3)).addAll(longs("span.last", new Shape(3)));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = new SpanLoss().evaluate(labels, new NDList(starts, ends));
            collector.backward(value);
            assertThat(value.getFloat())
                    .isCloseTo((float) numbers.single("span.loss"), within(1e-5f));
        }
        assertThat(starts.getGradient().toFloatArray())
                .containsExactly(numbers.floats("span.gradient"), within(1e-6f));
    }

    @Test
    void severalLabelsAtOnce() {
        check(
                "binary",
                new BinaryCrossEntropyLoss(),
                new NDList(manager.create(numbers.floats("binary.labels"), new Shape(3, 4))),
                logits("binary.logits", new Shape(3, 4)));
    }

    @Test
    void regression() {
        check(
                "regression",
                new MeanSquaredErrorLoss(),
                new NDList(manager.create(numbers.floats("regression.labels"))),
                logits("regression.logits", new Shape(4, 1)));
    }

    @Test
    void allIgnoredIsNotANumberAsInPyTorch() {
        NDList labels = new NDList(manager.create(new long[] {-100, -100}));
        CrossEntropyLoss loss = CrossEntropyLoss.builder().build();
        assertThat(loss.weight(labels)).isZero();
        assertThat(loss.evaluate(labels, new NDList(manager.ones(new Shape(2, 3)))).getFloat())
                .isNaN();
    }

    @Test
    void wrongLabelsEndInASentence() {
        CrossEntropyLoss loss = CrossEntropyLoss.builder().build();
        NDList logits = new NDList(manager.ones(new Shape(2, 3)));
        NDList outside = new NDList(manager.create(new long[] {0, 3}));
        assertThatThrownBy(() -> loss.evaluate(outside, logits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A label is 3; allowed: from 0 to 2, and -100 for what is ignored.");
        NDList many = new NDList(manager.create(new long[] {0, 1, 2}));
        assertThatThrownBy(() -> loss.evaluate(many, logits))
                .hasMessageContaining("labels have shape (3) and the logits (2, 3)");
        CrossEntropyLoss two = CrossEntropyLoss.builder().optClassWeights(1, 1).build();
        NDList labels = new NDList(manager.create(new long[] {0, 1}));
        assertThatThrownBy(() -> two.evaluate(labels, logits))
                .hasMessageContaining("2 class weights for 3 classes");
        NDList first =
                new NDList(manager.create(new long[] {1}), manager.create(new long[] {-100}));
        assertThatThrownBy(() -> new SpanLoss().weight(first))
                .hasMessageContaining("1 answers have a beginning and 0 an end");
    }

    @Test
    void labelsOfAnotherShapeEndInASentence() {
        NDList logits = new NDList(manager.ones(new Shape(2, 3)));
        NDList labels = new NDList(manager.ones(new Shape(2, 1)));
        for (WeightedLoss loss :
                List.of(new BinaryCrossEntropyLoss(), new MeanSquaredErrorLoss())) {
            assertThatThrownBy(() -> loss.evaluate(labels, logits))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("labels have shape (2, 1) and the logits (2, 3)");
        }
    }

    @Test
    void leaveNothingBehind() {
        NDList positions = longs("span.first", new Shape(3));
        NDArray starts = logits("span.starts", new Shape(3, 6));
        starts.setName("start_logits");
        NDArray ends = logits("span.ends", new Shape(3, 6));
        ends.setName("end_logits");
        NDArray numbers = manager.ones(new Shape(3, 6));
        leavesNothing(
                CrossEntropyLoss.builder().build(),
                longs("tokens.labels", new Shape(2, 5)),
                logits("tokens.logits", new Shape(2, 5, 3)));
        leavesNothing(new SpanLoss(), new NDList(positions).addAll(positions), starts, ends);
        leavesNothing(new BinaryCrossEntropyLoss(), new NDList(numbers), starts);
        leavesNothing(new MeanSquaredErrorLoss(), new NDList(numbers), starts);
    }

    /** Neither arrays nor managers: what it was given is where it was, and its sum is one more. */
    private void leavesNothing(WeightedLoss loss, NDList labels, NDArray... predictions) {
        int before = manager.getManagedArrays().size();
        NDArray sum = loss.sum(labels, new NDList(predictions));
        assertThat(sum.getManager()).isSameAs(manager);
        assertThat(predictions[0].getManager()).isSameAs(manager);
        assertThat(labels.head().getManager()).isSameAs(manager);
        assertThat(manager.getManagedArrays()).as(loss.getName()).hasSize(before + 1);
        sum.close();
    }
}
