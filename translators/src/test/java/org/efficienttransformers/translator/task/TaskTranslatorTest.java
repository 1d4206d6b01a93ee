/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.modality.nlp.translator.TextClassificationServingTranslator;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.translator.Answer;
import org.efficienttransformers.translator.LoadedModel;
import org.efficienttransformers.translator.PredictionGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches, windows and threads change no answer, and leave nothing behind. */
class TaskTranslatorTest {

    private static final Path CLASSIFIER = TextFixtures.model("longformer-text-classification");

    /** Of different lengths, one of them of several windows. */
    private static final List<String> TEXTS =
            List.of(
                    "An object.",
                    "",
                    "It handles the entry into, and the exit from, the context. ".repeat(2),
                    "\ud83d\ude00 and more. ".repeat(300),
                    "The with statement.");

    @ParameterizedTest
    @ValueSource(strings = {"longformer-embedding", "bigbird-embedding", "reformer-embedding"})
    void aBatchGivesWhatItsTextsGiveAlone(String name) throws Exception {
        Path folder = TextFixtures.model(name);
        try (var model = LoadedModel.load(folder, String.class, float[].class, "stride", 20);
                Predictor<String, float[]> predictor = model.predictor()) {
            List<float[]> batch = predictor.batchPredict(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                float[] alone = predictor.predict(TEXTS.get(i));
                assertThat(batch.get(i)).containsExactly(alone, within(1e-5f));
            }
        }
    }

    @Test
    void entitiesAndAnswersOfABatchAreThoseOfItsTextsAlone() throws Exception {
        try (var model =
                        LoadedModel.load(
                                TextFixtures.model("bert-token-classification"),
                                String.class,
                                NamedEntity[].class,
                                "stride",
                                20,
                                "aggregationStrategy",
                                "simple");
                Predictor<String, NamedEntity[]> predictor = model.predictor()) {
            List<NamedEntity[]> batch = predictor.batchPredict(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(batch.get(i))
                        .usingRecursiveComparison()
                        .withComparatorForType(TaskTranslatorTest::closely, Float.class)
                        .isEqualTo(predictor.predict(TEXTS.get(i)));
            }
        }
        try (var model =
                        LoadedModel.load(
                                TextFixtures.model("longformer-question-answering"),
                                QAInput.class,
                                Answer.class,
                                "stride",
                                20);
                Predictor<QAInput, Answer> predictor = model.predictor()) {
            List<QAInput> questions =
                    TEXTS.stream()
                            .filter(text -> !text.isEmpty())
                            .map(text -> new QAInput("What is an object?", text))
                            .toList();
            List<Answer> batch = predictor.batchPredict(questions);
            for (int i = 0; i < questions.size(); i++) {
                assertThat(batch.get(i))
                        .usingRecursiveComparison()
                        .withComparatorForType(TaskTranslatorTest::closely, Double.class)
                        .isEqualTo(predictor.predict(questions.get(i)));
            }
        }
    }

    private static int closely(Number a, Number b) {
        double difference = a.doubleValue() - b.doubleValue();
        return Math.abs(difference) < 1e-5 ? 0 : (int) Math.signum(difference);
    }

    @Test
    void halfPrecisionGivesNearlyTheSame() throws Exception {
        Path embedder = TextFixtures.model("longformer-embedding");
        Path answerer = TextFixtures.model("longformer-question-answering");
        Path tagger = TextFixtures.model("longformer-token-classification");
        Path filler = TextFixtures.model("longformer-fill-mask");
        QAInput question = new QAInput("What is it?", "An object that handles the entry.");
        float[] half = once(embedder, String.class, float[].class, "An object.", "float16");
        float[] full = once(embedder, String.class, float[].class, "An object.", "float32");
        assertThat(half).containsExactly(full, within(0.02f));
        assertThat(once(answerer, QAInput.class, Answer.class, question, "float16").score())
                .isCloseTo(
                        once(answerer, QAInput.class, Answer.class, question, "float32").score(),
                        within(0.01));
        assertThat(once(tagger, String.class, NamedEntity[].class, "An object.", "float16"))
                .isNotEmpty();
        assertThat(
                        once(filler, String.class, Classifications.class, "A <mask>.", "float16")
                                .best()
                                .getProbability())
                .isCloseTo(
                        once(filler, String.class, Classifications.class, "A <mask>.", "float32")
                                .best()
                                .getProbability(),
                        within(0.01));
    }

