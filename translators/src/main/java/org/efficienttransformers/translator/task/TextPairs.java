/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.util.StringPair;
import java.util.List;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner;

/** Makes sequences of two texts, with the folder's prompt before the first. */
public final class TextPairs {

    private final TextTokenizer tokenizer;
    private final WindowPlanner planner;
    private final String prompt;

    public TextPairs(TaskContext context) {
        tokenizer = context.tokenizer();
        planner = context.planner();
        prompt = context.prompt();
    }

    /** The tokens of a first text. */
    public EncodedText first(String text) {
        require(text != null, "The first text of a pair is null; give one.");
        return tokenizer.encode(prompt + text);
    }

    /** The sequences of a pair. */
    public List<Window> windows(StringPair pair) {
        return windows(first(pair.getKey()), pair.getValue());
    }

    /** The sequences of a pair whose first text is tokens already. */
    public List<Window> windows(EncodedText first, String second) {
        return planner.cutLonger(first, tokenizer.encode(second));
    }
}
