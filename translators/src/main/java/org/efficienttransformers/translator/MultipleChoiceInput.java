/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;

/**
 * A prompt and the choices of how it goes on, or of its answer.
 *
 * @param prompt the text that is common to all choices
 * @param choices the choices, one or more
 */
public record MultipleChoiceInput(String prompt, List<String> choices) {

    /** Checks that there is something to choose from. */
    public MultipleChoiceInput {
        require(choices != null && !choices.isEmpty(), "There are no choices; give one or more.");
        choices = List.copyOf(choices);
    }
}
