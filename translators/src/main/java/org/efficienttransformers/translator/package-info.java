/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Text in, answers out: a DJL Translator for each task. Here is what applications name: inputs and
 * answers where DJL has none, and {@link
 * org.efficienttransformers.translator.EfficientTransformersTranslatorFactory}, where to start: it
 * chooses a task by the types asked for and the model's head, of those in {@code TaskType}.
 *
 * <pre>
 * translator.serving   whichever task it is, as DJL Serving calls it
 * translator.read      tasks that read a text: labels, scores, spans, vectors
 * translator.write     tasks that write one
 * translator.task      what a task is, and what runs any task as a Translator
 * translator.window    windows of texts that are longer than the model
 * </pre>
 *
 * <p>These five are not for applications. Each knows those below it in this list, and the inputs
 * and answers here; the factory and {@code TaskType} alone know them all.
 */

/**
 * Text in, answers out: a DJL Translator for each task. Here is what applications name: inputs and
 * answers where DJL has none, and {@link
 * org.efficienttransformers.translator.EfficientTransformersTranslatorFactory}, where to start: it
 * chooses a task by the types asked for and the model's head, of those in {@code TaskType}.
 *
 * <pre>
 * translator.task      what a task is, and what runs any task as a Translator
 * translator.read      tasks that read a text: labels, scores, spans, vectors
 * translator.write     tasks that write one
 * translator.serving   whichever task it is, as DJL Serving calls it
 * translator.window    windows of texts that are longer than the model
 * </pre>
 *
 * <p>These five are for each other and not for applications. Their arrows go downwards in this
 * list, but for serving, which knows the tasks; the factory and {@code TaskType} alone know them
 * all.
 */
package org.efficienttransformers.translator;
