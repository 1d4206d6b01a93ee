/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.examples.cli.BadInputException;

/** Amounts of memory, as people write them. */
public final class ByteSize {

    private static final Pattern FORM =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> POWERS =
            Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4);
    private static final int DECIMAL = 1000;
    private static final int BINARY = 1024;
    private static final long LARGEST = 1L << 50;

    private ByteSize() {}

    /**
     * Reads an amount.
     *
     * @param text such as {@code 4GB}, {@code 4g}, {@code 512 MiB} or {@code 1.5G}; a unit with i
     *     is a power of 1,024, one without of 1,000
     * @return bytes
     * @throws IllegalArgumentException if it isn't one
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (form.matches()) {
            int base = form.group(3).isEmpty() ? DECIMAL : BINARY;
            int power = POWERS.get(form.group(2).toLowerCase(Locale.ROOT));
            double bytes = Double.parseDouble(form.group(1)) * Math.pow(base, power);
            if (bytes >= 1 && bytes <= LARGEST) {
                return Math.round(bytes);
            }
        }
        throw new BadInputException(
                "'%s' is no amount of memory; write such as 4GB, 512MB or 1.5GiB.", text);
    }

    /**
     * Writes an amount for reading.
     *
     * @param bytes the amount
     * @return in MB, below 1 MB in kB, or from 10 GB on in GB
     */
    public static String format(long bytes) {
        if (bytes > 0 && bytes < 1e6) {
            return String.format("%d kB", (long) Math.ceil(bytes / 1e3));
        }
        return bytes < 1e10
                ? String.format("%,d MB", Math.round(bytes / 1e6))
                : String.format("%.1f GB", bytes / 1e9);
    }
}
