/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

import java.time.Duration;

/**
 * A document and its vectors.
 *
 * @param document the document
 * @param tokens how many tokens it has for the model
 * @param whole the vector of the whole text, read in one piece
 * @param beginning the vector of as much as a model without long attention reads
 * @param time how long the whole text took
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IndexedDocument(
        Document document, int tokens, float[] whole, float[] beginning, Duration time) {}
