/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What there is to learn of texts: one {@link org.efficienttransformers.finetune.FineTuningTask}
 * for each kind of head, with its examples. Labels for whole texts are in {@code
 * finetune.task.classification}, where to start, and answers within texts in {@code
 * finetune.task.question}; here are labels for words, vectors, and texts that are written.
 */
package org.efficienttransformers.finetune.task;
