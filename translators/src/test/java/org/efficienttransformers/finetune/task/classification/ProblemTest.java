/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.task.HardNegatives;
import org.junit.jupiter.api.Test;

/**
 * The figures of evaluations are those of scikit-learn 1.9 and SciPy 1.17:
 *
 * <pre>
 *   L = np.array([[2, -1, .5], [-3, 1, 1.5], [.2, .1, -2], [-1, -1, -1]])
 *   Y = np.array([[1, 0, 1], [0, 1, 0], [0, 1, 1], [0, 0, 0]])
 *   p = 1 / (1 + np.exp(-L))
 *   for t in (.5, .75):
 *       print(f1_score(Y, p &gt;= t, average='micro'), f1_score(Y, p &gt;= t, average='macro'))
 *       print(((p &gt;= t) == Y).all(1).mean())
 *   print(-(Y * np.log(p) + (1 - Y) * np.log(1 - p)).mean())
 *   a, b = np.array([1, 2, 2, 4, 7.5]), np.array([.5, 3, 2, 2, 9])
 *   print(((a - b) ** 2).mean(), abs(a - b).mean(), pearsonr(a, b)[0], spearmanr(a, b)[0])
 *   print(average_precision_score([0, 1, 0, 1, 0, 1, 1, 0], [.9, .3, .5, -1, .5, 2, .1, .1]))
 * </pre>
 */
class ProblemTest {

    private static final double CLOSE = 1e-6;
    private static final float[][] LOGITS = {
        {2, -1, 0.5f}, {-3, 1, 1.5f}, {0.2f, 0.1f, -2}, {-1, -1, -1}
    };
    private static final List<Set<Integer>> CLASSES =
            List.of(Set.of(0, 2), Set.of(1), Set.of(1, 2), Set.of());

