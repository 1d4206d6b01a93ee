/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RerankingTest {

    @Test
    void theCrossEncoderPutsMorePassagesFirst() {
        Output output = Output.of(new Reranking(), "--evaluate", "40");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        double alone = accuracy(output.lines(), "vectors alone");
        double reranked = accuracy(output.lines(), "vectors, then cross-encoder");
        assertThat(alone).isBetween(0.2, 0.8);
        assertThat(reranked).isGreaterThan(alone + 0.1);
    }

    private static double accuracy(List<String> lines, String name) {
        String row = lines.stream().filter(line -> line.startsWith(name)).findFirst().orElseThrow();
        String[] numbers = row.substring(name.length()).strip().split("\\s+");
        assertThat(numbers).hasSize(4);
        double[] scores = Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray();
        assertThat(scores[0]).isLessThanOrEqualTo(scores[2]).isLessThanOrEqualTo(scores[1]);
        return scores[0];
    }

    @Test
    void whatIsNotAllowedIsSaid() {
        assertThat(Output.of(new Reranking(), "-q", " ").err()).contains("--query is empty");
        assertThat(Output.of(new Reranking(), "--top", "0").err()).contains("allowed: 1 or more");
        assertThat(Output.of(new Reranking(), "--evaluate", "0").err())
                .contains("--evaluate is 0; allowed: 1 or more.");
        assertThat(Output.of(new Reranking(), "--reranker", "model").err())
                .contains("There is no model 'model'; give a folder");
    }
}
