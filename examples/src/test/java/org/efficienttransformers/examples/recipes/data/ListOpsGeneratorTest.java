/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.examples.recipes.data.ListOpsGenerator.Expression;
import org.junit.jupiter.api.Test;

/** Expressions follow the published rules, and their values are right. */
class ListOpsGeneratorTest {

    private static final List<Expression> DRAWN = ListOpsGenerator.PUBLISHED.draw(100, 1);

    /** A second way to the value: the text, read with a stack. */
    private static int value(String text) {
        Deque<List<Object>> open = new ArrayDeque<>();
        open.push(new ArrayList<>());
        for (String word : text.split(" ")) {
            if (word.startsWith("[")) {
                open.push(new ArrayList<>(List.of(word)));
            } else if (word.equals("]")) {
                List<Object> call = open.pop();
                int result = apply((String) call.get(0), call.subList(1, call.size()));
                open.element().add(result);
            } else {
                open.element().add(Integer.parseInt(word));
            }
        }
        return (int) open.pop().get(0);
    }

    private static int apply(String operator, List<Object> arguments) {
        List<Integer> sorted = arguments.stream().map(a -> (Integer) a).sorted().toList();
        int size = sorted.size();
        return switch (operator) {
            case "[MIN" -> sorted.get(0);
            case "[MAX" -> sorted.get(size - 1);
            case "[MED" -> (int) ((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2.0);
            case "[SM" -> sorted.stream().reduce(0, Integer::sum) % 10;
            default -> throw new AssertionError(operator);
        };
    }

    @Test
    void valuesAreThoseOfTheText() {
        for (Expression expression : DRAWN) {
            assertThat(expression.value()).isEqualTo(value(expression.toString()));
        }
    }

    @Test
    void lengthsDepthsAndArgumentsAreThePublishedOnes() {
        int deepest = 0;
        Map<String, Integer> operators = new HashMap<>();
        for (Expression expression : DRAWN) {
            assertThat(expression.length()).isGreaterThan(500).isLessThan(2000);
            Deque<int[]> open = new ArrayDeque<>();
            for (String word : expression.toString().split(" ")) {
                if (word.equals("]")) {
                    assertThat(open.pop()[0]).isBetween(2, 10);
                    continue;
                }
                if (!open.isEmpty()) {
                    open.element()[0]++;
                }
                if (word.startsWith("[")) {
                    open.push(new int[1]);
                    operators.merge(word, 1, Integer::sum);
                }
                deepest = Math.max(deepest, open.size());
            }
            assertThat(open).isEmpty();
        }
        // Depth 10 has digits only.
        assertThat(deepest).isEqualTo(9);
        int all = operators.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(operators).hasSize(4);
        operators.values().forEach(n -> assertThat((double) n / all).isCloseTo(0.25, within(0.03)));
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(ListOpsGenerator.PUBLISHED.draw(5, 1).toString())
                .isEqualTo(DRAWN.subList(0, 5).toString());
        assertThat(DRAWN).extracting(Expression::toString).doesNotHaveDuplicates();
    }

    @Test
    void idsBeginAndEndAsTheModelExpects() {
        int[] ids = DRAWN.get(0).ids();
        assertThat(ids[0]).isEqualTo(ListOpsGenerator.BEGIN);
        assertThat(ids[ids.length - 1]).isEqualTo(ListOpsGenerator.END);
        assertThat(Arrays.stream(ids)).allMatch(id -> id > 0 && id < ListOpsGenerator.VOCABULARY);
    }
}
