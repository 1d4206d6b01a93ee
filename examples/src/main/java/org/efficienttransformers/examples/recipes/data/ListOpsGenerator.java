/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * Makes the ListOps task of the <a href="https://arxiv.org/abs/2011.04006">Long Range Arena</a>:
 * nested expressions of the operators MIN, MAX, MED (the median, rounded down) and SM (the sum
 * modulo 10) on digits, whose value is to be found.
 *
 * <p>By the rules of the generator published with it ({@code lra_benchmarks/data/listops.py}):
 * below the greatest depth a node is an operator with probability 0.25, else a digit; an operator
 * has 2 to 10 arguments; operators and digits are drawn uniformly; expressions longer than 500 and
 * shorter than 2,000 tokens are kept, each once. An operator with its bracket is a token, as is the
 * bracket that closes it; the parentheses of the published files, which tell nothing more, aren't
 * counted there nor given to models.
 *
 * @param maxDepth the greatest depth, 2 or more
 * @param maxArguments the most arguments of an operator, 2 or more
 * @param above what lengths must be above
 * @param below what lengths must be below
 */
public record ListOpsGenerator(int maxDepth, int maxArguments, int above, int below) {

    /** The published settings. */
    public static final ListOpsGenerator PUBLISHED = new ListOpsGenerator(10, 10, 500, 2000);

    /** The number of classes: the digits. */
    public static final int CLASSES = 10;

    /** The id of padding. */
    public static final int PAD = 0;

    /** The id of the token in front of an expression, which the model classifies by. */
    public static final int BEGIN = 1;

    /** The id after an expression. */
    public static final int END = 2;

    /** The number of ids. */
    public static final int VOCABULARY = 18;

    private static final int CLOSE = 3;
    private static final int FIRST_OPERATOR = 4;
    private static final int FIRST_DIGIT = 8;
    private static final double OPERATOR_PROBABILITY = 0.25;
    private static final int TOO_LONG = -1;

    /** The operators, by their place after {@link #FIRST_OPERATOR}. */
    private static final List<String> OPERATORS = List.of("MIN", "MAX", "MED", "SM");

    /**
     * An expression.
     *
     * @param ids its tokens between {@link #BEGIN} and {@link #END}, as a model reads them
     * @param value its value, 0 to 9
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
    public record Expression(int[] ids, int value) {

        /**
         * {@return the length by which the published generator chooses, in tokens, without those of
         * beginning and end}
         */
        public int length() {
            return ids.length - 2;
        }

        /** Writes the expression as the paper does, such as {@code [MAX 2 9 [MIN 4 7 ] 0 ]}. */
        @Override
        public String toString() {
            StringJoiner text = new StringJoiner(" ");
            for (int i = 1; i < ids.length - 1; i++) {
                if (ids[i] == CLOSE) {
                    text.add("]");
                } else if (ids[i] >= FIRST_DIGIT) {
                    text.add(Integer.toString(ids[i] - FIRST_DIGIT));
                } else {
                    text.add("[" + OPERATORS.get(ids[i] - FIRST_OPERATOR));
                }
            }
            return text.toString();
        }
    }

    /** Checks the numbers. */
    public ListOpsGenerator {
        if (maxDepth < 2 || maxArguments < 2 || above < 1 || below < above + 2) {
            throw new BadInputException(
                    "The greatest depth is %s, operators have up to %s arguments,"
                            + " and lengths are above %s and below %s; the first two must be"
                            + " 2 or more, and there must be a length.",
                    maxDepth, maxArguments, above, below);
        }
    }

    /**
     * Draws expressions, no two alike.
     *
     * @param count how many
     * @param seed where the random numbers start
     * @return the expressions, the same for the same seed on any machine
     */
    public List<Expression> draw(int count, long seed) {
        Random random = new Random(seed);
        Set<String> seen = new HashSet<>(); // a byte for each token
        List<Expression> expressions = new ArrayList<>(count);
        StringBuilder tokens = new StringBuilder(below);
        while (expressions.size() < count) {
            tokens.setLength(0);
            int value = draw(random, 1, tokens);
            if (value != TOO_LONG && tokens.length() > above && seen.add(tokens.toString())) {
                tokens.insert(0, (char) BEGIN).append((char) END);
                expressions.add(new Expression(tokens.chars().toArray(), value));
            }
        }
        return expressions;
    }

    /** Adds a node's tokens and returns its value, or {@link #TOO_LONG}. */
    private int draw(Random random, int depth, StringBuilder tokens) {
        if (tokens.length() >= below) {
            return TOO_LONG;
        }
        if (depth >= maxDepth || random.nextDouble() > OPERATOR_PROBABILITY) {
            int digit = random.nextInt(CLASSES);
            tokens.append((char) (FIRST_DIGIT + digit));
            return digit;
        }
        int place = tokens.length();
        tokens.append((char) FIRST_OPERATOR); // which one is drawn after its arguments
        int[] values = new int[2 + random.nextInt(maxArguments - 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = draw(random, depth + 1, tokens);
            if (values[i] == TOO_LONG) {
                return TOO_LONG;
            }
        }
        int operator = random.nextInt(OPERATORS.size());
        tokens.setCharAt(place, (char) (FIRST_OPERATOR + operator));
        tokens.append((char) CLOSE);
        return tokens.length() < below ? value(OPERATORS.get(operator), values) : TOO_LONG;
    }

    private static int value(String operator, int... values) {
        return switch (operator) {
            case "MIN" -> Arrays.stream(values).min().getAsInt();
            case "MAX" -> Arrays.stream(values).max().getAsInt();
            case "MED" -> {
                int[] sorted = Arrays.stream(values).sorted().toArray();
                int middle = sorted.length / 2;
                yield sorted.length % 2 == 1
                        ? sorted[middle]
                        : (sorted[middle - 1] + sorted[middle]) / 2;
            }
            default -> Arrays.stream(values).sum() % CLASSES;
        };
    }
}
