/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The BERT line: one description, of which {@link
 * org.efficienttransformers.architecture.bert.Family} holds the differences. Start at {@link
 * org.efficienttransformers.architecture.bert.BertLine}.
 */
package org.efficienttransformers.architecture.bert;
