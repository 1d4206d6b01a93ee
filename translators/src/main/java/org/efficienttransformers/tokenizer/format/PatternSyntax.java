/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression of the kind that tokenizers split texts with, and weighs it. It knows
 * what published tokenizers use; what it doesn't know is refused.
 */
final class PatternSyntax {

    private static final int LONGEST = 20_000;
    private static final int DEEPEST = 8;
    private static final int MOST_REPETITIONS = 255;

    /**
     * How the letters of escapes in and outside of sets are called that stand for one character.
     */
    private static final String CHARACTERS = "sSdDwWhHntrfvae";

    private static final String PLACES = "bBAzZG";

    private final String pattern;
    private int at;
    private int depth;

    private PatternSyntax(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads a pattern.
     *
     * @param pattern the pattern
     * @return what it is, as a whole
     * @throws IllegalArgumentException if it isn't of the kind that is known, with the reason
     */
    static PatternPart read(String pattern) {
        require(pattern.length() <= LONGEST, "it is longer than %s characters", LONGEST);
        PatternSyntax syntax = new PatternSyntax(pattern);
        PatternPart part = syntax.choice();
        if (syntax.at < pattern.length()) {
            throw syntax.unknown("a parenthesis that was never opened");
        }
        return part;
    }

    private PatternPart choice() {
        List<PatternPart> parts = new ArrayList<>();
        parts.add(sequence());
        while (take("|")) {
            parts.add(sequence());
        }
        return PatternPart.choice(parts);
    }

    private PatternPart sequence() {
        List<PatternPart> parts = new ArrayList<>();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            parts.add(quantified(atom()));
        }
        return PatternPart.sequence(parts);
    }

    private PatternPart atom() {
        int c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> set();
            case '\\' -> escape();
            case '^', '$' -> PatternPart.PLACE;
            case '*', '+', '?', '{' -> throw unknown("nothing to repeat");
            default -> PatternPart.CHARACTER;
        };
    }

    private PatternPart group() {
        if (++depth > DEEPEST) {
            throw unknown("groups nested more than " + DEEPEST + " deep");
        }
        boolean looks = false;
        if (take("?")) {
            looks = !take(":") && !take("i:");
            if (looks && !take("=") && !take("!") && !take("<=") && !take("<!")) {
                throw unknown("a kind of group other than (?: (?i: (?= (?! (?<= (?<!");
            }
        }
        PatternPart part = choice();
        if (!take(")")) {
            throw unknown("a parenthesis that is never closed");
        }
        depth--;
        return looks ? part.look() : part;
    }

    /** A set in brackets, which may hold others. */
    private PatternPart set() {
        if (++depth > DEEPEST) {
            throw unknown("sets nested more than " + DEEPEST + " deep");
        }
        take("^");
        for (boolean first = true; ; first = false) {
            int c = next();
            if (c == ']') {
                if (first) {
                    throw unknown("a set without characters");
                }
                depth--;
                return PatternPart.CHARACTER;
            } else if (c == '\\') {
                if (!escape().equals(PatternPart.CHARACTER)) {
                    throw unknown("a place in a set");
                }
            } else if (c == '[' && take(":")) {
                int end = pattern.indexOf(":]", at);
                if (end < 0 || !pattern.substring(at, end).matches("\\^?[a-z]{1,10}")) {
                    throw unknown("a set [: that isn't closed");
                }
                at = end + 2;
            } else if (c == '[') {
                set();
            }
        }
    }

    private PatternPart escape() {
        int c = next();
        if (c == 'p' || c == 'P') {
            int end = pattern.indexOf('}', at);
            if (end < 0 || !pattern.substring(at, end).matches("\\{\\^?[A-Za-z0-9_ -]{1,40}")) {
                throw unknown("a property without {name}");
            }
            at = end + 1;
        } else if (c == 'x' || c == 'u') {
            String digits =
                    pattern.substring(at, Math.min(pattern.length(), at + (c == 'x' ? 2 : 4)));
            if (!digits.matches(c == 'x' ? "[0-7]\\p{XDigit}" : "\\p{XDigit}{4}")) {
                throw unknown("a code other than \\x00 to \\x7F or \\u0000 to \\uFFFF");
            }
            at += digits.length();
        } else if (PLACES.indexOf(c) >= 0) {
            return PatternPart.PLACE;
        } else if (c < 128 && Character.isLetterOrDigit(c) && CHARACTERS.indexOf(c) < 0) {
            throw unknown("\\" + Character.toString(c));
        }
        return PatternPart.CHARACTER;
    }

    private PatternPart quantified(PatternPart part) {
        int least = 0;
        int most = -1;
        boolean interval = false;
        if (take("+")) {
            least = 1;
        } else if (take("?")) {
            most = 1;
        } else if (take("{")) {
            interval = true;
            least = number();
            most = take(",") ? (peek('}') ? -1 : number()) : least;
            if (!take("}") || (most >= 0 && most < least)) {
                throw unknown("repetitions other than {n}, {n,} or {n,m}");
            }
        } else if (!take("*")) {
            return part;
        }
        PatternPart repeated = part.repeated(least, most);
        if (interval) {
            // As in Ruby: any number of such repetitions.
            repeated = take("+") ? repeated.repeated(1, -1) : repeated;
        } else if (!take("?")) {
            take("+"); // Lazy or possessive, which costs no more.
        }
        if (peek('*') || peek('+') || peek('?') || peek('{')) {
            throw unknown("repeated repetitions");
        }
        if (part.shortest() == 0 && most != 1) {
            throw unknown("repetitions of what may be empty");
        }
        return repeated;
    }

    private int number() {
        int start = at;
        while (at < pattern.length() && at < start + 4 && Character.isDigit(pattern.charAt(at))) {
            at++;
        }
        String digits = pattern.substring(start, at);
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > MOST_REPETITIONS) {
            throw unknown("a number of repetitions other than 0 to " + MOST_REPETITIONS);
        }
        return Integer.parseInt(digits);
    }

    private int next() {
        if (at >= pattern.length()) {
            throw unknown("an end too early");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private boolean peek(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }

    private boolean take(String text) {
        boolean there = pattern.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    private IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException("at character " + at + " it has " + what);
    }
}
