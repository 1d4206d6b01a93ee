/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** What there is to learn of texts: one task for each kind of head, and its examples. */
package org.efficienttransformers.finetune.task;
