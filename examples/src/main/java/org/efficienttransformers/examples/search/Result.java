/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

/**
 * What a question has to do with a document.
 *
 * @param document the document
 * @param whole its place by the whole text
 * @param beginning its place by its beginning, which is all that a model without long attention
 *     reads
 */
public record Result(IndexedDocument document, Place whole, Place beginning) {

    /**
     * A place in a ranking.
     *
     * @param rank 1 for the best
     * @param cosine the cosine of question and document
     */
    public record Place(int rank, double cosine) {}
}
