/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationOutput;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Blocks;
import ai.djl.translate.TranslateException;
import ai.djl.util.StringPair;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types and the head choose the translator; what doesn't fit is one sentence. */
class TranslatorFactoryTest {

    private static final Path CLASSIFIER = TextFixtures.model("longformer-text-classification");

    @TempDir Path folder;

    @Test
    void typesThatTheHeadCannotServeAreRefusedWithThoseItCan() {
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(
                                        TextFixtures.model("longformer-question-answering"),
                                        String.class,
                                        Classifications.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The model has the head QUESTION_ANSWERING, which can't serve String ->"
                                + " Classifications; it serves QAInput -> Answer, QAInput ->"
                                + " String, String -> float[], Input -> Output, NDList ->"
                                + " NDList.");
    }

    @Test
    void typesOfImagesReachTheSentenceToo() {
        EfficientTransformersTranslatorFactory factory =
                new EfficientTransformersTranslatorFactory();
        assertThat(factory.isSupported(Image.class, Classifications.class)).isTrue();
        assertThatThrownBy(() -> LoadedModel.load(CLASSIFIER, Image.class, Classifications.class))
                .hasMessageContaining("can't serve Image -> Classifications; it serves String ->");
    }

    @Test
    void allTypesOfTheDesignAreNamed() {
        assertThat(new EfficientTransformersTranslatorFactory().getSupportedTypes())
                .extracting(types -> types.getKey() + " " + types.getValue())
                .contains(
                        String.class + " " + Classifications.class,
                        QAInput.class + " " + String.class,
                        QAInput.class + " " + Answer.class,
                        String.class + " " + NamedEntity[].class,
                        String.class + " " + float[].class,
                        StringPair.class + " " + Classifications.class,
                        Input.class + " " + Output.class,
                        NDList.class + " " + NDList.class);
    }

    @Test
    void aModelWithAHeadGivesEmbeddingsWithoutIt() throws Exception {
        try (var model = LoadedModel.load(CLASSIFIER, String.class, float[].class);
                Predictor<String, float[]> predictor = model.predictor()) {
            assertThat(((TransformerModel) model.model().getBlock()).head()).isEqualTo(Head.BASE);
            assertThat(predictor.predict("An object.")).hasSize(24);
        }
    }

    @Test
    void embeddingsAreScaledIfAskedFor() throws Exception {
        Path fixture = TextFixtures.model("longformer-embedding");
        try (var model = LoadedModel.load(fixture, String.class, float[].class);
                var scaled =
                        LoadedModel.load(fixture, String.class, float[].class, "normalize", true);
                Predictor<String, float[]> predictor = model.predictor();
                Predictor<String, float[]> scaling = scaled.predictor()) {
            float[] vector = predictor.predict("An object.");
            double norm = 0;
            for (float value : vector) {
                norm += value * value;
            }
            float[] unit = scaling.predict("An object.");
            for (int i = 0; i < unit.length; i++) {
                assertThat(unit[i]).isCloseTo((float) (vector[i] / Math.sqrt(norm)), within(1e-6f));
            }
        }
    }

    @Test
    void rawArraysNeedNoTokenizerAndComeNamed() throws Exception {
        copyWithoutTokenizer(CLASSIFIER);
        try (var model = LoadedModel.load(folder, NDList.class, NDList.class, "topK", 3);
                Predictor<NDList, NDList> predictor = model.predictor();
                NDManager manager = model.model().getNDManager().newSubManager()) {
            NDArray ids = manager.create(new long[][] {{0, 7, 8, 2}, {0, 9, 10, 2}});
            NDList outputs = predictor.predict(new NDList(ids));
            assertThat(outputs.get("logits").getShape().getShape()).containsExactly(2, 3);
        }
    }

