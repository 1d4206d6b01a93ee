/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Answers that stand in a text. Start at {@link
 * org.efficienttransformers.finetune.task.question.QuestionAnsweringTask}; a text that is longer
 * than the model is read in {@link
 * org.efficienttransformers.finetune.task.question.QuestionWindows}, of whose answers {@code
 * BestSpan} takes the best.
 */
package org.efficienttransformers.finetune.task.question;
