/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.springai;

import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.rag.postretrieval.document.DocumentPostProcessor;
import org.springframework.ai.tokenizer.TokenCountEstimator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the beans whose models are named in the properties, unless the application has its own. The
 * context closes them, after the predictions under way.
 */
@AutoConfiguration
@EnableConfigurationProperties(EfficientTransformersProperties.class)
public class EfficientTransformersAutoConfiguration {

    /** Made by Spring. */
    EfficientTransformersAutoConfiguration() {}

    /** What is made where an embedding model is named. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("efficient-transformers.embedding.model")
    static class EmbeddingConfiguration {

        @Bean
        @ConditionalOnMissingBean(EmbeddingModel.class)
        EfficientTransformersEmbeddingModel efficientTransformersEmbeddingModel(
                EfficientTransformersProperties properties) {
            EfficientTransformersProperties.Embedding embedding = properties.embedding();
            return new EfficientTransformersEmbeddingModel(
                    embedding.spec(), embedding.queryPrompt(), embedding.documentPrompt());
        }

        @Bean
        @ConditionalOnMissingBean(TokenCountEstimator.class)
        EfficientTransformersTokenCountEstimator efficientTransformersTokenCountEstimator(
                EfficientTransformersProperties properties) {
            return new EfficientTransformersTokenCountEstimator(properties.embedding().spec());
        }
    }

    /** What is made where a reranker is named and spring-ai-rag is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DocumentPostProcessor.class)
    @ConditionalOnProperty("efficient-transformers.reranker.model")
    static class RerankerConfiguration {

        @Bean
        @ConditionalOnMissingBean
        EfficientTransformersReranker efficientTransformersReranker(
                EfficientTransformersProperties properties) {
            EfficientTransformersProperties.Reranker reranker = properties.reranker();
            return new EfficientTransformersReranker(reranker.spec(), reranker.topK());
        }
    }
}
