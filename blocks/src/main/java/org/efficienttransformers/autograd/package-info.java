/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Computing gradients in less memory than PyTorch's own graph takes: layers that are computed again
 * in the backward pass, functions with gradients of their own, random numbers that can be drawn
 * again. Start at {@link org.efficienttransformers.autograd.ReversibleGradients}.
 */
package org.efficienttransformers.autograd;
