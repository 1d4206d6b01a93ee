/**
 * Encoders and heads: from word indices to answers.
 *
 * <p>Start at {@link org.efficienttransformers.model.EncoderModel}, whose attention is an argument,
 * and at {@link org.efficienttransformers.model.EncoderConfig} for its sizes. {@link
 * org.efficienttransformers.model.StateDict} gives its parameters under the names that Hugging Face
 * checkpoints have for them.
 */
package org.efficienttransformers.model;
