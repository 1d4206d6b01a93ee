/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationOutput;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import ai.djl.util.StringPair;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that a task can't serve end in one sentence; odd characters are none of them. */
class BadInputTest {

    /** Predicts, and expects a sentence. */
    private static <I, O> void refuses(
            String model,
            Class<I> type,
            Class<O> output,
            I input,
            String message,
            Object... arguments)
            throws Exception {
        try (var loaded = LoadedModel.load(TextFixtures.model(model), type, output, arguments);
                Predictor<I, O> predictor = loaded.predictor()) {
            assertThatThrownBy(() -> predictor.predict(input))
                    .isInstanceOf(TranslateException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void aTextWithoutMask() throws Exception {
        refuses(
                "longformer-fill-mask",
                String.class,
                Classifications.class,
                "An object.",
                "The text has no mask token; put <mask> where a word is to be found.");
    }

    @Test
    void severalMasksWhereOneIsAskedFor() throws Exception {
        refuses(
                "bert-fill-mask",
                String.class,
                Classifications.class,
                "A [MASK] is a [MASK].",
                "The text has 2 mask tokens; ask for Classifications[] to fill more than one.");
    }

    @Test
    void aMaskThatTruncationCutsAway() throws Exception {
        refuses(
                "bert-fill-mask",
                String.class,
                Classifications.class,
                "is ".repeat(200) + "[MASK]",
                "The mask at token 200 lies after the 126 tokens that truncation leaves; shorten the"
                        + " text, or load the model with stride=<tokens> instead.",
                "truncation",
                true);
    }

    @Test
    void anEmptyQuestion() throws Exception {
        refuses(
                "longformer-question-answering",
                QAInput.class,
                Answer.class,
                new QAInput("", "An object."),
                "The question is empty; ask one.");
    }

    @Test
    void anEmptyContext() throws Exception {
        refuses(
                "longformer-question-answering",
                QAInput.class,
                String.class,
                new QAInput("What is it?", ""),
                "The context is empty; give the text that may hold the answer.");
    }

    @Test
    void aQuestionWithoutContext() throws Exception {
        refuses(
                "longformer-question-answering",
                QAInput.class,
                Answer.class,
                new QAInput("What is it?", null),
                "The text is null; give one, if need be an empty one.");
    }

    @Test
    void aQuestionLongerThanTheWindow() throws Exception {
        refuses(
                "longformer-question-answering",
                QAInput.class,
                Answer.class,
                new QAInput("it ".repeat(200), "An object."),
                "The question is 201 tokens long, which with 4 special ones leaves no room in the"
                        + " 128 that the model takes; shorten it.",
                "stride",
                20);
    }

    @Test
    void aContextLongerThanTheModelIsNeverCutSilently() throws Exception {
        try (var loaded =
                        LoadedModel.load(
                                TextFixtures.model("longformer-question-answering"),
                                QAInput.class,
                                Answer.class);
                Predictor<QAInput, Answer> predictor = loaded.predictor()) {
            QAInput input = new QAInput("What is it?", "An object. ".repeat(100));
            assertThatThrownBy(() -> predictor.predict(input))
                    .isInstanceOf(TranslateException.class)
                    .hasMessageMatching(
                            "The input is \\d+ tokens long, and the model takes at most 128; .*");
        }
    }

    @Test
    void aNullText() throws Exception {
        refuses(
                "longformer-text-classification",
                String.class,
                Classifications.class,
                null,
                "The text is null; give one, if need be an empty one.");
    }

    @Test
    void aPairOfWhichOneTextFillsTheModel() throws Exception {
        refuses(
                "bert-pairs",
                StringPair.class,
                Classifications.class,
                new StringPair("is ".repeat(150), "is ".repeat(151)),
                "The first text is 150 tokens long, which with 3 special ones leaves no room in the"
                        + " 128 that the model takes; shorten it.",
                "stride",
                5);
    }

    @Test
    void noLabels() throws Exception {
        refuses(
                "bert-zero-shot",
                ZeroShotClassificationInput.class,
                ZeroShotClassificationOutput.class,
                new ZeroShotClassificationInput("An object.", new String[0]),
                "There are no candidate labels; give one or more.");
    }

    @Test
    void aTemplateWithoutPlaceForTheLabel() throws Exception {
        refuses(
                "bert-zero-shot",
                ZeroShotClassificationInput.class,
                ZeroShotClassificationOutput.class,
                new ZeroShotClassificationInput(
                        "An object.", new String[] {"code"}, false, "It is."),
                "The hypothesis template is 'It is.'; it needs {} where the label is to stand.");
    }

    @Test
    void noChoices() {
        assertThatThrownBy(() -> new MultipleChoiceInput("It is", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There are no choices; give one or more.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "half \ud83d of a pair, \udc67 and another",
                "a \u0000 b",
                "\u202e\u05d0\u05d1\u05d2 \u0639\u0631\u0628",
                "zero\u200b\u200d\u2060width\ufeff",
                "e\u0301\u0302\u0303",
                "\r\n\t",
                "<s></s><pad>",
                "\ud83d\ude00"
            })
    void oddCharactersAreAnswered(String text) throws Exception {
        try (var tagger =
                        LoadedModel.load(
                                TextFixtures.model("longformer-token-classification"),
                                String.class,
                                NamedEntity[].class,
                                "ignoreLabels",
                                "");
                var answerer =
                        LoadedModel.load(
                                TextFixtures.model("bert-question-answering"),
                                QAInput.class,
                                Answer.class);
                Predictor<String, NamedEntity[]> tags = tagger.predictor();
                Predictor<QAInput, Answer> answers = answerer.predictor()) {
            NamedEntity[] tokens = tags.predict(text);
            assertThat(tokens).isNotEmpty();
            assertThat(tokens[tokens.length - 1].getEnd()).isEqualTo(text.length());
            Answer answer = answers.predict(new QAInput(text + "?", "x" + text));
            assertThat(("x" + text).substring(answer.start(), answer.end()))
                    .isEqualTo(answer.text());
        }
    }

    @Test
    void separatorsInAQuestionDoNotDecideWhatIsGlobal() throws Exception {
        // transformers counts separators, and fails unless there are three.
        String question = "What</s> is </s>it?";
        String context = "An</s> object it is.";
        Path folder = TextFixtures.model("longformer-question-answering");
        try (var loaded = LoadedModel.load(folder, QAInput.class, Answer.class);
                Predictor<QAInput, Answer> predictor = loaded.predictor();
                TextTokenizer tokenizer = TextTokenizer.load(folder);
                NDManager manager = NDManager.newBaseManager()) {
            EncodedText first = tokenizer.encode(question);
            EncodedText second = tokenizer.encode(context);
            int[] ids =
                    Stream.of(new int[] {0}, first.ids(), new int[] {2, 2}, second.ids())
                            .flatMapToInt(IntStream::of)
                            .toArray();
            NDArray inputIds = manager.create(Arrays.copyOf(ids, ids.length + 1)).expandDims(0);
            inputIds.set(new NDIndex("0, -1"), 2);
            inputIds.setName("input_ids");
            NDArray global = inputIds.zerosLike();
            global.set(new NDIndex("0, :{}", 1 + first.length()), 1);
            global.setName("global_attention_mask");
            NDList outputs =
                    loaded.model()
                            .getBlock()
                            .forward(
                                    new ParameterStore(manager, false),
                                    new NDList(inputIds, global),
                                    false);
            float[] starts = outputs.get("start_logits").toFloatArray();
            float[] ends = outputs.get("end_logits").toFloatArray();
            int offset = first.length() + 3;
            double best = Double.NEGATIVE_INFINITY;
            String text = null;
            for (int i = 0; i < second.length(); i++) {
                for (int j = i; j < Math.min(second.length(), i + 15); j++) {
                    if (starts[offset + i] + ends[offset + j] > best) {
                        best = starts[offset + i] + ends[offset + j];
                        text = context.substring(second.starts()[i], second.ends()[j]);
                    }
                }
            }
            assertThat(predictor.predict(new QAInput(question, context)).text()).isEqualTo(text);
        }
    }
}
