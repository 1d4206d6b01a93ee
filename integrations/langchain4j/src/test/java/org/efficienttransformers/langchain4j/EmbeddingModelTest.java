/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.util.List;
import org.efficienttransformers.zoo.ModelSpec;
import org.junit.jupiter.api.Test;

/** Compared with LangChain4j's own model of the same weights, which ONNX Runtime computes. */
class EmbeddingModelTest {

    private static final String FULL = "all-minilm-l6-v2";
    private static final String LONG = "all-minilm-l6-v2-longformer-4096";

    private static EfficientTransformersEmbeddingModel model(String name) {
        return EfficientTransformersEmbeddingModel.builder().model(name).build();
    }

    @Test
    void equalsLangChain4jsOwnModelWhereThatReadsTheWholeText() {
        EmbeddingModel own = new AllMiniLmL6V2EmbeddingModel();
        List<TextSegment> texts =
                List.of(
                        TextSegment.from("Ice kept all ships in port until March."),
                        TextSegment.from("Bees make honey."),
                        TextSegment.from("Why was the harbour closed? ".repeat(10)));
        try (EfficientTransformersEmbeddingModel model = model(FULL)) {
            Response<List<Embedding>> response = model.embedAll(texts);

            assertThat(model.dimension()).isEqualTo(384);
            assertThat(model.embedAll(List.of()).content()).isEmpty();
            for (int i = 0; i < texts.size(); i++) {
                assertThat(
                                CosineSimilarity.between(
                                        response.content().get(i),
                                        own.embed(texts.get(i)).content()))
                        .isCloseTo(1, within(1e-5));
            }
        }
    }

    /** LangChain4j's model cuts at 128 tokens, as its tokenizer.json says; nothing tells so. */
    @Test
    void readsOnWhereLangChain4jsOwnModelStops() {
        String start = "The minutes of the meeting follow. ".repeat(30);
        TextSegment harbour = TextSegment.from(start + "Ice closed the harbour until March.");
        TextSegment bees = TextSegment.from(start + "Bees made honey in the old orchard.");
        EmbeddingModel own = new AllMiniLmL6V2EmbeddingModel();
        try (EfficientTransformersEmbeddingModel model = model(LONG)) {
            assertThat(similarity(own, harbour, bees)).isCloseTo(1, within(1e-6));
            assertThat(similarity(model, harbour, bees)).isLessThan(0.995);
        }
    }

    private static double similarity(EmbeddingModel model, TextSegment one, TextSegment other) {
        List<Embedding> embeddings = model.embedAll(List.of(one, other)).content();
        return CosineSimilarity.between(embeddings.get(0), embeddings.get(1));
    }

    @Test
    void queriesAndDocumentsGetTheirPrompts() {
        try (EfficientTransformersEmbeddingModel plain = model(FULL);
                EfficientTransformersEmbeddingModel prompted =
                        EfficientTransformersEmbeddingModel.builder()
                                .model(FULL)
                                .queryPrompt("query: ")
                                .documentPrompt("passage: ")
                                .build()) {
            assertThat(prompted.embed("bees").content())
                    .isEqualTo(plain.embed("query: bees").content())
                    .isNotEqualTo(plain.embed("bees").content());
            assertThat(prompted.embed(TextSegment.from("bees")).content())
                    .isEqualTo(
                            prompted.embedAll(List.of(TextSegment.from("bees"))).content().get(0))
                    .isEqualTo(plain.embed("passage: bees").content());
        }
    }

    @Test
    void tokensAreCountedAsTheModelDoes() {
        ModelSpec spec = ModelSpec.of(FULL);
        try (EfficientTransformersTokenCountEstimator estimator =
                        new EfficientTransformersTokenCountEstimator(spec);
                EfficientTransformersEmbeddingModel model = model(FULL)) {
            // [CLS] bees make honey . [SEP]
            assertThat(estimator.estimateTokenCountInText("Bees make honey.")).isEqualTo(6);
            assertThat(
                            estimator.estimateTokenCountInMessages(
                                    List.of(
                                            UserMessage.from("Bees make honey."),
                                            AiMessage.from("Bees make honey."))))
                    .isEqualTo(12);
            assertThat(model.embed("Bees make honey.").tokenUsage().inputTokenCount()).isEqualTo(6);
        }
    }

    @Test
    void whatCantBeDoneIsOneSentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model("all-minilm"))
                .withMessageContaining("There is no model 'all-minilm'")
                .withMessageContaining(FULL);
        EfficientTransformersEmbeddingModel model = model(FULL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.embed("bees ".repeat(600)))
                .withMessageContaining("602")
                .withMessageContaining("512");
        model.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> model.embed("bees"))
                .withMessageContaining("closed");
    }
}
