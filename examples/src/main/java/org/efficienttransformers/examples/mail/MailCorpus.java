/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the mails that the bundled mail models learn from. */
@Command(
        name = "mail-corpus",
        sortOptions = false,
        description = {
            "Writes mails for the text classification recipe, as start.jsonl, train.jsonl,"
                    + " validation.jsonl and held-out.jsonl: made up from templates, no real ones.",
            "Long ones hold pages of State of the Union addresses, with what tells the label"
                    + " anywhere between them; start.jsonl has fewer of them than train.jsonl, both"
                    + " of the same templates. The other files share no template, name or page."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  et reproduce mail-corpus --output target/mail"})
public final class MailCorpus implements Callable<Integer> {

    /** What a training begins with, since short mails teach faster. */
    private static final String START = "start.jsonl";

    /** The share of mails with pages in them. */
    private static final double PAGES = 0.3;

    private static final double PAGES_AT_THE_START = 0.12;

    @Spec private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the four files go; made if it isn't there.")
    private Path output;

    @Option(
            names = "--mails",
            paramLabel = "N",
            defaultValue = "4000",
            description =
                    "How many to learn from, in each of two files; a twentieth as many are for validation, a tenth held out"
                            + " (default: ${DEFAULT-VALUE}).")
    private int mails;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "The same seed writes the same mails (default: ${DEFAULT-VALUE}).")
    private long seed;

    /**
     * Runs the program.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new MailCorpus(), args);
    }

    @Override
    public Integer call() throws IOException {
        if (mails < 50) {
            throw new BadInputException("--mails is %s; it must be 50 or more.", mails);
        }
        Files.createDirectories(output);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-14s%8s%8s%8s%10s%10s%10s%n",
                "file", "mails", "ham", "spam", "median", "90 %", "longest");
        write(START, Side.TRAIN, PAGES_AT_THE_START, mails, out);
        write(Side.TRAIN.file(), Side.TRAIN, PAGES, mails, out);
        write(Side.VALIDATION.file(), Side.VALIDATION, PAGES, mails / 20, out);
        write(Side.HELD_OUT.file(), Side.HELD_OUT, PAGES, mails / 10, out);
        out.println(System.lineSeparator() + "Lengths are in characters.");
        out.flush();
        return 0;
    }

    private void write(String name, Side side, double pages, int count, PrintWriter out)
            throws IOException {
        MailWriter writer = new MailWriter(side, pages, new Random(seed + side.seed()));
        List<Mail> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            written.add(writer.next(i % 2 == 1));
        }
        Gson gson = new Gson();
        try (BufferedWriter file = Files.newBufferedWriter(output.resolve(name))) {
            for (Mail mail : written) {
                JsonObject line = new JsonObject();
                line.addProperty("text", mail.text());
                line.addProperty("label", mail.label());
                file.write(gson.toJson(line));
                file.write('\n');
            }
        }
        int[] lengths = written.stream().mapToInt(mail -> mail.text().length()).sorted().toArray();
        long spam = written.stream().filter(Mail::spam).count();
        out.printf(
                "%-14s%,8d%,8d%,8d%,10d%,10d%,10d%n",
                name.replace(".jsonl", ""),
                count,
                count - spam,
                spam,
                lengths[count / 2],
                lengths[count * 9 / 10],
                lengths[count - 1]);
    }
}
