/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Mails on their sides, near-duplicates together on one.
 *
 * @param mails the mails, in the order given
 * @param groups the number of groups of near-duplicates, single mails included
 */
record MailSplit(List<Placed> mails, int groups) {

    /**
     * A mail on its side.
     *
     * @param mail the mail
     * @param side its side
     */
    record Placed(Mail mail, Side side) {}

    /** Copies the list. */
    MailSplit {
        mails = List.copyOf(mails);
    }

    /**
     * Places mails. A group goes where the text of its first mail belongs, first by alphabet, so
     * that the order of the mails is of no account.
     */
    static MailSplit of(List<Mail> mails) {
        List<MinHash> sketches = mails.parallelStream().map(m -> new MinHash(m.text())).toList();
        int[] groups = NearDuplicates.groups(sketches);
        Map<Integer, String> firsts = new HashMap<>();
        for (int i = 0; i < groups.length; i++) {
            String text = MinHash.normalized(mails.get(i).text());
            firsts.merge(groups[i], text, (a, b) -> a.compareTo(b) < 0 ? a : b);
        }
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < groups.length; i++) {
            placed.add(new Placed(mails.get(i), Side.of(firsts.get(groups[i]))));
        }
        return new MailSplit(placed, firsts.size());
    }

    /** The mails of one side. */
    List<Mail> on(Side side) {
        return mails.stream().filter(placed -> placed.side() == side).map(Placed::mail).toList();
    }
}
