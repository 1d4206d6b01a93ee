/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.efficienttransformers.examples.search.Document;
import org.efficienttransformers.examples.search.Library;

/**
 * Writes mails from the templates of one side: letters, and long texts with a letter somewhere in
 * them.
 *
 * <p>What doesn't tell a label is drawn alike for both: greetings, closings, footers, quoting,
 * typos, the pages of State of the Union addresses that fill a long mail. Spam may have sentences
 * of other mails in it, and who warns of spam may quote it.
 */
final class MailWriter {

    private static final double SPLICES = 0.8;
    private static final int SHORTEST_PARAGRAPH = 40;
    private static final String BREAK = "\n\n";

    private final double pages;
    private final double splices;
    private final Random random;
    private final Slots slots;
    private final List<Topic> ham;
    private final List<Topic> spam;
    private final Map<String, Topic> common;
    private final List<List<String>> speeches;

    /**
     * Reads the templates of a side.
     *
     * @param side whose
     * @param pages the share of mails with pages in them
     * @param random what decides the rest
     */
    MailWriter(Side side, double pages, Random random) throws IOException {
        this.pages = pages;
        splices = side == Side.TRAIN ? SPLICES : 0;
        this.random = random;
        slots = new Slots(side, random);
        ham = topics("ham.txt", side);
        spam = topics("spam.txt", side);
        common =
                topics("common.txt", side).stream()
                        .collect(Collectors.toMap(Topic::name, Function.identity()));
        speeches =
                side.of(Library.speeches()).stream()
                        .map(Document::text)
                        .map(text -> Arrays.asList(text.split("(?<=[.?!]) ")))
                        .toList();
    }

    private static List<Topic> topics(String resource, Side side) throws IOException {
        return Topic.read(resource).stream().map(topic -> topic.of(side)).toList();
    }

    /** Writes the next mail. */
    Mail next(boolean isSpam) {
        String text;
        if (random.nextDouble() >= pages) {
            text = letter(isSpam);
        } else {
            text = random.nextInt(3) > 0 ? pages(isSpam, 100, 500) : pages(isSpam, 500, 2700);
        }
        return new Mail("Subject: " + Typos.into(text, random), isSpam);
    }

    private String letter(boolean isSpam) {
        Topic topic = pick(isSpam ? spam : ham);
        List<String> parts = new ArrayList<>();
        sometimes(0.3, () -> parts.add(line("filler")));
        parts.add(statement(topic, 1 + random.nextInt(4), isSpam));
        if (isSpam) {
            // as if it were about something else
            sometimes(
                    0.2,
                    () ->
                            parts.add(
                                    random.nextInt(parts.size() + 1),
                                    statement(pick(ham), 2, false)));
        }
        sometimes(0.3, () -> parts.add(line("filler")));
        boolean answer = random.nextDouble() < 0.25;
        String quoted = answer ? BREAK + quote(topic) : "";
        String subject = random.nextDouble() < 0.85 ? pick(topic.subjects()) : neutralSubject();
        return (answer ? "Re: " : "")
                + slots.fill(subject)
                + BREAK
                + framed(String.join(random.nextBoolean() ? " " : BREAK, parts))
                + quoted
                + footer();
    }

    /** What a mail answers to: spam pretends to, a warning may show what it warns of. */
    private String quote(Topic topic) {
        String quoted;
        if (topic.name().equals("warning") && random.nextBoolean()) {
            quoted = statement(pick(spam), 2, true);
        } else if (ham.contains(topic) || random.nextBoolean()) {
            quoted = statement(ham.contains(topic) ? topic : pick(ham), 2, false);
        } else {
            quoted = line("filler");
        }
        return line("quote") + "\n> " + quoted.replace("\n", "\n> ");
    }

    /** So many words of a speech, with what the mail is about in one place, anywhere. */
    private String pages(boolean isSpam, int least, int most) {
        List<String> parts = speech(least + random.nextInt(most - least));
        sometimes(0.3, () -> parts.add(random.nextInt(parts.size() + 1), aside(false, 2)));
        parts.add(random.nextInt(parts.size() + 1), aside(isSpam, 6));
        parts.add(0, line("opening"));
        return slots.fill(neutralSubject()) + BREAK + framed(String.join(BREAK, parts)) + footer();
    }

    private String aside(boolean isSpam, int sentences) {
        return line("between") + " " + statement(pick(isSpam ? spam : ham), sentences, isSpam);
    }

    private List<String> speech(int words) {
        List<String> sentences = pick(speeches);
        List<String> paragraphs = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        int missing = words;
        for (int at = random.nextInt(sentences.size()); missing > 0; at++) {
            String sentence = sentences.get(at % sentences.size());
            paragraph.append(paragraph.length() == 0 ? "" : " ").append(sentence);
            missing -= words(sentence);
            if (missing <= 0
                    || (words(paragraph) >= SHORTEST_PARAGRAPH && random.nextInt(3) == 0)) {
                paragraphs.add(paragraph.toString());
                paragraph.setLength(0);
            }
        }
        return paragraphs;
    }

    private static int words(CharSequence text) {
        return text.toString().split(" ").length;
    }

    private String framed(String body) {
        StringBuilder text = new StringBuilder();
        sometimes(0.8, () -> text.append(line("greeting")).append(BREAK));
        text.append(body);
        sometimes(0.8, () -> text.append(BREAK).append(line("closing")));
        sometimes(
                0.8,
                () ->
                        text.append('\n')
                                .append(
                                        slots.fill(
                                                random.nextBoolean()
                                                        ? "{first}"
                                                        : "{first} {last}")));
        return text.toString();
    }

    private String footer() {
        return random.nextDouble() < 0.4 ? BREAK + "--\n" + line("footer") : "";
    }

    private String neutralSubject() {
        return pick(common.get("digest").subjects());
    }

    private String line(String name) {
        return slots.fill(pick(common.get(name).sentences()));
    }

    /** Up to so many of the topic's sentences, and some that fit any such mail. */
    private String statement(Topic topic, int sentences, boolean isSpam) {
        List<String> lines = new ArrayList<>(some(topic, sentences));
        Topic any = common.get(isSpam ? "spam-lines" : "ham-lines");
        lines.addAll(some(any, random.nextInt(1 + (sentences + 1) / 2)));
        Collections.shuffle(lines, random);
        return lines.stream()
                .map(line -> spliced(slots.fill(line), isSpam))
                .collect(Collectors.joining(" "));
    }

    /**
     * Four of five sentences to learn from end as another one does, so that models learn what words
     * tell, and no sentence by heart.
     */
    private String spliced(String sentence, boolean isSpam) {
        if (random.nextDouble() >= splices) {
            return sentence;
        }
        String other = slots.fill(pick(pick(isSpam ? spam : ham).sentences()));
        String[] words = sentence.split(" ");
        String[] ends = other.split(" ");
        return String.join(" ", Arrays.asList(words).subList(0, 1 + random.nextInt(words.length)))
                + " "
                + String.join(
                        " ", Arrays.asList(ends).subList(random.nextInt(ends.length), ends.length));
    }

    private List<String> some(Topic topic, int sentences) {
        List<String> shuffled = new ArrayList<>(topic.sentences());
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(sentences, shuffled.size()));
    }

    private <T> T pick(List<T> entries) {
        return entries.get(random.nextInt(entries.size()));
    }

    private void sometimes(double probability, Runnable action) {
        if (random.nextDouble() < probability) {
            action.run();
        }
    }
}
