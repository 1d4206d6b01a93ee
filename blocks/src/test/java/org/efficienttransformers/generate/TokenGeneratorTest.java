/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A text goes on, one token at a time, until it ends. */
class TokenGeneratorTest {

    private static final int VOCABULARY = 10;

    /** Counts upwards, and keeps what it has been given in each call. */
    private static final class Counter implements TokenPredictor {

        private final List<List<Long>> reads = new ArrayList<>();

        @Override
        public float[] read(long... tokens) {
            List<Long> read = new ArrayList<>();
            for (long token : tokens) {
                read.add(token);
            }
            reads.add(read);
            float[] logits = new float[VOCABULARY];
            logits[(int) (tokens[tokens.length - 1] + 1) % VOCABULARY] = 5;
            return logits;
        }

        @Override
        public int maxLength() {
            return 12;
        }

        @Override
        public void close() {
            // Nothing to free.
        }
    }

    private final Counter counter = new Counter();

    private TokenGenerator.Builder builder(long... prompt) {
        return TokenGenerator.builder().setPredictor(counter).setPrompt(prompt);
    }

    @Test
    void readsThePromptTogetherAndThenWhatItGave() {
        assertThat(builder(7, 2, 3).optMaxNewTokens(3).build().all()).containsExactly(4, 5, 6);
        assertThat(counter.reads).containsExactly(List.of(7L, 2L, 3L), List.of(4L), List.of(5L));
    }

    @Test
    void computesNothingThatIsntAskedFor() {
        TokenGenerator generator = builder(1).optMaxNewTokens(5).build();
        assertThat(generator.hasNext()).isTrue();
        assertThat(counter.reads).isEmpty();
        assertThat(generator.next()).isEqualTo(2);
        assertThat(counter.reads).hasSize(1);
    }

    @Test
    void endsBehindTheTokenThatEndsIt() {
        TokenGenerator generator = builder(1).optEnds(Set.of(4L, 9L)).build();
        assertThat(generator.all()).containsExactly(2, 3, 4);
        assertThat(generator.hasNext()).isFalse();
        assertThatThrownBy(generator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void goesOnAsFarAsTheModelCan() {
        // 11 tokens are read after the first; the last one isn't.
        assertThat(builder(0).build().all()).hasSize(12);
        assertThat(builder(new long[12]).build().all()).hasSize(1);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        Sampling sampling = new Sampling(3, 0, 1);
        long[] text = builder(1).optSampling(sampling).optSeed(1).build().all();
        assertThat(builder(1).optSampling(sampling).optSeed(1).build().all()).isEqualTo(text);
        assertThat(builder(1).optSampling(sampling).optSeed(2).build().all()).isNotEqualTo(text);
    }

    @Test
    void refusesWhatTheModelHasNoRoomFor() {
        assertThatThrownBy(() -> builder(new long[13]).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The prompt is 13 tokens long")
                .hasMessageContaining("at most 12");
        assertThatThrownBy(() -> builder(1, 2, 3).optMaxNewTokens(11).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxNewTokens is 11")
                .hasMessageContaining("ask for at most 10");
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no tokens");
        assertThatThrownBy(() -> builder(1).optMaxNewTokens(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxNewTokens is 0");
    }
}
