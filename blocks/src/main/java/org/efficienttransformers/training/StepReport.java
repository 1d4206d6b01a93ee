/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

/**
 * What came of a training step.
 *
 * @param step the number of the step, counted from 1
 * @param loss the mean loss of its batches, before the update
 * @param gradientNorm the norm of all gradients, before it was clipped
 * @param learningRate the learning rate of the update
 * @param weight what the loss is a mean of: the number of labels that count, or the sum of their
 *     class weights
 */
public record StepReport(
        long step, double loss, double gradientNorm, double learningRate, double weight) {}
