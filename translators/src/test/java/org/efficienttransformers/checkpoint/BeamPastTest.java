/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that part and come together again score as those that are read whole. */
class BeamPastTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int SOURCES = 2;
    private static final int BEAMS = 3;
    private static final int STEPS = 36;

    @ParameterizedTest
    @CsvSource({
        "led-first-token-global, auto",
        "led-first-token-global, portable",
        "bigbird-pegasus-biases, auto",
        "longt5-tglobal, auto",
        "longt5-tglobal, portable"
    })
    void beamsThatChangePlacesReadAsWholeTexts(String fixture, String kernels) throws IOException {
        Random random = new Random(1);
        LoadOptions options = LoadOptions.of(Map.of("kernels", kernels));
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    Checkpoint.load(FIXTURES.resolve(fixture), manager, options).model();
            NDList source = source(manager);
            try (TokenPredictor predictor = TokenPredictor.of(model, source, manager);
                    WholeTexts whole = new WholeTexts(model, source, manager)) {
                long[][] next = new long[SOURCES][3]; // more than one token at first
                for (int step = 0; step < STEPS; step++) {
                    for (long[] tokens : next) {
                        for (int i = 0; i < tokens.length; i++) {
                            tokens[i] = 4L + random.nextInt(40);
                        }
                    }
                    float[][] scores = predictor.read(true, next);
                    if (step % 5 == 0) {
                        same(scores, whole.read(true, next));
                    } else {
                        whole.add(next);
                    }
                    next = new long[SOURCES * BEAMS][1];
                    int[] order = order(random, step);
                    predictor.reorder(order);
                    whole.reorder(order);
                }
            }
            assertThat(model.hasDecoderProgram()).isEqualTo(kernels.equals("auto"));
        }
    }

    private static NDList source(NDManager manager) {
        long[] tokens = {0, 5, 6, 7, 8, 9, 10, 2, 0, 15, 16, 17, 18, 2, 1, 1};
        long[] mask = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0};
        NDArray ids = manager.create(tokens).reshape(SOURCES, 8);
        ids.setName("input_ids");
        NDArray visible = manager.create(mask).reshape(SOURCES, 8);
        visible.setName("attention_mask");
        return new NDList(ids, visible);
    }

    /** First all beams part; they stay, until what is remembered has grown; then they change. */
    private static int[] order(Random random, int step) {
        int[] order = new int[SOURCES * BEAMS];
        for (int i = 0; i < order.length; i++) {
            int source = i / BEAMS;
            if (step == 0) {
                order[i] = source;
            } else {
                order[i] = step < 26 ? i : source * BEAMS + random.nextInt(BEAMS);
            }
        }
        return order;
    }

    private static void same(float[][] scores, float[]... expected) {
        for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).containsExactly(expected[i], within(5e-4f));
        }
    }
}
