/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

/**
 * What was generated.
 *
 * @param sequences the texts, with what they begin with, padded to the longest; where several are
 *     returned for each prompt, they follow each other, the best first
 * @param scores of a beam search, the score of each; otherwise null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
public record GeneratedTexts(long[][] sequences, float[] scores) {}
