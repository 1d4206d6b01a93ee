/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.efficienttransformers.examples.cli.Paragraph;
import picocli.CommandLine.Help.Ansi;

/** Tells what happened, in lines of at most 80 characters of plain ASCII apart from the texts. */
public final class Report {

    private static final int TITLE = 34;

    private final PrintWriter out;
    private final Ansi ansi;
    private final int beginning;

    /**
     * Makes a report.
     *
     * @param out where to print
     * @param ansi whether headings are bold
     * @param beginning how many tokens the truncating encoder reads
     */
    public Report(PrintWriter out, Ansi ansi, int beginning) {
        this.out = out;
        this.ansi = ansi;
        this.beginning = beginning;
    }

    /**
     * Says what is going to be done, before the model is loaded: the first time takes a while.
     *
     * @param model the name of the model
     * @param attention how it attends
     */
    public void begin(String model, String attention) {
        heading("Semantic search over whole documents");
        out.println();
        out.printf("  model      %s%n", model);
        out.printf("  attention  %s%n", attention);
        out.flush();
    }

    /**
     * Says that the model is loaded.
     *
     * @param maxLength the longest text it takes, in tokens
     * @param time how long loading took
     */
    public void loaded(int maxLength, Duration time) {
        print("  reads up to %,d tokens; loaded in %.1f s", maxLength, seconds(time));
        out.println();
        heading("Reading each document in one piece");
        out.println();
        print("  %-" + TITLE + "s%10s%12s%12s", "document", "words", "tokens", "seconds");
        out.flush();
    }

    /**
     * Adds a document that was read.
     *
     * @param document the document
     */
    public void read(IndexedDocument document) {
        print(
                "  %-" + TITLE + "s%,10d%,12d%12.2f",
                title(document.document()),
                document.document().words(),
                document.tokens(),
                seconds(document.time()));
        out.flush();
    }

    /**
     * Sums up the reading.
     *
     * @param documents the documents
     * @param before resident memory before the first was read, in bytes
     * @param peak the highest resident memory since then
     */
    public void total(List<IndexedDocument> documents, OptionalLong before, OptionalLong peak) {
        double seconds = documents.stream().mapToDouble(d -> seconds(d.time())).sum();
        int tokens = documents.stream().mapToInt(IndexedDocument::tokens).sum();
        int words = documents.stream().mapToInt(d -> d.document().words()).sum();
        print("  %-" + TITLE + "s%,10d%,12d%12.2f", "total", words, tokens, seconds);
        out.println();
        if (before.isPresent() && peak.isPresent()) {
            print(
                    "  memory: %,d MB with the model loaded, at most %,d MB more while reading",
                    megabytes(before.getAsLong()),
                    megabytes(Math.max(0, peak.getAsLong() - before.getAsLong())));
            out.println();
        }
        out.flush();
    }

    /**
     * Prints the best documents.
     *
     * @param question the question
     * @param results all results, the best first
     * @param top how many of them to print
     */
    public void ranking(String question, List<Result> results, int top) {
        paragraph("Question: ", question);
        out.println();
        print(
                "  %-" + TITLE + "s%16s%22s",
                "",
                "whole text",
                String.format("first %d tokens", beginning));
        print(
                "  %-" + TITLE + "s%6s%10s%12s%10s",
                "best documents",
                "rank",
                "cosine",
                "rank",
                "cosine");
        for (Result result : results.subList(0, Math.min(top, results.size()))) {
            print(
                    "  %-" + TITLE + "s%6d%10.3f%12d%10.3f",
                    title(result.document().document()),
                    result.whole().rank(),
                    result.whole().cosine(),
                    result.beginning().rank(),
                    result.beginning().cosine());
        }
        out.println();
        out.flush();
    }

    /**
     * Prints the best passage of each of the best documents.
     *
     * @param findings the passages, in the order of the documents
     */
    public void passages(List<Finding> findings) {
        heading("Their best passages");
        for (Finding finding : findings) {
            out.println();
            paragraph(
                    "  ",
                    String.format(
                            "%s, tokens %,d to %,d of %,d (cosine %.3f)",
                            finding.document().document().title(),
                            finding.firstToken(),
                            finding.lastToken(),
                            finding.document().tokens(),
                            finding.cosine()));
            out.print(Paragraph.wrap(finding.passage().text(), "    ", "    "));
        }
        out.println();
        out.flush();
    }

    /**
     * Explains what the reader has seen.
     *
     * @param results all results, the best first
     * @param best the best passage of the best document
     * @param attention how the model attends, as a clause
     */
    public void explain(List<Result> results, Finding best, String attention) {
        heading("What happened");
        out.println();
        paragraph("  ", reading(results, attention));
        out.println();
        paragraph("  ", outcome(results, best));
        out.flush();
    }

    private String reading(List<Result> results, String attention) {
        long tokens = results.stream().mapToLong(r -> r.document().tokens()).sum();
        long seen =
                results.stream().mapToLong(r -> Math.min(beginning, r.document().tokens())).sum();
        if (seen == tokens) {
            return String.format(
                    "All documents fit into %d tokens, so a model that reads no more than that saw"
                            + " the same text; give longer ones to see a difference.",
                    beginning);
        }
        return String.format(
                "A sentence encoder usually reads %d tokens and drops the rest: %.0f %% of the"
                        + " text here. This one read every document to its end, because %s. Time"
                        + " and memory then grow with the length of a text, not with its square.",
                beginning, 100.0 * (tokens - seen) / tokens, attention);
    }

    private String outcome(List<Result> results, Finding best) {
        Result first = results.get(0);
        int rank = first.beginning().rank();
        String text =
                String.format(
                        "The best passage of the best document, %s, begins at token %,d. ",
                        first.document().document().title(), best.firstToken());
        if (best.firstToken() <= beginning) {
            return text
                    + String.format(
                            "A model that reads the first %d only has seen it, too.", beginning);
        }
        text += String.format("Cut at %d tokens the model never sees it", beginning);
        if (results.size() == 1) {
            return text + ".";
        }
        if (rank == 1) {
            return text + "; this time it ranks the document first all the same.";
        }
        String winner =
                results.stream()
                        .filter(result -> result.beginning().rank() == 1)
                        .map(result -> result.document().document().title())
                        .findFirst()
                        .orElseThrow();
        return text
                + String.format(
                        ": it ranks the document %s of %d and puts %s first.",
                        ordinal(rank), results.size(), winner);
    }

    private static String ordinal(int rank) {
        return switch (rank) {
            case 2 -> "second";
            case 3 -> "third";
            default -> "number " + rank;
        };
    }

    private void heading(String text) {
        out.println(ansi.string("@|bold " + text + "|@"));
    }

    private void paragraph(String indent, String text) {
        out.print(Paragraph.wrap(text, indent, " ".repeat(indent.length())));
    }

    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    }

    private static String title(Document document) {
        String title = document.title();
        return title.length() < TITLE ? title : title.substring(0, TITLE - 4) + "...";
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static long megabytes(long bytes) {
        return Math.round(bytes / 1e6);
    }
}
