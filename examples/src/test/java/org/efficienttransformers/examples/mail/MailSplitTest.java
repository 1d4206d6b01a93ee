/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.efficienttransformers.examples.mail.MailSplit.Placed;
import org.junit.jupiter.api.Test;

/** Near-duplicates lie on one side, and sides depend on the texts alone. */
class MailSplitTest {

    private static String text(long seed, int words) {
        Random random = new Random(seed);
        return IntStream.range(0, words)
                .mapToObj(i -> "w" + (char) ('a' + random.nextInt(26)) + letters(random))
                .collect(Collectors.joining(" "));
    }

    private static String letters(Random random) {
        return random.ints(3, 'a', 'z' + 1)
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    private static List<Mail> mails() {
        List<Mail> mails = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String text = text(i, 60);
            mails.add(new Mail("g/" + 2 * i, text, i % 3 == 0));
            // A copy with another number, another greeting and another end.
            String copy = "Hello " + i + " " + text.substring(20) + " 0815 bye";
            mails.add(new Mail("g/" + (2 * i + 1), copy, i % 3 == 0));
        }
        return mails;
    }

    @Test
    void keepsCopiesTogether() {
        MailSplit split = MailSplit.of(mails());
        assertThat(split.groups()).isEqualTo(200);
        for (int i = 0; i < split.mails().size(); i += 2) {
            assertThat(split.mails().get(i).side()).isEqualTo(split.mails().get(i + 1).side());
        }
        assertThat(split.on(Side.TRAIN).size()).isBetween(220, 340);
        assertThat(split.on(Side.HELD_OUT).size()).isBetween(40, 130);
    }

    @Test
    void doesNotDependOnTheOrder() {
        List<Mail> mails = mails();
        Map<String, Side> sides = sides(mails);
        Collections.shuffle(mails, new Random(1));
        assertThat(sides(mails)).isEqualTo(sides);
    }

    private static Map<String, Side> sides(List<Mail> mails) {
        return MailSplit.of(mails).mails().stream()
                .collect(Collectors.toMap(placed -> placed.mail().id(), Placed::side));
    }

    @Test
    void estimatesTheShareOfCommonRuns() {
        String first = text(1, 300);
        String second = first.substring(0, first.length() / 2) + " " + text(2, 150);
        double exact = jaccard(first, second);
        assertThat(new MinHash(first).likeness(new MinHash(second))).isCloseTo(exact, within(0.15));
        assertThat(new MinHash(first).likeness(new MinHash(text(3, 300)))).isLessThan(0.05);
        assertThat(new MinHash("A B 1").likeness(new MinHash("a, b"))).isEqualTo(1);
    }

    private static double jaccard(String first, String second) {
        Set<String> all = runs(first);
        Set<String> common = runs(second);
        int size = common.size();
        common.retainAll(all);
        return (double) common.size() / (all.size() + size - common.size());
    }

    private static Set<String> runs(String text) {
        String[] words = text.split(" ");
        Set<String> runs = new HashSet<>();
        for (int i = 0; i + 4 <= words.length; i++) {
            runs.add(words[i] + " " + words[i + 1] + " " + words[i + 2] + " " + words[i + 3]);
        }
        return runs;
    }
}
