/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Continues a text, token by token: each is computed when it is asked for.
 *
 * <pre>
 *   try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
 *       TokenGenerator generator =
 *               TokenGenerator.builder()
 *                       .setPredictor(predictor)
 *                       .setPrompt(prompt)
 *                       .optMaxNewTokens(100)
 *                       .optSampling(new Sampling(0.7, 50, 0.95))
 *                       .build();
 *       while (generator.hasNext()) {
 *           show(generator.next());
 *       }
 *   }
 * </pre>
 */
public final class TokenGenerator implements Iterator<Long> {

    private final TokenPredictor predictor;
    private final Sampling sampling;
    private final Random random;
    private final Set<Long> ends;
    private long[] unread;
    private int left;

    private TokenGenerator(Builder builder) {
        predictor = builder.predictor;
        unread = builder.prompt;
        sampling = builder.sampling;
        random = new Random(builder.seed);
        ends = builder.ends;
        left = builder.maxNewTokens();
    }

    /**
     * Tells whether the text goes on: until a token that ends it, or as many as were asked for.
     *
     * @return false if {@link #next} has given the last token
     */
    @Override
    public boolean hasNext() {
        return left > 0;
    }

    /**
     * Computes the next token. One that ends the text is the last that is given.
     *
     * @return its index in the vocabulary
     * @throws NoSuchElementException if there is none
     */
    @Override
    public Long next() {
        if (left == 0) {
            throw new NoSuchElementException("The text has ended.");
        }
        long token = sampling.choose(predictor.read(unread), random);
        unread = new long[] {token};
        left = ends.contains(token) ? 0 : left - 1;
        return token;
    }

    /**
     * Computes all that is left.
     *
     * @return the tokens, without the prompt
     */
    public long[] all() {
        LongStream.Builder tokens = LongStream.builder();
        forEachRemaining(tokens::add);
        return tokens.build().toArray();
    }

    /**
     * Returns how many tokens may follow a prompt.
     *
     * @param prompt the length of the prompt
     * @param maxLength the longest text that the model takes
     * @return the number of tokens, 1 or more
     * @throws IllegalArgumentException if the model doesn't take the prompt
     */
    public static int room(int prompt, int maxLength) {
        if (prompt > maxLength) {
            throw new IllegalArgumentException(
                    "The prompt is "
                            + prompt
                            + " tokens long, and the model takes at most "
                            + maxLength
                            + "; shorten it.");
        }
        // The last token isn't read.
        return maxLength - prompt + 1;
    }

    /**
     * Checks that so many tokens may follow a prompt.
     *
     * @param prompt the length of the prompt
     * @param count the number of tokens
     * @param maxLength the longest text that the model takes
     * @throws IllegalArgumentException if they may not
     */
    public static void checkRoom(int prompt, int count, int maxLength) {
        int room = room(prompt, maxLength);
        if (count > room) {
            throw new IllegalArgumentException(
                    "The prompt is "
                            + prompt
                            + " tokens long, and maxNewTokens is "
                            + count
                            + ", but the model takes at most "
                            + maxLength
                            + "; ask for at most "
                            + room
                            + ".");
        }
    }

    /**
     * Starts building.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link TokenGenerator}. */
    public static final class Builder {

        private TokenPredictor predictor;
        private long[] prompt;
        private Sampling sampling = Sampling.GREEDY;
        private long seed;
        private Set<Long> ends = Set.of();
        private int maxNewTokens;

        private Builder() {}

        /**
         * Sets what predicts the tokens.
         *
         * @param predictor one that has read nothing yet; the caller closes it
         * @return this builder
         */
        public Builder setPredictor(TokenPredictor predictor) {
            this.predictor = predictor;
            return this;
        }

        /**
         * Sets the text to continue.
         *
         * @param prompt one token or more
         * @return this builder
         */
        public Builder setPrompt(long... prompt) {
            this.prompt = prompt.clone();
            return this;
        }

        /**
         * Sets how tokens are chosen. Default: {@link Sampling#GREEDY}.
         *
         * @param sampling how
         * @return this builder
         */
        public Builder optSampling(Sampling sampling) {
            this.sampling = sampling;
            return this;
        }

        /**
         * Sets the seed of what is drawn. Default: 0.
         *
         * @param seed any number; the same gives the same text
         * @return this builder
         */
        public Builder optSeed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * Sets the tokens that end the text. Default: none.
         *
         * @param ends such as {@code eos_token_id}
         * @return this builder
         */
        public Builder optEnds(Set<Long> ends) {
            this.ends = Set.copyOf(ends);
            return this;
        }

        /**
         * Sets how many tokens to compute at most. Default: as many as the model has positions for.
         *
         * @param maxNewTokens the number, positive
         * @return this builder
         */
        public Builder optMaxNewTokens(int maxNewTokens) {
            if (maxNewTokens < 1) {
                throw new IllegalArgumentException(
                        "maxNewTokens is " + maxNewTokens + "; allowed: 1 or more.");
            }
            this.maxNewTokens = maxNewTokens;
            return this;
        }

        private int maxNewTokens() {
            if (maxNewTokens == 0) {
                return room(prompt.length, predictor.maxLength());
            }
            checkRoom(prompt.length, maxNewTokens, predictor.maxLength());
            return maxNewTokens;
        }

        /**
         * Builds the generator.
         *
         * @return a generator
         * @throws IllegalArgumentException if the prompt is empty, or longer than the model takes
         *     together with the new tokens
         */
        public TokenGenerator build() {
            if (prompt.length == 0) {
                throw new IllegalArgumentException(
                        "The prompt has no tokens; give at least one to continue.");
            }
            return new TokenGenerator(this);
        }
    }
}
