/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Parts to train with: what DJL's Trainer lacks, and long texts need.
 *
 * <p>Start at {@link org.efficienttransformers.training.TrainingLoop}: a step of it takes a batch,
 * or accumulates several, clips gradients, and updates the weights; around it stands a loop of the
 * caller's, as plain as this:
 *
 * <pre>
 *   block.freezeParameters(false);
 *   LengthGroupedBatches order =
 *           LengthGroupedBatches.builder().setLengths(lengths).optMaxTokens(8192).optSeed(42).build();
 *   AdamW optimizer = AdamW.builder()
 *           .setBlock(block)
 *           .setLearningRate(LearningRateSchedule.linear(3e-5, warmUp, steps))
 *           .build();
 *   try (TrainingLoop loop = TrainingLoop.builder()
 *                   .setBlock(block)
 *                   .setLoss(CrossEntropyLoss.builder().build())
 *                   .setOptimizer(optimizer)
 *                   .optMaxGradientNorm(1)
 *                   .optCheckpointing(true)
 *                   .optSeed(42)
 *                   .build();
 *           Interruption interruption = Interruption.open()) {
 *       if (saved != null) {
 *           loop.resume(saved);
 *       }
 *       while (loop.steps() &lt; steps &amp;&amp; !interruption.isRequested()) {
 *           try (NDManager scope = manager.newSubManager()) {
 *               StepReport report = loop.step(batchesOfStep(loop.steps(), order, scope));
 *           }
 *       }
 *       save(loop.state());
 *   }
 * </pre>
 *
 * <p>What is random in a step follows from the seed and its number, the order of the texts from the
 * seed and the epoch: so a run is repeatable, and goes on after a break as if there had been none.
 *
 * <ul>
 *   <li>losses: {@link org.efficienttransformers.training.loss.CrossEntropyLoss} (ignored labels,
 *       class weights; texts, tokens, language models), {@link
 *       org.efficienttransformers.training.loss.SpanLoss}, {@link
 *       org.efficienttransformers.training.loss.BinaryCrossEntropyLoss}, {@link
 *       org.efficienttransformers.training.loss.MeanSquaredErrorLoss}
 *   <li>updates: {@link org.efficienttransformers.training.AdamW}, {@link
 *       org.efficienttransformers.training.LearningRateSchedule}, {@link
 *       org.efficienttransformers.training.GlobalNormClipping}
 *   <li>the run: {@link org.efficienttransformers.training.LengthGroupedBatches}, {@link
 *       org.efficienttransformers.training.EarlyStopping}, {@link
 *       org.efficienttransformers.training.Interruption}
 * </ul>
 *
 * <p>The losses, the optimizer, schedules and clipping go with DJL's Trainer as well, and {@link
 * org.efficienttransformers.training.AccumulatingTrainer} is one that accumulates.
 */
package org.efficienttransformers.training;
