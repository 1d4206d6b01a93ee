/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the slots of a template: <code>{name}</code> by one of the side's values of that name,
 * <code>{2-9}</code> by a number in that range, <code>[one|other]</code> by one of them.
 */
final class Slots {

    private static final Pattern SLOT =
            Pattern.compile("\\{(?:(\\d+)-(\\d+)|(\\w+))}|\\[([^\\[\\]]*\\|[^\\[\\]]*)]");

    private final Map<String, List<String>> values = new HashMap<>();
    private final Random random;

    /**
     * Reads the values, of which a side has its own; names with a star, such as days of the week,
     * belong to all.
     */
    Slots(Side side, Random random) throws IOException {
        this.random = random;
        for (String line : Topic.lines("slots.txt").lines().toList()) {
            String[] parts = line.split(": ", 2);
            List<String> all = Arrays.asList(parts[1].split(" \\| "));
            if (parts[0].startsWith("*")) {
                values.put(parts[0].substring(1), all);
            } else {
                values.put(parts[0], side.of(all));
            }
        }
    }

    String fill(String template) {
        return SLOT.matcher(template).replaceAll(found -> Matcher.quoteReplacement(value(found)));
    }

    private String value(MatchResult found) {
        if (found.group(1) != null) {
            int least = Integer.parseInt(found.group(1));
            int most = Integer.parseInt(found.group(2));
            return Integer.toString(least + random.nextInt(most - least + 1));
        }
        List<String> choices =
                found.group(3) == null
                        ? Arrays.asList(found.group(4).split("\\|"))
                        : values.get(found.group(3));
        if (choices == null) {
            throw new IllegalArgumentException(
                    "There is no slot " + found.group() + "; slots.txt lists them.");
        }
        return fill(choices.get(random.nextInt(choices.size())));
    }
}
