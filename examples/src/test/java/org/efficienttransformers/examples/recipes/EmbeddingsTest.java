/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe learns which texts belong together, and says how vectors are made of them. */
class EmbeddingsTest {

    private static final int PAIRS = 16;

    @TempDir private Path folder;
    private Path data;
    private Path tokenizer;

    @BeforeEach
    void writeData() throws IOException {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("words"));
        List<String> rows = new ArrayList<>(List.of("anchor,positive,negative"));
        for (int i = 0; i < PAIRS; i++) {
            rows.add(anchor(i) + "," + positive(i) + "," + positive((i + 5) % PAIRS));
        }
        data = Files.write(folder.resolve("pairs.csv"), rows);
    }

    private static String anchor(int pair) {
        return "red " + (char) ('a' + pair);
    }

    private static String positive(int pair) {
        char letter = (char) ('a' + (pair * 7 + 3) % PAIRS);
        return letter + " blue " + letter;
    }

    private String[] arguments(Path output, String... more) {
        List<String> all = new ArrayList<>(List.of("--epochs=100"));
        all.addAll(List.of(more));
        return RecipeRunner.small(tokenizer, data, output, all.toArray(String[]::new));
    }

    @Test
    void findsWhatBelongsTogether() throws Exception {
        Path output = folder.resolve("model");
        RecipeRunner runner = new RecipeRunner();
        int code =
                runner.run(
                        new Embeddings(),
                        arguments(
                                output,
                                "--texts=anchor,positive,negative",
                                "--dimensions=8,32",
                                "--test=" + data));
        assertThat(code).as(runner.err()).isZero();
        assertThat(runner.out()).contains("test        recall@1 1.0000");
        assertThat(Files.readString(output.resolve("modules.json")))
                .contains("models.Transformer", "models.Pooling", "models.Normalize");
        Criteria<String, float[]> criteria =
                Criteria.builder()
                        .setTypes(String.class, float[].class)
                        .optModelUrls("hf://" + output)
                        .build();
        try (ZooModel<String, float[]> model = criteria.loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            int whole = 0;
            int cut = 0;
            for (int i = 0; i < PAIRS; i++) {
                whole += nearest(predictor, i, 32) == i ? 1 : 0;
                cut += nearest(predictor, i, 8) == i ? 1 : 0;
            }
            assertThat(whole).isEqualTo(PAIRS);
            assertThat(cut).isGreaterThanOrEqualTo(PAIRS - 2);
        }
    }

    /** The pair whose text is nearest to an anchor, by the first numbers of their vectors. */
    private static int nearest(Predictor<String, float[]> predictor, int pair, int size)
            throws Exception {
        float[] query = predictor.predict(anchor(pair));
        int best = -1;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < PAIRS; i++) {
            double similarity = cosine(query, predictor.predict(positive(i)), size);
            if (similarity > highest) {
                highest = similarity;
                best = i;
            }
        }
        return best;
    }

    private static double cosine(float[] a, float[] b, int size) {
        double product = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < size; i++) {
            product += (double) a[i] * b[i];
            ofA += (double) a[i] * a[i];
            ofB += (double) b[i] * b[i];
        }
        return product / Math.sqrt(ofA * ofB);
    }

    @Test
    void refusesWhatIsNoPair() {
        assertRefused("--texts is anchor; it must name two columns", "--texts=anchor");
        assertRefused("there must be 'anchor' and 'answer'", "--texts=anchor,answer");
        assertRefused("A dimension is 64, and the vectors have 32 numbers", "--dimensions=64");
        assertRefused("The scale of cosines is 0.0; allowed", "--scale=0");
    }

    private void assertRefused(String sentence, String more) {
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new Embeddings(), arguments(folder.resolve("refused"), more));
        assertThat(code).as(runner.out()).isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(runner.err().strip()).contains(sentence).doesNotContain("\n");
    }
}
