/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns are weighed; those of published models are in TokenizerKindsTest. */
class PatternSyntaxTest {

    /** The pattern, the fewest characters that it matches, and the power of n that it may take. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "abc 3 0",
                "a|bc 1 0",
                "(?:ab|c)d 2 0",
                "(?:c|ab|def)d 2 0",
                "\\s+ 1 0",
                "[^\\]a[b-]]+ 1 0",
                "\\p{N}{1,3} 1 0",
                "a{2,} 2 0",
                "a*b 1 1",
                "\\s+(?!\\S) 1 1",
                "\\d{1,3}(?=(\\d{3})*\\b) 1 1",
                "(?i:'s|'t)?x++ 1 0",
                "a*b*c 1 2",
                "(?:a*b)+ 1 1",
                "\\x41b 2 0",
                "\\u0041b 2 0",
                "[\\u0041b]c 2 0",
                "[[:alpha:]x]c 2 0",
                "[[:^digit:]]c 2 0",
                "a{255} 255 0",
                "a{0,1}b 1 0",
                "((((((((a)))))))) 1 0",
                "(a)(a)(a)(a)(a)(a)(a)(a)(a) 9 0",
                "[[[[[[[[a]]]]]]]] 1 0",
                "[a][a][a][a][a][a][a][a][a] 9 0"
            })
    void weighs(String pattern, int shortest, int power) {
        PatternPart part = PatternSyntax.read(pattern);
        assertThat(part.shortest()).isEqualTo(shortest);
        assertThat(part.failure().degree()).isEqualTo(power);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a|a)*b",
                "(t+)+$|x",
                "(\\w+\\s?)+$",
                "(?:ab?){20}c",
                "(?:(?:ab?){4}){4}c"
            })
    void seesRepetitionsWithinRepetitions(String pattern) {
        PatternPart part = PatternSyntax.read(pattern);
        assertThat(part.failure().degree() > 1 || part.failure().factor() > 64).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "[",
                "[]",
                "[]a]",
                "a**",
                "*a",
                "(?<n>a)",
                "(?>a)",
                "\\1",
                "\\k<n>",
                "(?i)a",
                "\\X",
                "\\R",
                "a{1",
                "a?{2}",
                "(?:a?){20}",
                "a{256}",
                "a{2,1}",
                "(a*)*",
                "\\p",
                "\\x{41}",
                "\\",
                "(?#a)",
                "a{,3}",
                "\\xFF",
                "\\x4",
                "\\u004",
                "\\u004g",
                "\\q",
                "\\p{L",
                "[\\b]",
                "[[:alpha]",
                "[[:A:]]",
                "a{0256}",
                "(((((((((a)))))))))",
                "[[[[[[[[[a]]]]]]]]]"
            })
    void refusesWhatItDoesNotKnow(String pattern) {
        assertThatThrownBy(() -> PatternSyntax.read(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("at character ");
    }

    @Test
    void longPatternsAreRefused() {
        assertThat(PatternSyntax.read("a".repeat(20_000)).shortest()).isEqualTo(20_000);
        assertThatThrownBy(() -> PatternSyntax.read("a".repeat(20_001)))
                .hasMessage("it is longer than 20000 characters");
    }
}
