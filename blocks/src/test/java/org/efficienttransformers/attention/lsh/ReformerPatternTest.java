/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.assertj.core.api.Assertions.assertThat;

import org.efficienttransformers.attention.AttentionPattern;
import org.junit.jupiter.api.Test;

/** What Reformer's mechanisms see, against pictures drawn by hand. */
class ReformerPatternTest {

    private static char letter(AttentionPattern.Reason reason) {
        return switch (reason) {
            case HIDDEN -> '.';
            case CAUSAL -> '>';
            case LOCAL -> 'x';
            case HASHED -> 'h';
            default -> '?';
        };
    }

    private static String[] picture(AttentionPattern pattern) {
        String[] rows = new String[pattern.length()];
        for (int query = 0; query < rows.length; query++) {
            StringBuilder row = new StringBuilder();
            for (int key = 0; key < rows.length; key++) {
                row.append(letter(pattern.reason(query, key)));
            }
            rows[query] = row.toString();
        }
        return rows;
    }

    /** The first chunk looks back at the last one. */
    @Test
    void localChunksSeeTheOneBefore() {
        assertThat(picture(ReformerKind.local(6, 2, 1, 0, false)))
                .containsExactly("xx..xx", "xx..xx", "xxxx..", "xxxx..", "..xxxx", "..xxxx");
        assertThat(picture(ReformerKind.local(6, 2, 1, 0, true)))
                .containsExactly("x>..>>", "xx..>>", "xxx>..", "xxxx..", "..xxx>", "..xxxx");
        assertThat(picture(ReformerKind.local(5, 2, 0, 1, false)))
                .containsExactly("xxxx.", "xxxx.", "..xxx", "..xxx", "xx..x");
    }

    /** Sorted: 1 3 | 2 4 | 0 5. */
    @Test
    void hashedChunksFollowTheBuckets() {
        int[] buckets = {2, 0, 1, 0, 1, 2};
        assertThat(picture(ReformerKind.hashed(buckets, 2, 0, 0, false)))
                .containsExactly(".....h", "...h..", "....h.", ".h....", "..h...", "h.....");
        assertThat(picture(ReformerKind.hashed(buckets, 2, 1, 0, false)))
                .containsExactly("..h.hh", "h..h.h", ".h.hh.", "hh...h", ".hhh..", "h.h.h.");
        // The first of a chunk sees nothing else, and so itself.
        assertThat(picture(ReformerKind.hashed(buckets, 2, 0, 0, true)))
                .containsExactly("x....>", ".x.>..", "..x.>.", ".h....", "..h...", "h.....");
    }
}
