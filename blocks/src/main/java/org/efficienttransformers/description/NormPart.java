/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.require;

/**
 * A normalisation over the embedding.
 *
 * @param name its name in checkpoints, within what it is a part of
 * @param kind which
 * @param epsilon what is added to the variance, above 0
 */
public record NormPart(String name, Kind kind, float epsilon) {

    /** The kinds of normalisation. */
    public enum Kind {
        /** LayerNorm, with a weight and a bias. */
        LAYER,
        /** LayerNorm with a weight alone; the mean is subtracted all the same. */
        LAYER_WITHOUT_BIAS,
        /** Division by the root of the mean square, and a weight (RMSNorm). */
        RMS
    }

    /** Checks epsilon. */
    public NormPart {
        require(
                epsilon > 0 && Float.isFinite(epsilon),
                "The epsilon of %s is %s; it must be a number above 0.",
                name,
                epsilon);
    }
}
