/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

/**
 * A passage that a question found.
 *
 * @param document where it stands
 * @param passage the passage
 * @param cosine the cosine of question and passage
 * @param firstToken its first token, counted from 1
 * @param lastToken its last token
 */
public record Finding(
        IndexedDocument document, Passage passage, double cosine, int firstToken, int lastToken) {}
