/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named numbers of a text resource; {@code src/test/python} has the script that wrote them. */
public final class FixtureNumbers {

    private final Map<String, double[]> numbers = new LinkedHashMap<>();

    public FixtureNumbers(String resource) throws IOException {
        try (InputStream stream = FixtureNumbers.class.getResourceAsStream(resource)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                String[] parts = line.split("\t", -1);
                numbers.put(
                        parts[0],
                        Arrays.stream(parts[1].split(" ", -1))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            }
        }
    }

    double[] doubles(String name) {
        return numbers.get(name);
    }

    public double single(String name) {
        return numbers.get(name)[0];
    }

    public float[] floats(String name) {
        double[] doubles = numbers.get(name);
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }

    public long[] longs(String name) {
        return Arrays.stream(numbers.get(name)).mapToLong(number -> (long) number).toArray();
    }
}
