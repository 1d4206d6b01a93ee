/**
 * Spring AI: embedding models, rerankers and token counts by models that read long texts whole, as
 * beans made from the properties of {@link
 * org.efficienttransformers.springai.EfficientTransformersProperties}.
 */
package org.efficienttransformers.springai;
