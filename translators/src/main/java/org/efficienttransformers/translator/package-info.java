/**
 * Text in, answers out: a DJL Translator for each task.
 *
 * <p>Start at {@link org.efficienttransformers.translator.EfficientTransformersTranslatorFactory},
 * which chooses by types and head. A task is a {@code Task}: it makes sequences of its input and an
 * answer of the model's outputs. {@code TaskTranslator} runs any of them, {@code WindowPlanner}
 * makes windows of texts that are longer than the model.
 */
package org.efficienttransformers.translator;