    private static <I, O> O once(
            Path folder, Class<I> type, Class<O> output, I input, String dataType)
            throws Exception {
        try (var model = LoadedModel.load(folder, type, output, "dtype", dataType);
                Predictor<I, O> predictor = model.predictor()) {
            return predictor.predict(input);
        }
    }

    @Test
    void moreThanTheModelGetsAtOnceIsTheSameInParts() throws Exception {
        String text = "It handles the entry into the context. ".repeat(40);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3 * TaskTranslator.TOKENS_AT_ONCE / 128; i++) {
            texts.add(text.substring(i % text.length()));
        }
        try (var model =
                        LoadedModel.load(
                                CLASSIFIER,
                                String.class,
                                Classifications.class,
                                "truncation",
                                true);
                Predictor<String, Classifications> predictor = model.predictor()) {
            List<Classifications> answers = predictor.batchPredict(texts);
            for (int i = 0; i < texts.size(); i += 17) {
                assertClose(answers.get(i), predictor.predict(texts.get(i)));
            }
        }
    }

    @Test
    void anEmptyBatchHasNoAnswers() throws Exception {
        try (var model = LoadedModel.load(CLASSIFIER, String.class, Classifications.class);
                Predictor<String, Classifications> predictor = model.predictor()) {
            assertThat(predictor.batchPredict(List.of())).isEmpty();
        }
    }

    @Test
    void worksInsideTheServingTranslatorsOfDjl() throws Exception {
        try (var model =
                        LoadedModel.load(
                                CLASSIFIER, String.class, Classifications.class, "stride", 20);
                Predictor<String, Classifications> predictor = model.predictor();
                Predictor<Input, Output> wrapped =
                        model.model()
                                .newPredictor(
                                        new TextClassificationServingTranslator(
                                                model.translator()))) {
            for (String text : TEXTS) {
                Input input = new Input();
                input.add(text);
                String json = wrapped.predict(input).getData().getAsString();
                for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
                    JsonObject label = element.getAsJsonObject();
                    Classifications.Classification expected =
                            predictor.predict(text).get(label.get("className").getAsString());
                    assertThat(label.get("probability").getAsDouble())
                            .isCloseTo(expected.getProbability(), within(1e-5));
                }
            }
        }
    }

    @Test
    void aTextThatIsNotAllowedIsATranslateExceptionWithTheSentence() throws Exception {
        try (var model = LoadedModel.load(CLASSIFIER, String.class, Classifications.class);
                Predictor<String, Classifications> predictor = model.predictor()) {
            assertThatThrownBy(() -> predictor.predict("word ".repeat(500)))
                    .isInstanceOf(TranslateException.class)
                    .hasMessageStartingWith("The input is ");
            assertThat(predictor.predict("word").getClassNames()).hasSize(3);
        }
    }

    @Test
    void severalThreadsWithAPredictorEachGetTheSameAnswers() throws Exception {
        try (var model =
                LoadedModel.load(CLASSIFIER, String.class, Classifications.class, "stride", 20)) {
            List<Classifications> expected;
            try (Predictor<String, Classifications> predictor = model.predictor()) {
                expected = predictor.batchPredict(TEXTS);
            }
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<Void>> runs = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    Callable<Void> run =
                            () -> {
                                try (Predictor<String, Classifications> predictor =
                                        model.predictor()) {
                                    for (int i = 0; i < TEXTS.size(); i++) {
                                        assertClose(
                                                predictor.predict(TEXTS.get(i)), expected.get(i));
                                    }
                                }
                                return null;
                            };
                    runs.add(threads.submit(run));
                }
                for (Future<Void> run : runs) {
                    run.get();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void predictionsLeaveNoArraysBehind() throws Exception {
        try (var model =
                        LoadedModel.load(
                                CLASSIFIER, String.class, Classifications.class, "stride", 20);
                Predictor<String, Classifications> predictor = model.predictor()) {
            predictor.batchPredict(TEXTS);
            NDManager manager = PredictionGuard.of(model.model()).manager();
            int arrays = manager.getManagedArrays().size();
            for (int i = 0; i < 3; i++) {
                predictor.batchPredict(TEXTS);
            }
            assertThat(manager.getManagedArrays()).hasSize(arrays);
        }
    }

    private static void assertClose(Classifications actual, Classifications expected) {
        assertThat(actual.getClassNames()).isEqualTo(expected.getClassNames());
        for (int i = 0; i < expected.getProbabilities().size(); i++) {
            assertThat(actual.getProbabilities().get(i))
                    .isCloseTo(expected.getProbabilities().get(i), within(1e-5));
        }
    }
}
