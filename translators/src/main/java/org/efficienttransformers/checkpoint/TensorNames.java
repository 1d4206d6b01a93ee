/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What checkpoints call the parameters of a model.
 *
 * <p>The same encoder is stored with a prefix or without, by which class it was saved from, and
 * older files have names that are out of use. Names of the file and of the model are both brought
 * into one form, and compared in that.
 *
 * @param canonical brings a name into the form that is compared
 * @param harmless matches, in that form, tensors of a file which the model may leave unused
 * @param tied for tensors that a file may hold under the name of another, since the two are one:
 *     the other's name, both in that form
 */
record TensorNames(
        UnaryOperator<String> canonical, List<Pattern> harmless, Map<String, String> tied) {

    /** Copies the collections. */
    TensorNames {
        harmless = List.copyOf(harmless);
        tied = Map.copyOf(tied);
    }

    boolean isHarmless(String name) {
        return harmless.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}
