/**
 * Transformers of Spark ML for long texts: {@link
 * org.efficienttransformers.spark.LongTextEmbedder}, {@link
 * org.efficienttransformers.spark.LongTextClassifier}, {@link
 * org.efficienttransformers.spark.LongTextTagger}, {@link
 * org.efficienttransformers.spark.LongTextAnswerer} and {@link
 * org.efficienttransformers.spark.LongTextSummarizer}, in batch and in streams.
 */
package org.efficienttransformers.spark;
