/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.LoadedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks are filled by what the logits of the whole text say, of which only theirs are computed. */
class MaskFillerTest {

    private static final double TOLERANCE = 1e-6;
    private static final String FILLER = " handles the entry into the context of the execution";

    /** The best words of each mask, by all logits of one text alone. */
    private static List<Classifications> expected(
            LoadedModel<?, ?> model, TextTokenizer tokenizer, String text) {
        int[] ids =
                Stream.of(
                                tokenizer.single().prefix(),
                                tokenizer.encode(text).ids(),
                                tokenizer.single().suffix())
                        .flatMapToInt(Arrays::stream)
                        .toArray();
        int mask = tokenizer.specialTokens().mask().id();
        try (NDManager manager = NDManager.newBaseManager()) {
            long[] wide = Arrays.stream(ids).asLongStream().toArray();
            NDList input = new NDList(manager.create(wide, new Shape(1, ids.length)));
            NDArray probabilities =
                    model.model()
                            .getBlock()
                            .forward(new ParameterStore(manager, false), input, false)
                            .head()
                            .softmax(-1);
            return IntStream.range(0, ids.length)
                    .filter(i -> ids[i] == mask)
                    .mapToObj(i -> best(probabilities.get("0, {}", i).toFloatArray(), tokenizer))
                    .toList();
        }
    }

    private static Classifications best(float[] probabilities, TextTokenizer tokenizer) {
        List<Integer> ids =
                IntStream.range(0, probabilities.length)
                        .boxed()
                        .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                        .limit(5)
                        .toList();
        return new Classifications(
                ids.stream().map(tokenizer::decode).toList(),
                ids.stream().map(id -> (double) probabilities[id]).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-fill-mask", "longformer-fill-mask"})
    void textsOfABatchHaveMasksOfAnyNumberAtAnyPlace(String name) throws Exception {
        try (var model =
                        LoadedModel.load(
                                TextFixtures.model(name), String.class, Classifications[].class);
                TextTokenizer tokenizer = TextTokenizer.load(TextFixtures.model(name));
                Predictor<String, Classifications[]> predictor = model.predictor()) {
            String mask = tokenizer.specialTokens().mask().content();
            List<String> texts =
                    List.of(
                            "It" + FILLER + " " + mask + ".",
                            mask + FILLER + " " + mask + FILLER + " " + mask,
                            mask,
                            mask + " " + mask + FILLER);
            List<Classifications[]> answers = predictor.batchPredict(texts);
            for (int i = 0; i < texts.size(); i++) {
                List<Classifications> expected = expected(model, tokenizer, texts.get(i));
                assertThat(answers.get(i)).hasSameSizeAs(expected);
                for (int j = 0; j < expected.size(); j++) {
                    Classifications answer = answers.get(i)[j];
                    assertThat(answer.getClassNames()).isEqualTo(expected.get(j).getClassNames());
                    for (int k = 0; k < 5; k++) {
                        assertThat(answer.getProbabilities().get(k))
                                .isCloseTo(
                                        expected.get(j).getProbabilities().get(k),
                                        within(TOLERANCE));
                    }
                }
            }
        }
    }

    /** What the model is asked for, a batch a line. */
    private static List<String> asked(List<String> texts, Object... arguments) throws Exception {
        List<String> asked = new ArrayList<>();
        try (var model =
                LoadedModel.load(
                        TextFixtures.model("longformer-fill-mask"),
                        String.class,
                        Classifications[].class,
                        arguments)) {
            Block block = model.model().getBlock();
            model.model()
                    .setBlock(
                            new LambdaBlock(
                                    inputs -> {
                                        NDArray kept = inputs.get("logits_to_keep");
                                        asked.add(
                                                kept.getShape()
                                                        + " "
                                                        + Arrays.toString(kept.toLongArray()));
                                        NDManager manager = inputs.head().getManager();
                                        return block.forward(
                                                new ParameterStore(manager, false), inputs, false);
                                    }));
            try (Predictor<String, Classifications[]> predictor = model.predictor()) {
                predictor.batchPredict(texts);
            }
        }
        return asked;
    }

    @Test
    void theModelIsAskedForTheLogitsAtMasksOnly() throws Exception {
        assertThat(asked(List.of("<mask><mask>", "<mask>"))).containsExactly("(2, 2) [1, 2, 1, 1]");
    }

    /** Each mask is in two of these windows at most, and belongs to one of them. */
    @Test
    void windowsWithoutMasksOfTheirOwnAreLeftOut() throws Exception {
        String text = "<mask>" + FILLER.repeat(60) + " <mask>";
        List<String> asked = asked(List.of(text), "stride", 30);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0)).startsWith("(2, 1) [1, ");
    }
}
