/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * A text to be summarised or continued, and who hears of the answer while it is being written.
 *
 * <p>Pieces are told as soon as nothing can change them any more, and are never taken back: put
 * together they are the answer. A beam search decides late, so its pieces are long. They are told
 * by the thread that computes, not always the one that predicts, and it goes on when {@code pieces}
 * returns; what that throws ends the prediction.
 *
 * @param text the text
 * @param pieces hears of each piece of the answer, none of them empty
 */
public record StreamedText(String text, Consumer<String> pieces) {

    /** Checks that nothing is missing. */
    public StreamedText {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(pieces, "pieces");
    }
}
