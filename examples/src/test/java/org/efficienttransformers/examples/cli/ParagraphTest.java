/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {

    @Test
    void linesAreFilledUpToTheirWidth() {
        String text = ("x".repeat(9) + " ").repeat(20);

        // 2 and 8 words of 9 with 7 spaces between them are 81 characters, one too many.
        assertThat(Paragraph.wrap(text, "  ", "  ").lines().toList())
                .containsExactly(
                        "  " + ("x".repeat(9) + " ").repeat(6) + "x".repeat(9),
                        "  " + ("x".repeat(9) + " ").repeat(6) + "x".repeat(9),
                        "  " + ("x".repeat(9) + " ").repeat(5) + "x".repeat(9));
        assertThat(Paragraph.wrap(text, " ", " ").lines().findFirst())
                .hasValue(" " + ("x".repeat(9) + " ").repeat(7) + "x".repeat(9));
    }

    @Test
    void wordThatIsTooLongHasALineOfItsOwn() {
        assertThat(Paragraph.wrap("a " + "x".repeat(100) + "\n b", "> ", "  ").lines().toList())
                .containsExactly("> a", "  " + "x".repeat(100), "  b");
    }
}
