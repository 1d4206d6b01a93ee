/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of one kind: what a mail about something may say.
 *
 * @param name what they are about
 * @param subjects the subjects of such mails
 * @param sentences what may stand in them, in any order
 */
record Topic(String name, List<String> subjects, List<String> sentences) {

    /** Copies the lists. */
    Topic {
        subjects = List.copyOf(subjects);
        sentences = List.copyOf(sentences);
    }

    /** The lines that belong to a side. */
    Topic of(Side side) {
        return new Topic(name, side.of(subjects), side.of(sentences));
    }

    /**
     * Reads a resource: {@code # name} begins a topic, {@code > } a subject, and other lines are
     * sentences.
     */
    static List<Topic> read(String resource) throws IOException {
        List<Topic> topics = new ArrayList<>();
        for (String part : lines(resource).split("(?m)^# ")) {
            List<String> lines = part.lines().filter(line -> !line.isBlank()).toList();
            if (!lines.isEmpty()) {
                List<String> rest = lines.subList(1, lines.size());
                topics.add(
                        new Topic(
                                lines.get(0),
                                rest.stream()
                                        .filter(line -> line.startsWith("> "))
                                        .map(line -> line.substring(2))
                                        .toList(),
                                rest.stream().filter(line -> !line.startsWith("> ")).toList()));
            }
        }
        return topics;
    }

    /** The text of a resource next to this class. */
    static String lines(String resource) throws IOException {
        try (InputStream stream = Topic.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new FileNotFoundException("The classpath has no " + resource + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
