/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Classifications;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceSettings;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.Answer;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Outputs;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tasks make of a model's outputs, where these are written down and the answer follows. */
class ScriptedOutputsTest {

    private static final int LIMIT = 24;
    private static final double EXACT = 1e-6;

    private final NDManager manager = NDManager.newBaseManager();
    private TextTokenizer tokenizer;

    @AfterEach
    void close() {
        tokenizer.close();
        manager.close();
    }

    /** A task over the tokenizer of a fixture, whose config.json may be changed. */
    private TaskContext context(String fixture, Consumer<JsonObject> change, Object... arguments)
            throws IOException {
        Path folder = TextFixtures.model(fixture);
        tokenizer = TextTokenizer.load(folder);
        TransformerModel model = Checkpoint.load(folder, manager, LoadOptions.DEFAULT).model();
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            map.put((String) arguments[i], arguments[i + 1]);
        }
        Settings read = TranslatorArguments.of(map);
        JsonObject config = PretrainedConfig.read(folder).toJson();
        change.accept(config);
        SentenceFolder sentence = SentenceFolder.read(folder);
        SentenceSettings settings = sentence.settings();
        return new TaskContext(
                model,
                new PretrainedConfig(config, "config.json"),
                tokenizer,
                new WindowPlanner(tokenizer, model, read, settings),
                read,
                sentence,
                settings,
                Settings.DEFAULT,
                manager);
    }

    private <O> O answer(Example<O> example, Function<Window, NDList> model) {
        for (Window window : example.windows()) {
            example.accept(window, new Outputs(model.apply(window), 0, window.length()));
        }
        return example.answer();
    }

    private NDArray named(String name, Shape shape, float... numbers) {
        NDArray array = manager.create(numbers, shape);
        array.setName(name);
        return array;
    }

    private NDList spans(float[] starts, float[] ends) {
        return new NDList(
                named("start_logits", new Shape(1, starts.length), starts),
                named("end_logits", new Shape(1, ends.length), ends));
    }

    /**
     * As the pipeline of transformers has it, {@code min_null_score = min(min_null_score, ...)}: a
     * context has no answer if each of its windows says so.
     */
    @ParameterizedTest
    @CsvSource({"6, 1, false", "1, 6, false", "6, 6, true"})
    void noAnswerCountsByTheWindowThatSaysSoLeast(float first, float second, boolean none)
            throws IOException {
        TaskContext context =
                context(
                        "bert-question-answering",
                        config -> {},
                        "noAnswer",
                        true,
                        "stride",
                        0,
                        "maxLength",
                        LIMIT);
        Example<Answer> example =
                QuestionAnswerer.ofAnswers(context)
                        .begin(new QAInput("What?", "A word of a text. ".repeat(6)));
        assertThat(example.windows()).hasSizeGreaterThan(1);
        int last = example.windows().size() - 1;
        Answer answer =
                answer(
                        example,
                        window -> {
                            float[] logits = new float[window.length()];
                            logits[0] = example.windows().indexOf(window) == last ? second : first;
                            logits[window.placeOf(window.part().from()) + 1] = 4;
                            return spans(logits, logits);
                        });
        assertThat(answer.text().isEmpty()).isEqualTo(none);
    }

    /** A span's score is that of its logits among all starts and ends, softmax by hand. */
    @Test
    void scoresAreSharesOfAllWindows() throws IOException {
        TaskContext context = context("bert-question-answering", config -> {}, "topK", 1);
        Example<Answer> example =
                QuestionAnswerer.ofAnswers(context).begin(new QAInput("What?", "A word of it."));
        Window window = example.windows().get(0);
        float[] starts = new float[window.length()];
        int from = window.placeOf(window.part().from());
        int to = window.placeOf(window.part().to());
        starts[from + 1] = 3;
        // The first token and those of the context; the question's and the separators don't count.
        double sum = Math.exp(3) + to - from;
        Answer answer = answer(example, any -> spans(starts, starts));
        assertThat(answer.score()).isCloseTo(Math.exp(6) / sum / sum, within(EXACT));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5", "2, 0.8807970779778823", "-3, 0.04742587317756678"})
    void oneLabelOfNoProblemTypeIsASigmoid(float logit, double probability) throws IOException {
        TaskContext context =
                context(
                        "bert-regression",
                        config -> {
                            config.remove("problem_type");
                            config.remove("id2label");
                            config.addProperty("num_labels", 1);
                        });
        Classifications answer =
                answer(
                        Classifier.ofTexts(context).begin("A text."),
                        any -> new NDList(named("logits", new Shape(1, 1), logit)));
        assertThat(answer.items()).hasSize(1);
        assertThat(answer.best().getProbability()).isCloseTo(probability, within(EXACT));
    }

    /** The mean is that of vectors as they are, by tokens; its length is made 1 at the end. */
    @Test
    void windowsOfAnEmbeddingAreNormalisedTogether() throws IOException {
        TaskContext context =
                context(
                        "bigbird-embedding",
                        config -> {},
                        "normalize",
                        true,
                        "stride",
                        0,
                        "maxLength",
                        LIMIT);
        int size = context.model().description().stateSize();
        Example<float[]> example =
                new Embedder(context).begin("A context manager is an object. ".repeat(5));
        List<Window> windows = example.windows();
        assertThat(windows).hasSizeGreaterThan(1);
        double[] expected = new double[2];
        for (int i = 0; i < windows.size(); i++) {
            Window.Part part = windows.get(i).part();
            expected[i % 2] += (part.ownTo() - part.ownFrom()) * (i + 1.0) * 10;
        }
        double length = Math.hypot(expected[0], expected[1]);
        float[] vector =
                answer(
                        example,
                        window -> {
                            int i = windows.indexOf(window);
                            float[] states = new float[size * window.length()];
                            for (int token = 0; token < window.length(); token++) {
                                states[size * token + i % 2] = (i + 1) * 10;
                            }
                            return new NDList(
                                    named(
                                            "last_hidden_state",
                                            new Shape(1, window.length(), size),
                                            states));
                        });
        assertThat(vector[0]).isCloseTo((float) (expected[0] / length), within(1e-6f));
        assertThat(vector[1]).isCloseTo((float) (expected[1] / length), within(1e-6f));
    }

    /**
     * Transformers counts from the first token of the sequence, {@code [CLS]}, which is 0; of a
     * text of several windows as if it were one.
     */
    @ParameterizedTest
    @CsvSource({"100", "12"})
    void indicesOfEntitiesCountTheTokensOfTheSequence(int limit) throws IOException {
        TaskContext context =
                context(
                        "bert-token-classification",
                        config -> {},
                        "stride",
                        2,
                        "maxLength",
                        limit,
                        "ignoreLabels",
                        "none");
        int labels = context.config().labels().size();
        Example<NamedEntity[]> example =
                new TokenClassifier(context).begin("A context manager is an object. ".repeat(3));
        NamedEntity[] entities = answer(example, window -> undecided(window, labels));
        int[] indices = Arrays.stream(entities).mapToInt(NamedEntity::getIndex).toArray();
        assertThat(indices).hasSizeGreaterThan(15);
        for (int i = 0; i < indices.length; i++) {
            assertThat(indices[i]).isEqualTo(i + 1);
        }
    }

    /** The pipeline writes what stands in the text where the vocabulary has no token for it. */
    @ParameterizedTest
    @ValueSource(strings = {"\u2603 context manager", "a \u2603 manager", "context manager \u2603"})
    void entitiesHaveTheTextOfWhatIsUnknown(String text) throws IOException {
        TaskContext context =
                context(
                        "bert-token-classification",
                        config -> {},
                        "aggregationStrategy",
                        "simple",
                        "ignoreLabels",
                        "none");
        int labels = context.config().labels().size();
        NamedEntity[] entities =
                answer(
                        new TokenClassifier(context).begin(text),
                        window -> undecided(window, labels));
        assertThat(entities).hasSize(1);
        assertThat(entities[0].getWord()).isEqualTo(text);
    }

    /** The same logits for all labels of all tokens. */
    private NDList undecided(Window window, int labels) {
        Shape shape = new Shape(1, window.length(), labels);
        return new NDList(named("logits", shape, new float[window.length() * labels]));
    }
}
