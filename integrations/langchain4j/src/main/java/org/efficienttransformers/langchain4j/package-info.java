/**
 * LangChain4j: embedding models, rerankers and token counts by models that read long texts whole.
 *
 * <p>Start at {@link org.efficienttransformers.langchain4j.EfficientTransformersEmbeddingModel}.
 */
package org.efficienttransformers.langchain4j;
