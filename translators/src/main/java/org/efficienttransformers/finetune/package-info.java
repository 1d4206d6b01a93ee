/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Fine-tuning, and training from scratch: from texts and labels to a Hugging Face folder.
 *
 * <pre>
 *   try (NDManager manager = NDManager.newBaseManager()) {
 *       Trainee trainee = Trainee.load(
 *               folder, Head.SEQUENCE_CLASSIFICATION, List.of("ham", "spam"), LoadOptions.DEFAULT, manager);
 *       ClassificationTask task = new ClassificationTask(
 *               new Examples(
 *                       TokenSequences.of(trainee.encode(texts, true)),
 *                       new SingleLabel(classes, List.of("ham", "spam"))),
 *               validation, trainee.batching(settings), Masking.NONE);
 *       new FineTuning(trainee, task, settings)
 *               .run(output, false, new RunRecord("mail"), listener, manager);
 *   }
 * </pre>
 *
 * <p>Tasks are in package {@code org.efficienttransformers.finetune.task}; one of your own is a
 * {@link org.efficienttransformers.finetune.FineTuningTask}. The recipes in module examples are
 * programs around them.
 */
package org.efficienttransformers.finetune;
