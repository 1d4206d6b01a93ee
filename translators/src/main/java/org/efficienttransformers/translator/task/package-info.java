/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What a task is, and what runs it; not for applications. A {@link
 * org.efficienttransformers.translator.task.Task} makes an {@link
 * org.efficienttransformers.translator.task.Example} of its input, which gives sequences and makes
 * an answer of the model's outputs. {@link
 * org.efficienttransformers.translator.task.TaskTranslator} runs any of them; the rest is what
 * several tasks share.
 */
package org.efficienttransformers.translator.task;
