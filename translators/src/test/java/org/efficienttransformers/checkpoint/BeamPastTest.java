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
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.Test;

/** Texts that part and come together again score as those that are read whole. */
class BeamPastTest {

    private static final Path LED = Path.of("src/test/resources/fixtures/led-first-token-global");
    private static final int BEAMS = 3;

    @Test
    void beamsThatChangePlacesReadAsWholeTexts() throws IOException {
        Random random = new Random(1);
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = Checkpoint.load(LED, manager, LoadOptions.DEFAULT).model();
            NDArray source = manager.create(new long[] {0, 5, 6, 7, 8, 9, 10, 2}).reshape(1, 8);
            source.setName("input_ids");
            try (TokenPredictor predictor = TokenPredictor.of(model, new NDList(source), manager)) {
                predictor.read(false, new long[][] {{2}});
                predictor.reorder(0, 0, 0);
                long[][] texts = {{2}, {2}, {2}};
                for (int step = 1; step < 40; step++) {
                    long[][] next = new long[BEAMS][1];
                    for (int i = 0; i < BEAMS; i++) {
                        next[i][0] = 4L + random.nextInt(40);
                        texts[i] = Arrays.copyOf(texts[i], step + 1);
                        texts[i][step] = next[i][0];
                    }
                    float[][] scores = predictor.read(false, next);
                    for (int i = 0; i < BEAMS; i++) {
                        float[] whole = whole(model, manager, source, texts[i]);
                        int last = whole.length - scores[i].length;
                        assertThat(scores[i][7]).isCloseTo(whole[last + 7], within(1e-4f));
                    }
                    int[] order = random.ints(BEAMS, 0, BEAMS).toArray();
                    predictor.reorder(order);
                    long[][] before = texts.clone();
                    Arrays.setAll(texts, i -> before[order[i]].clone());
                }
            }
        }
    }

    private static float[] whole(
            TransformerModel model, NDManager manager, NDArray source, long... text) {
        NDArray ids = manager.create(text).reshape(1, text.length);
        ids.setName("decoder_input_ids");
        ParameterStore store = new ParameterStore(manager, false);
        return model.forward(store, new NDList(source, ids), false).get("logits").toFloatArray();
    }
}
