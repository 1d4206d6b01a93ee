/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Computing gradients in less memory than PyTorch's own graph takes.
 *
 * <p>An application starts at {@link org.efficienttransformers.autograd.RecomputingGradients}, the
 * collector, or {@link org.efficienttransformers.autograd.RecomputingTrainer}, which opens it for
 * DJL's loops. A layer or kernel that doesn't want a graph recorded is a {@link
 * org.efficienttransformers.autograd.Segment}, or a pair of scripts, {@link
 * org.efficienttransformers.autograd.ScriptedSegment}:
 *
 * <pre>
 *   RecomputingGradients gradients = RecomputingGradients.active(); // null with other collectors
 *   NDArray output = gradients.apply(segment, store, inputs, random, i);
 * </pre>
 *
 * <p>Beyond these there are what a segment is written with: {@link
 * org.efficienttransformers.autograd.RandomReplay} draws the same random numbers once more, {@link
 * org.efficienttransformers.autograd.DetachedParameters} and {@link
 * org.efficienttransformers.autograd.AutogradGraph} tell and cut what is recorded.
 */
package org.efficienttransformers.autograd;
