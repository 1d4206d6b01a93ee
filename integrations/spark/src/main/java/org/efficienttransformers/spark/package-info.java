/**
 * Transformers of Spark ML for long texts: {@link
 * org.efficienttransformers.spark.LongTextEmbedder}, {@link
 * org.efficienttransformers.spark.LongTextClassifier}, {@link
 * org.efficienttransformers.spark.LongTextTagger} and {@link
 * org.efficienttransformers.spark.LongTextAnswerer}, in batch and in streams.
 */
package org.efficienttransformers.spark;
