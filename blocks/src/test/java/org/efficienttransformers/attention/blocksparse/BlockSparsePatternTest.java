/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.efficienttransformers.attention.AttentionPattern;
import org.junit.jupiter.api.Test;

/** The pattern of block-sparse attention is the one drawn in its documentation. */
class BlockSparsePatternTest {

    private static String row(AttentionPattern pattern, int query) {
        StringBuilder row = new StringBuilder();
        for (int key = 0; key < pattern.length(); key++) {
            row.append(
                    switch (pattern.reason(query, key)) {
                        case GLOBAL -> 'g';
                        case LOCAL -> 'x';
                        case RANDOM -> 'r';
                        default -> '.';
                    });
        }
        return row.toString();
    }

    @Test
    void givesTheReasonOfEachCell() {
        int[][] random = {{5}, {4}, {6}, {1}, {2}, {2}};
        AttentionPattern pattern = BigBirdKind.pattern(8, 1, random);
        String[] expected = {
            "gggggggg",
            "gxx..r.g",
            "gxxxr..g",
            "g.xxx.rg",
            "gr.xxx.g",
            "g.r.xxxg",
            "g.r..xxg",
            "gggggggg"
        };
        for (int query = 0; query < 8; query++) {
            assertThat(row(pattern, query)).isEqualTo(expected[query]);
        }
    }

    @Test
    void windowAndGlobalBlocksComeBeforeRandomOnes() {
        AttentionPattern pattern = BigBirdKind.pattern(5, 1, new int[][] {{2}, {4}, {0}});
        assertThat(row(pattern, 1)).isEqualTo("gxx.g");
        assertThat(row(pattern, 2)).isEqualTo("gxxxg");
    }

    @Test
    void theLastBlockMayBeAPart() {
        AttentionPattern pattern = BigBirdKind.pattern(11, 2, new int[4][0]);
        assertThat(row(pattern, 3)).isEqualTo("ggxxxx....g");
        assertThat(row(pattern, 4)).isEqualTo("ggxxxxxx..g");
        assertThat(row(pattern, 10)).isEqualTo("ggggggggggg");
        assertThat(row(BigBirdKind.pattern(3, 4, new int[0][0]), 1)).isEqualTo("ggg");
    }

    @Test
    void refusesRandomBlocksOfAnotherSequence() {
        assertThatThrownBy(() -> BigBirdKind.pattern(11, 2, new int[5][0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "There are random blocks for 5 rows; 6 blocks have 4 rows that need them.");
        assertThatThrownBy(() -> BigBirdKind.pattern(11, 0, new int[4][0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blockSize is 0; allowed: 1 or more.");
    }
}
