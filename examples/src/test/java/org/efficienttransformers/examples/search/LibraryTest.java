/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LibraryTest {

    @Test
    void speechesAreTwelveLongTextsSpreadOverTime() throws IOException {
        List<Document> speeches = Library.speeches();

        assertThat(speeches).hasSize(12).doesNotHaveDuplicates();
        assertThat(speeches).allMatch(d -> d.words() >= 2000 && d.words() <= 3300);
        assertThat(speeches)
                .extracting(d -> d.title().substring(0, 4))
                .isSorted()
                .startsWith("1794")
                .endsWith("1979");
        assertThat(speeches).allMatch(d -> d.text().chars().allMatch(c -> c < 128));
    }
}
