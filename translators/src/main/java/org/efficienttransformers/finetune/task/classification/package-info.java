/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Labels, grades and scores for whole texts and pairs. Start at {@link
 * org.efficienttransformers.finetune.task.classification.ClassificationTask}, which is given a
 * {@link org.efficienttransformers.finetune.task.classification.Problem}: one label, several, a
 * number, or an order.
 */
package org.efficienttransformers.finetune.task.classification;
