/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import java.util.Objects;

/**
 * A query and the texts of which a cross-encoder is to say how well each of them fits it. The
 * answer is a {@code float[]} with the score of each text, in their order.
 *
 * @param query what is looked for
 * @param texts what was found, in any order; may be empty
 */
public record RerankInput(String query, List<String> texts) {

    /** Checks that all texts are there. */
    public RerankInput {
        Objects.requireNonNull(query, "The query is null; give one.");
        require(
                texts != null && texts.stream().noneMatch(Objects::isNull),
                "A text is null; give texts, or none at all.");
        texts = List.copyOf(texts);
    }
}
