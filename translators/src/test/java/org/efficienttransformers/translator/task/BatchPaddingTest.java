/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.translator.LoadedModel;
import org.efficienttransformers.translator.PredictionGuard;
import org.efficienttransformers.translator.window.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a batch of texts of mixed lengths makes the model compute, counted in tokens. */
class BatchPaddingTest {

    private static final int LONGEST = 500;

    /** A call of the model: so many sequences, filled up to the longest of them. */
    private record Call(long rows, long length) {

        long tokens() {
            return rows * length;
        }
    }

    /** A text of so many tokens; the answer is what reached the model of it. */
    private static final class Counting implements Task<Integer, Integer> {

        private final List<Call> calls = new ArrayList<>();

        @Override
        public Example<Integer> begin(Integer length) {
            int[] ids = new int[length];
            Arrays.fill(ids, 5);
            Window window = new Window(ids, null, 0, 0, 0, Window.Part.whole(length));
            return new Example<>() {

                private int read;

                @Override
                public List<Window> windows() {
                    return List.of(window);
                }

                @Override
                public void accept(Window window, Outputs outputs) {
                    try (NDArray mask = outputs.perToken("mask")) {
                        read += (int) mask.sum().getLong();
                    }
                }

                @Override
                public Integer answer() {
                    return read;
                }
            };
        }

        @Override
        public void run(Block model, ParameterStore store, NDList inputs, Consumer<NDList> accept) {
            NDArray ids = inputs.get("input_ids");
            calls.add(new Call(ids.size(0), ids.size(1)));
            NDArray mask = inputs.get("attention_mask").duplicate();
            mask.setName("mask");
            accept.accept(new NDList(mask));
        }
    }

    private static List<Call> calls(String folder, List<Integer> lengths) throws Exception {
        Counting task = new Counting();
        try (var model =
                LoadedModel.load(TextFixtures.model(folder), String.class, float[].class)) {
            TransformerModel block = (TransformerModel) model.model().getBlock();
            var translator =
                    new TaskTranslator<>(task, block, PredictionGuard.of(model.model()), 0);
            try (Predictor<Integer, Integer> predictor = model.model().newPredictor(translator)) {
                assertThat(predictor.batchPredict(lengths)).isEqualTo(lengths);
            }
        }
        return task.calls;
    }

    private static List<Integer> mixed(int count) {
        Random random = new Random(17);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lengths.add(1 + random.nextInt(LONGEST));
        }
        return lengths;
    }

    @Test
    void textsOfMixedLengthsNeedLittlePadding() throws Exception {
        List<Integer> lengths = mixed(300);
        List<Call> calls = calls("longformer-embedding", lengths);
        long tokens = lengths.stream().mapToLong(Integer::longValue).sum();
        long computed = calls.stream().mapToLong(Call::tokens).sum();
        long asTheyCome = (long) lengths.size() * LONGEST;
        assertThat(asTheyCome).isGreaterThan(tokens * 19 / 10);
        assertThat(computed).isBetween(tokens, tokens * 11 / 10);
        assertThat(calls).allMatch(call -> call.tokens() <= TaskTranslator.TOKENS_AT_ONCE);
        // Few calls, of many texts each.
        assertThat(calls).hasSizeLessThan((int) (3 * tokens / TaskTranslator.TOKENS_AT_ONCE));
    }

    /** A list of a few texts costs what its tokens cost, too. */
    @ParameterizedTest
    @CsvSource({"8, 115", "40, 110"})
    void fewTextsOfMixedLengthsNeedLittlePadding(int count, int percent) throws Exception {
        List<Integer> lengths = mixed(count);
        List<Call> calls = calls("longformer-embedding", lengths);
        long tokens = lengths.stream().mapToLong(Integer::longValue).sum();
        assertThat(calls.stream().mapToLong(Call::tokens).sum())
                .isBetween(tokens, tokens * percent / 100);
        assertThat(calls).hasSizeLessThanOrEqualTo(count / 2);
    }

    @Test
    void aTextBeyondTheBoundRunsAlone() throws Exception {
        int beyond = TaskTranslator.TOKENS_AT_ONCE + 1;
        assertThat(calls("longformer-embedding", List.of(3, beyond, 3)))
                .containsExactly(new Call(1, beyond), new Call(2, 3));
    }

    /** One short text isn't filled up to a long one, which would cost more than a call. */
    @Test
    void aCallIsSavedOnlyIfPaddingCostsLess() throws Exception {
        assertThat(calls("longformer-embedding", List.of(10, 400)))
                .containsExactly(new Call(1, 400), new Call(1, 10));
        assertThat(calls("longformer-embedding", List.of(10, 40))).containsExactly(new Call(2, 40));
    }

    /** A Reformer hashes padding along. */
    @Test
    void modelsThatPaddingChangesGetNone() throws Exception {
        List<Integer> lengths = mixed(60);
        Collections.addAll(lengths, 7, 7, 7);
        List<Call> calls = calls("reformer-embedding", lengths);
        assertThat(calls.stream().mapToLong(Call::tokens).sum())
                .isEqualTo(lengths.stream().mapToLong(Integer::longValue).sum());
        assertThat(calls).anyMatch(call -> call.rows() >= 3 && call.length() == 7);
    }
}
