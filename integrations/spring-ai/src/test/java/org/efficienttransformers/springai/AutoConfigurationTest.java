/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.rag.Query;
import org.springframework.ai.tokenizer.TokenCountEstimator;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Beans come from properties alone, work with a vector store, and are closed with the context. */
class AutoConfigurationTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(EfficientTransformersAutoConfiguration.class));
    private final ApplicationContextRunner configured =
            application.withPropertyValues(
                    "efficient-transformers.embedding.model=all-minilm-l6-v2",
                    "efficient-transformers.embedding.arguments.attention=longformer",
                    "efficient-transformers.embedding.arguments.attentionWindow=128",
                    "efficient-transformers.embedding.arguments.maxLength=1024",
                    "efficient-transformers.embedding.query-prompt=query: ");

    @Test
    void withoutPropertiesThereAreNoBeans() {
        application.run(
                context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context).doesNotHaveBean(EmbeddingModel.class);
                    assertThat(context).doesNotHaveBean(TokenCountEstimator.class);
                    assertThat(context).doesNotHaveBean(EfficientTransformersReranker.class);
                });
    }

    @Test
    void aVectorStoreFindsWhatIsFarFromTheBeginningOfAText() {
        configured.run(
                context -> {
                    EmbeddingModel model = context.getBean(EmbeddingModel.class);
                    assertThat(model.dimensions()).isEqualTo(384);
                    SimpleVectorStore store = SimpleVectorStore.builder(model).build();
                    String start = "The minutes of the meeting follow. ".repeat(80);
                    store.add(
                            List.of(
                                    new Document(start + "Ice closed the harbour until March."),
                                    new Document(start + "Bees made honey in the orchard.")));
                    List<Document> found =
                            store.similaritySearch(
                                    SearchRequest.builder()
                                            .query("bees and honey")
                                            .topK(1)
                                            .build());
                    assertThat(found.get(0).getText()).contains("Bees");
                    // [CLS] bees make honey . [SEP]
                    assertThat(
                                    context.getBean(TokenCountEstimator.class)
                                            .estimate("Bees make honey."))
                            .isEqualTo(6);
                });
    }

    @Test
    void queriesGetTheirPromptAndRequestsSayWhatTheyUsed() {
        configured.run(
                context -> {
                    EmbeddingModel model = context.getBean(EmbeddingModel.class);
                    EmbeddingResponse response =
                            model.embedForResponse(List.of("query: bees", "Bees make honey."));
                    assertThat(model.embed("bees"))
                            .isEqualTo(response.getResults().get(0).getOutput());
                    assertThat(model.embed(new Document("Bees make honey.")))
                            .isEqualTo(response.getResults().get(1).getOutput());
                    assertThat(response.getMetadata().getUsage().getPromptTokens())
                            .isEqualTo(5 + 6);
                    assertThatIllegalArgumentException()
                            .isThrownBy(
                                    () ->
                                            model.call(
                                                    new EmbeddingRequest(
                                                            List.of("bees"),
                                                            EmbeddingOptions.builder()
                                                                    .dimensions(64)
                                                                    .build())))
                            .withMessageContaining("64")
                            .withMessageContaining("384");
                });
    }

    @Test
    void theContextClosesTheModel() {
        EmbeddingModel[] kept = new EmbeddingModel[1];
        configured.run(context -> kept[0] = context.getBean(EmbeddingModel.class));
        assertThatIllegalStateException()
                .isThrownBy(() -> kept[0].embed("bees"))
                .withMessageContaining("closed");
    }

    /** The scores are those of sentence-transformers, whose order is another one than was given. */
    @Test
    void theRerankerPutsTheBestFirst() {
        application
                .withPropertyValues(
                        "efficient-transformers.reranker.model="
                                + "../../translators/src/test/resources/sentence/classifier-1",
                        "efficient-transformers.reranker.top-k=1")
                .run(
                        context -> {
                            List<Document> best =
                                    context.getBean(EfficientTransformersReranker.class)
                                            .process(
                                                    new Query("where is the harbour"),
                                                    List.of(
                                                            new Document(
                                                                    "Bees make honey. ".repeat(4)),
                                                            new Document("The harbour of Paris")));
                            assertThat(best).hasSize(1);
                            assertThat(best.get(0).getText()).isEqualTo("The harbour of Paris");
                            assertThat(best.get(0).getScore())
                                    .isCloseTo(0.5561460852622986, within(1e-5));
                        });
    }

    @Test
    void aModelThatIsNotThereStopsTheApplicationWithASentence() {
        application
                .withPropertyValues("efficient-transformers.embedding.model=all-minilm")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .hasMessageContaining("There is no model 'all-minilm'"));
    }
}
