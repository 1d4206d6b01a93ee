/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationOutput;
import ai.djl.translate.TranslateException;
import ai.djl.util.StringPair;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts give what transformers gives for them, in either form of the kernels. */
class TextFixtureTest {

    private static final double TOLERANCE = 1e-5;

    static List<Arguments> cases() throws IOException {
        List<Path> folders = new ArrayList<>(TextFixtures.models());
        String more = System.getProperty("textFixtures");
        if (more != null) {
            try (Stream<Path> list = Files.list(Path.of(more))) {
                list.sorted().forEach(folders::add);
            }
        }
        List<Arguments> cases = new ArrayList<>();
        for (Path folder : folders) {
            if (Checkpoint.supports(PretrainedConfig.read(folder).modelType())) {
                cases.add(Arguments.of(folder, "portable"));
                cases.add(Arguments.of(folder, "fused"));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void givesWhatTransformersGives(Path folder, String kernels) throws Exception {
        for (Map.Entry<List<JsonObject>, String> texts : byAttention(folder).entrySet()) {
            Setting setting = new Setting(kernels, texts.getValue(), -1);
            if (!texts.getKey().isEmpty()) {
                givesWhatTransformersGives(folder, setting, texts.getKey());
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("longCases")
    void combinesWindowsAsDefined(Path folder, String kernels) throws Exception {
        JsonObject text = TextFixtures.expected(folder).getAsJsonObject("long");
        Setting setting = new Setting(kernels, "", text.get("stride").getAsInt());
        givesWhatTransformersGives(folder, setting, List.of(text));
    }

    static List<Arguments> longCases() throws IOException {
        return cases().stream()
                .filter(it -> TextFixtures.expected((Path) it.get()[0]).has("long"))
                .toList();
    }

    private static void givesWhatTransformersGives(
            Path folder, Setting setting, List<JsonObject> texts) throws Exception {
        switch (TextFixtures.expected(folder).get("task").getAsString()) {
            case "text-classification" -> textClassification(folder, setting, texts);
            case "fill-mask" -> fillMask(folder, setting, texts);
            case "feature-extraction" -> embedding(folder, setting, texts);
            case "question-answering" -> questionAnswering(folder, setting, texts);
            case "token-classification" -> tokenClassification(folder, setting, texts);
            case "zero-shot-classification" -> zeroShot(folder, setting, texts);
            case "multiple-choice" -> multipleChoice(folder, setting, texts);
            case "reranking" -> reranking(folder, setting, texts);
            case "summarization" -> summarization(folder, setting, texts);
            default -> throw new AssertionError("unknown task in " + folder);
        }
    }

    /**
     * The texts that transformers' BigBird answered with its own attention, and those with full
     * attention: once it has had a text that is too short for its blocks, it attends fully for
     * good. What we load decides again for each text, so that the latter need {@code
     * attention=full}.
     */
    private static Map<List<JsonObject>, String> byAttention(Path folder) throws IOException {
        List<JsonObject> texts = TextFixtures.cases(folder);
        PretrainedConfig config = PretrainedConfig.read(folder);
        if (!config.modelType().equals("big_bird")) {
            return Map.of(texts, "");
        }
        int tooShort = (5 + 2 * config.integer("num_random_blocks")) * config.integer("block_size");
        int fit = 0;
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            while (fit < texts.size() && length(tokenizer, texts.get(fit)) > tooShort) {
                fit++;
            }
        }
        return Map.of(texts.subList(0, fit), "", texts.subList(fit, texts.size()), "full");
    }

    private static int length(TextTokenizer tokenizer, JsonObject text) {
        int length = tokenizer.encode(text.get("text").getAsString()).length();
        return text.has("question")
                ? length
                        + tokenizer.encode(text.get("question").getAsString()).length()
                        + tokenizer.pair().addedTokens()
                : length + tokenizer.single().addedTokens();
    }

    private static Object[] arguments(Setting setting, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("kernels", setting.kernels));
        if (!setting.attention.isEmpty()) {
            arguments.addAll(List.of("attention", setting.attention));
        }
        if (setting.stride >= 0) {
            arguments.addAll(List.of("stride", setting.stride));
        }
        arguments.addAll(List.of(more));
        return arguments.toArray();
    }

    /** How to load a folder. */
    private record Setting(String kernels, String attention, int stride) {}

    private static void textClassification(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        try (var model =
                        LoadedModel.load(
                                folder, String.class, Classifications.class, arguments(setting));
                var pairModel =
                        LoadedModel.load(
                                folder,
                                StringPair.class,
                                Classifications.class,
                                arguments(setting));
                Predictor<String, Classifications> predictor = model.predictor();
                Predictor<StringPair, Classifications> pairPredictor = pairModel.predictor()) {
            for (JsonObject text : texts) {
                String first = text.get("text").getAsString();
                Classifications answer =
                        text.has("text_pair")
                                ? pairPredictor.predict(
                                        new StringPair(first, text.get("text_pair").getAsString()))
                                : predictor.predict(first);
                JsonObject probabilities = text.getAsJsonObject("probabilities");
                assertThat(answer.getClassNames())
                        .containsExactlyInAnyOrderElementsOf(probabilities.keySet());
                probabilities
                        .asMap()
                        .forEach(
                                (label, probability) ->
                                        assertThat(answer.get(label).getProbability())
                                                .isCloseTo(
                                                        probability.getAsDouble(),
                                                        within(TOLERANCE)));
            }
        }
    }

    private static void questionAnswering(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        for (boolean noAnswer : new boolean[] {false, true}) {
            String key = noAnswer ? "best_or_none" : "best";
            try (var model =
                            LoadedModel.load(
                                    folder,
                                    QAInput.class,
                                    Answer.class,
                                    arguments(setting, "noAnswer", noAnswer));
                    Predictor<QAInput, Answer> predictor = model.predictor()) {
                for (JsonObject text : texts) {
                    String context = text.get("text").getAsString();
                    if (text.has(key)) {
                        QAInput input = new QAInput(text.get("question").getAsString(), context);
                        assertAnswer(predictor.predict(input), text.get(key), context);
                    }
                }
            }
        }
    }

    private static void assertAnswer(Answer answer, JsonElement expected, String context) {
        if (expected.isJsonObject()) {
            // The originals have the best span only, its score as a sum of logits.
            JsonObject best = expected.getAsJsonObject();
            int start = context.offsetByCodePoints(0, best.get("start").getAsInt());
            int end = context.offsetByCodePoints(0, best.get("end").getAsInt());
            assertThat(answer.start()).isEqualTo(start);
            assertThat(answer.end()).isEqualTo(end);
            assertThat(answer.text()).isEqualTo(best.get("answer").getAsString());
            return;
        }
        JsonArray best = expected.getAsJsonArray();
        assertThat(answer.best()).hasSize(best.size());
        for (int i = 0; i < best.size(); i++) {
            JsonObject span = best.get(i).getAsJsonObject();
            Answer.Span actual = answer.best().get(i);
            assertThat(actual.start()).isEqualTo(span.get("start").getAsInt());
            assertThat(actual.end()).isEqualTo(span.get("end").getAsInt());
            assertThat(actual.text()).isEqualTo(span.get("text").getAsString());
            assertThat(actual.score())
                    .isCloseTo(span.get("score").getAsDouble(), within(TOLERANCE));
        }
        assertThat(answer.text()).isEqualTo(answer.best().get(0).text());
        assertThat(context.substring(answer.start(), answer.end())).isEqualTo(answer.text());
    }

    private static void tokenClassification(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        for (String strategy : List.of("none", "simple", "first", "average", "max")) {
            if (!texts.get(0).has(strategy) && !strategy.equals("none")) {
                continue; // the originals have tokens only
            }
            // The originals leave no label out, and have special tokens too.
            boolean original = texts.get(0).has("tokens");
            try (var model =
                            LoadedModel.load(
                                    folder,
                                    String.class,
                                    NamedEntity[].class,
                                    arguments(
                                            setting,
                                            "aggregationStrategy",
                                            strategy,
                                            "ignoreLabels",
                                            original ? "" : "O"));
                    Predictor<String, NamedEntity[]> predictor = model.predictor()) {
                for (JsonObject text : texts) {
                    NamedEntity[] entities = predictor.predict(text.get("text").getAsString());
                    if (original) {
                        JsonArray tokens = text.getAsJsonArray("tokens");
                        tokens.remove(0);
                        tokens.remove(tokens.size() - 1);
                        assertOriginalTokens(entities, tokens, text.get("text").getAsString());
                    } else {
                        assertEntities(
                                // Of a long text, the fixture has each tenth.
                                text.has("stride") ? eachTenth(entities) : entities,
                                text.getAsJsonArray(strategy));
                    }
                }
            }
        }
    }

    private static void assertOriginalTokens(NamedEntity[] actual, JsonArray tokens, String text) {
        assertThat(actual).hasSize(tokens.size());
        for (int i = 0; i < actual.length; i++) {
            JsonObject token = tokens.get(i).getAsJsonObject();
            assertThat(actual[i].getWord()).isEqualTo(token.get("token").getAsString());
            assertThat(actual[i].getEntity()).isEqualTo(token.get("label").getAsString());
            assertThat((double) actual[i].getScore())
                    .isCloseTo(token.get("score").getAsDouble(), within(TOLERANCE));
            assertThat(actual[i].getStart())
                    .isEqualTo(text.offsetByCodePoints(0, token.get("start").getAsInt()));
            assertThat(actual[i].getEnd())
                    .isEqualTo(text.offsetByCodePoints(0, token.get("end").getAsInt()));
        }
    }

    private static NamedEntity[] eachTenth(NamedEntity[] entities) {
        return IntStream.range(0, entities.length)
                .filter(i -> i % 10 == 0)
                .mapToObj(i -> entities[i])
                .toArray(NamedEntity[]::new);
    }

    private static void assertEntities(NamedEntity[] actual, JsonArray expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            JsonObject entity = expected.get(i).getAsJsonObject();
            assertThat(actual[i].getEntity()).isEqualTo(entity.get("entity").getAsString());
            assertThat((double) actual[i].getScore())
                    .isCloseTo(entity.get("score").getAsDouble(), within(TOLERANCE));
            assertThat(actual[i].getStart()).isEqualTo(entity.get("start").getAsInt());
            assertThat(actual[i].getEnd()).isEqualTo(entity.get("end").getAsInt());
            if (entity.has("word")) {
                assertThat(actual[i].getWord()).isEqualTo(entity.get("word").getAsString());
            }
        }
    }

    private static void zeroShot(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        try (var model =
                        LoadedModel.load(
                                folder,
                                ZeroShotClassificationInput.class,
                                ZeroShotClassificationOutput.class,
                                arguments(setting));
                Predictor<ZeroShotClassificationInput, ZeroShotClassificationOutput> predictor =
                        model.predictor()) {
            for (JsonObject text : texts) {
                ZeroShotClassificationOutput answer =
                        predictor.predict(
                                new ZeroShotClassificationInput(
                                        text.get("text").getAsString(),
                                        strings(text, "candidate_labels"),
                                        text.get("multi_label").getAsBoolean()));
                assertThat(answer.getLabels()).isEqualTo(strings(text, "labels"));
                assertThat(answer.getScores())
                        .containsExactly(doubles(text, "scores"), within(TOLERANCE));
            }
        }
    }

    private static void multipleChoice(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        try (var model =
                        LoadedModel.load(
                                folder,
                                MultipleChoiceInput.class,
                                Classifications.class,
                                arguments(setting));
                Predictor<MultipleChoiceInput, Classifications> predictor = model.predictor()) {
            for (JsonObject text : texts) {
                List<String> choices = List.of(strings(text, "choices"));
                Classifications answer =
                        predictor.predict(
                                new MultipleChoiceInput(text.get("text").getAsString(), choices));
                assertThat(answer.getClassNames()).isEqualTo(choices);
                double[] scores = doubles(text, "scores");
                for (int i = 0; i < scores.length; i++) {
                    assertThat(answer.getProbabilities().get(i))
                            .isCloseTo(scores[i], within(TOLERANCE));
                }
            }
        }
    }

    private static void reranking(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        try (var model =
                        LoadedModel.load(
                                folder, RerankInput.class, float[].class, arguments(setting));
                Predictor<RerankInput, float[]> predictor = model.predictor()) {
            for (JsonObject text : texts) {
                List<JsonObject> documents =
                        text.getAsJsonArray("documents").asList().stream()
                                .map(JsonElement::getAsJsonObject)
                                .toList();
                List<String> asked =
                        documents.stream().map(it -> it.get("text").getAsString()).toList();
                float[] scores =
                        predictor.predict(new RerankInput(text.get("query").getAsString(), asked));
                assertThat(scores).hasSize(documents.size());
                for (int i = 0; i < scores.length; i++) {
                    assertThat((double) scores[i])
                            .isCloseTo(
                                    documents.get(i).get("score").getAsDouble(), within(TOLERANCE));
                }
                assertThat(
                                IntStream.range(0, scores.length)
                                        .boxed()
                                        .sorted((a, b) -> Float.compare(scores[b], scores[a])))
                        .containsExactlyElementsOf(
                                text.getAsJsonArray("ranking").asList().stream()
                                        .map(JsonElement::getAsInt)
                                        .toList());
            }
        }
    }

    private static String[] strings(JsonObject object, String key) {
        return object.getAsJsonArray(key).asList().stream()
                .map(JsonElement::getAsString)
                .toArray(String[]::new);
    }

    private static double[] doubles(JsonObject object, String key) {
        return object.getAsJsonArray(key).asList().stream()
                .mapToDouble(JsonElement::getAsDouble)
                .toArray();
    }

    /** The folder's own way to write, and the greedy one that expected.json describes. */
    private static void summarization(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        List<Object> greedy = new ArrayList<>();
        JsonObject asked = TextFixtures.expected(folder).getAsJsonObject("greedy");
        for (var known : GenerationSettings.ALL) {
            if (asked.has(known.key())) {
                String argument = known.argument();
                greedy.add(argument == null ? known.key() : argument);
                greedy.add(asked.get(known.key()).getAsString());
            }
        }
        for (String run : List.of("default", "greedy")) {
            Object[] more = run.equals("greedy") ? greedy.toArray() : new Object[0];
            try (var model =
                            LoadedModel.load(
                                    folder, String.class, String.class, arguments(setting, more));
                    Predictor<String, String> predictor = model.predictor()) {
                for (JsonObject text : texts) {
                    assertThat(predictor.predict(text.get("text").getAsString()))
                            .as(run)
                            .isEqualTo(text.getAsJsonObject(run).get("text").getAsString());
                }
            }
        }
    }

    private static void fillMask(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        try (var model =
                        LoadedModel.load(
                                folder, String.class, Classifications[].class, arguments(setting));
                Predictor<String, Classifications[]> predictor = model.predictor()) {
            for (JsonObject text : texts) {
                Classifications[] answers = predictor.predict(text.get("text").getAsString());
                // The originals have one mask each, and its answers as "top".
                List<JsonElement> masks =
                        text.has("top")
                                ? List.of(text.get("top"))
                                : text.getAsJsonArray("masks").asList();
                assertThat(answers).hasSize(masks.size());
                for (int i = 0; i < answers.length; i++) {
                    assertFilled((FilledMask) answers[i], masks.get(i).getAsJsonArray());
                }
            }
        }
    }

    private static void assertFilled(FilledMask answer, JsonArray top) {
        assertThat(answer.tokens()).hasSize(top.size());
        for (int i = 0; i < top.size(); i++) {
            JsonObject best = top.get(i).getAsJsonObject();
            assertThat(answer.tokens().get(i))
                    .isEqualTo(
                            new FilledMask.Token(
                                    best.get("id").getAsInt(),
                                    best.get("token").getAsString(),
                                    best.get("text").getAsString()));
            assertThat(answer.getProbabilities().get(i))
                    .isCloseTo(best.get("probability").getAsDouble(), within(TOLERANCE));
        }
    }

    private static void embedding(Path folder, Setting setting, List<JsonObject> texts)
            throws IOException, TranslateException {
        // As the folder says, where it is one of sentence-transformers; the originals have no max.
        for (String pooling : List.of("embedding", "mean", "cls", "max")) {
            if (!texts.get(0).has(pooling)) {
                continue;
            }
            Object[] asked =
                    pooling.equals("embedding")
                            ? arguments(setting)
                            : arguments(setting, "pooling", pooling, "normalize", false);
            try (var model = LoadedModel.load(folder, String.class, float[].class, asked);
                    Predictor<String, float[]> predictor = model.predictor()) {
                for (JsonObject text : texts) {
                    float[] vector = predictor.predict(text.get("text").getAsString());
                    JsonArray numbers = text.getAsJsonArray(pooling);
                    assertThat(vector).hasSize(numbers.size());
                    for (int i = 0; i < vector.length; i++) {
                        assertThat(vector[i]).isCloseTo(numbers.get(i).getAsFloat(), within(5e-5f));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void cutsTextsAsTransformersDoes(Path folder) throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            for (JsonObject text : TextFixtures.cases(folder)) {
                if (text.has("input_ids")) {
                    IntStream ids =
                            IntStream.of(tokenizer.encode(text.get("text").getAsString()).ids());
                    ids = IntStream.concat(IntStream.of(tokenizer.single().prefix()), ids);
                    ids = IntStream.concat(ids, IntStream.of(tokenizer.single().suffix()));
                    assertThat(ids.toArray())
                            .isEqualTo(
                                    text.getAsJsonArray("input_ids").asList().stream()
                                            .mapToInt(JsonElement::getAsInt)
                                            .toArray());
                }
            }
        }
    }
}