    @Test
    void anArgumentWithoutMeaningForTheTaskIsRefused() {
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(
                                        CLASSIFIER,
                                        String.class,
                                        Classifications.class,
                                        "pooling",
                                        "cls"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "pooling has no meaning for text classification; its arguments:"
                                + " functionToApply, maxLength, stride, topK, truncation.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topK | 0 | topK is '0'; allowed: a whole number of 1 or more.",
                "topK | many | topK is 'many'; allowed: a whole number of 1 or more.",
                "truncation | yes | truncation is 'yes'; allowed: true, false.",
                "stride | -1 | stride is '-1'; allowed: a whole number of 0 or more.",
                "stride | 126 | stride is 126; it must be less than the 126 tokens that a window"
                        + " has room for.",
                "maxLength | 1.5 | maxLength is '1.5'; allowed: a whole number of 1 or more.",
                "maxLength | 2 | maxLength is 2; it must be more than the 2 special tokens around"
                        + " a text.",
                "functionToApply | tanh | functionToApply is 'tanh'; allowed: default, softmax,"
                        + " sigmoid, none."
            })
    void valuesThatAreNotAllowedAreRefused(String name, String value, String message) {
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(
                                        CLASSIFIER,
                                        String.class,
                                        Classifications.class,
                                        name,
                                        value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void truncationAndStrideExcludeEachOther() {
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(
                                        CLASSIFIER,
                                        String.class,
                                        Classifications.class,
                                        "stride",
                                        20,
                                        "truncation",
                                        true))
                .hasMessage(
                        "truncation is true and stride is 20; allowed: one of them, to cut longer"
                                + " texts or to combine windows.");
    }

    @Test
    void functionToApplyOverridesWhatConfigJsonAsksFor() throws Exception {
        try (var model =
                        LoadedModel.load(
                                CLASSIFIER,
                                String.class,
                                Classifications.class,
                                "functionToApply",
                                "none");
                var softmax = LoadedModel.load(CLASSIFIER, String.class, Classifications.class);
                Predictor<String, Classifications> raw = model.predictor();
                Predictor<String, Classifications> predictor = softmax.predictor()) {
            double sum =
                    raw.predict("An object.").getProbabilities().stream()
                            .mapToDouble(Math::exp)
                            .sum();
            double first = raw.predict("An object.").getProbabilities().get(0);
            assertThat(predictor.predict("An object.").getProbabilities().get(0))
                    .isCloseTo(Math.exp(first) / sum, within(1e-6));
        }
    }

    @Test
    void zeroShotNeedsALabelOfEntailment() {
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(
                                        CLASSIFIER,
                                        ZeroShotClassificationInput.class,
                                        ZeroShotClassificationOutput.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "Zero-shot classification needs a model of natural language inference, with"
                                + " a label that begins with 'entail'; the labels of .*config.json are"
                                + " \\[LABEL_0, LABEL_1, LABEL_2].");
    }

    @Test
    void aFolderWithoutTokenizerIsOneSentence() throws IOException {
        copyWithoutTokenizer(CLASSIFIER);
        assertThatThrownBy(() -> LoadedModel.load(folder, String.class, Classifications.class))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("There is no tokenizer in " + folder);
    }

    @Test
    void aTokenThatTheModelHasNoEmbeddingForMattersInTextsThatHaveIt()
            throws IOException, TranslateException {
        copyWithoutTokenizer(CLASSIFIER);
        Path file = TextFixtures.tokenizer("byte-pairs").resolve("tokenizer.json");
        JsonObject tokenizer = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonObject token = new JsonObject();
        token.addProperty("id", 500);
        token.addProperty("content", "[new]");
        JsonArray added = tokenizer.getAsJsonArray("added_tokens");
        added.add(merge(added.get(0).getAsJsonObject(), token));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toString());
        try (LoadedModel<String, Classifications> model =
                        LoadedModel.load(folder, String.class, Classifications.class);
                Predictor<String, Classifications> predictor = model.predictor()) {
            assertThat(predictor.predict("a plain text").items()).isNotEmpty();
            assertThatThrownBy(() -> predictor.predict("a [new] text"))
                    .isInstanceOf(TranslateException.class)
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("500")
                    .hasMessageContaining("vocab_size");
        }
    }

    private static JsonObject merge(JsonObject base, JsonObject changes) {
        JsonObject merged = base.deepCopy();
        changes.asMap().forEach(merged::add);
        return merged;
    }

    @Test
    void aTokenizerWithoutMaskFillsNone() throws IOException {
        Path fixture = TextFixtures.model("longformer-fill-mask");
        copyWithoutTokenizer(fixture);
        String json = Files.readString(fixture.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer.json"), json.replace("<mask>", "<other>"));
        assertThatThrownBy(() -> LoadedModel.load(folder, String.class, Classifications.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        folder.resolve("tokenizer.json")
                                + " has no mask token, which filling masks needs;"
                                + " tokenizer_config.json may name it as mask_token.");
    }

    @Test
    void moreCandidatesThanWordsAreRefused() {
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(
                                        TextFixtures.model("longformer-fill-mask"),
                                        String.class,
                                        Classifications.class,
                                        "topK",
                                        501))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topK is 501; allowed: up to the vocabulary's 500.");
    }

    @Test
    void anotherBlockIsRefused() {
        try (Model model = Model.newInstance("model", "PyTorch")) {
            model.setBlock(Blocks.identityBlock());
            assertThatThrownBy(
                            () ->
                                    new EfficientTransformersTranslatorFactory()
                                            .newInstance(
                                                    NDList.class, NDList.class, model, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("it must be a TransformerModel, as Checkpoint loads it.");
        }
    }

    private void copyWithoutTokenizer(Path fixture) throws IOException {
        try (Stream<Path> files = Files.list(fixture)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith("tokenizer")) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        }
    }
}