    private static void assertFigures(Evaluation found, Map<String, Double> expected) {
        assertThat(found.figures()).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (name, value) ->
                        assertThat(found.figures().get(name))
                                .as(name)
                                .isCloseTo(value, within(CLOSE)));
    }

    private static PretrainedConfig config(String json) {
        return new PretrainedConfig(JsonParser.parseString(json).getAsJsonObject(), "here");
    }

    private static SeveralLabels several(double threshold) {
        return new SeveralLabels(CLASSES, List.of("a", "b", "c"), threshold);
    }

    @Test
    void severalLabels() {
        assertFigures(
                several(0.5).evaluate(LOGITS),
                Map.of(
                        "micro_f1", 0.7272727272727273,
                        "macro_f1", 0.7222222222222222,
                        "exact_match", 0.5,
                        "loss", 0.623898133572402));
        assertFigures(
                several(0.75).evaluate(LOGITS),
                Map.of(
                        "micro_f1", 0.2857142857142857,
                        "macro_f1", 1.0 / 3,
                        "exact_match", 0.25,
                        "loss", 0.623898133572402));
        assertThatThrownBy(() -> several(1)).hasMessageContaining("threshold of labels is 1.0");
        assertThatThrownBy(() -> several(Double.NaN)).hasMessageContaining("above 0 and below 1");
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(several(0.5).labels(manager, 2, 0).toFloatArray())
                    .containsExactly(0, 1, 1, 1, 0, 1);
        }
        assertThat(several(0.5).config(config("{}")).string("problem_type", ""))
                .isEqualTo("multi_label_classification");
    }

    @Test
    void numbers() {
        Regression problem = new Regression(List.of(0.5f, 3f, 2f, 2f, 9f));
        Evaluation found = problem.evaluate(new float[][] {{1}, {2}, {2}, {4}, {7.5f}});
        assertFigures(
                found,
                Map.of(
                        "mse", 1.5,
                        "mae", 1.0,
                        "pearson", 0.9208627621284535,
                        "spearman", 0.7631578947368421));
        assertThat(found.higherIsBetter()).isFalse();
        assertThat(found.by("spearman").higherIsBetter()).isTrue();
        assertThat(problem.evaluate(new float[5][1]).figures().get("pearson")).isZero();
        assertThatThrownBy(() -> new Regression(List.of(Float.NaN)))
                .hasMessageContaining("A number to learn is NaN");
    }

    @Test
    void ranks() {
        Ranking problem =
                new Ranking(
                        List.of(0, 0, 0, 1, 1, 2, 3, 3),
                        List.of(0f, 1f, 0f, 1f, 0f, 0.7f, 1f, 0.2f));
        float[][] logits = {{0.9f}, {0.3f}, {0.5f}, {-1}, {0.5f}, {2}, {0.1f}, {0.1f}};
        Map<String, Double> figures = problem.evaluate(logits).figures();
        // Places 3, 2 and, of equal scores, 2; the query with one text tells nothing.
        assertThat(figures.get("mrr")).isCloseTo((1 / 3.0 + 0.5 + 0.5) / 3, within(CLOSE));
        assertThat(figures.get("accuracy@1")).isZero();
        assertThat(figures.get("average_precision")).isCloseTo(0.5821428571428572, within(CLOSE));
        assertThat(new Ranking(List.of(0, 1), List.of(1f, 1f)).evaluate(new float[2][1]).figures())
                .containsOnlyKeys("average_precision", "loss");
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(problem.labels(manager, 7, 1).getShape()).isEqualTo(new Shape(2, 1));
        }
        assertThatThrownBy(() -> new Ranking(List.of(0), List.of(1.5f)))
                .hasMessageContaining("The relevance of a pair is 1.5; allowed: from 0 to 1");
    }

    @Test
    void crossEncodersKeepTheFunctionThatTheyHave() {
        Ranking problem = new Ranking(List.of(0), List.of(1f));
        JsonObject added = problem.config(config("{}")).toJson();
        assertThat(
                        added.getAsJsonObject("sentence_transformers")
                                .get("activation_fn")
                                .getAsString())
                .isEqualTo("torch.nn.modules.activation.Sigmoid");
        PretrainedConfig own = config("{\"sentence_transformers\": {\"activation_fn\": \"x\"}}");
        assertThat(problem.config(own).toJson()).isEqualTo(own.toJson());
    }

    @Test
    void aLabelEach() {
        SingleLabel problem = new SingleLabel(List.of(0, 2), List.of("a", "b", "c"));
        double first = Math.log(Math.exp(2) + Math.exp(-1) + Math.exp(0.5)) - 2;
        double second = Math.log(Math.exp(-3) + Math.exp(1) + Math.exp(1.5)) - 1.5;
        assertThat(problem.evaluate(LOGITS[0], LOGITS[1]).figures().get("loss"))
                .isCloseTo((first + second) / 2, within(CLOSE));
        // A head of several labels at once is none any more.
        assertThat(
                        problem.config(config("{\"problem_type\": \"multi_label_classification\"}"))
                                .string("problem_type", ""))
                .isEqualTo("single_label_classification");
    }

    @Test
    void hardNegativesShareRareWords() {
        List<String> texts =
                List.of("1 2 3", "1 2 9", "1 1 4", "5 6 7", "1 8 8 8 8 8 8 8 8 8", "1 2 3");
        HardNegatives finder =
                new HardNegatives(
                        texts,
                        text ->
                                Arrays.stream(text.split(" "))
                                        .mapToInt(Integer::parseInt)
                                        .toArray());
        // 2 is rarer than 1; 1 counts more twice, and less in a long text.
        assertThat(finder.of("1 2", List.of("1 2 3"), 4))
                .containsExactly("1 2 9", "1 1 4", "1 8 8 8 8 8 8 8 8 8", "5 6 7");
        assertThatThrownBy(() -> finder.of("1", List.of("1 2 3"), 5))
                .hasMessageContaining("There are 4 other texts to take 5 hard negatives from");
    }
}
