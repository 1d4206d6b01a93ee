/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.TextFile;
import org.efficienttransformers.examples.search.Library;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.tokenizer.TextTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets the bundled mail models read one long mail, side by side. */
@Command(
        name = "mails",
        sortOptions = false,
        description = {
            "Lets the six bundled models read one long mail: label, probability, time, memory, and"
                    + " what they would say of its first 512 tokens.",
            "Nothing is downloaded. Each model gets a JVM of its own, so that none lives in memory"
                    + " that another left."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et demo mails",
            "  A mail of your own, a text that begins with 'Subject: ' and an empty line:",
            "  et demo mails --mail letter.txt"
        })
public final class MailDemo implements Callable<Integer> {

    /** The speech in the demo's mail: of its year, none that the models have learnt from. */
    private static final String SPEECH = "1934";

    /** How much of it, in characters: more than twice what a model of BERT's length reads. */
    private static final int LENGTH = 4000;

    private static final String LETTER =
            """
            Subject: Re: that speech you were looking for

            Hi Ben,

            I found it in the end. Its beginning is below, since the library's site was down when I \
            tried.

            %s

            While you are reading: our lottery has drawn your address from 40 million others, and \
            you have won 750,000 euros! To claim the prize, send your bank details and a transfer \
            fee of 300 euros to our agent at once. Keep this confidential until the money has \
            been paid out. You are one of only five lucky winners this year, and no ticket was \
            sold. Winnings that nobody claims within 48 hours are forfeited. Click here now to \
            receive your prize money: http://www.fortune.example

            %s

            Best regards
            Ann
            """;

    private static final int REPETITIONS = 3;

    @Spec private CommandSpec spec;

    @Option(
            names = "--mail",
            paramLabel = "FILE",
            description =
                    "The mail (default: pages of a speech with lines on a lottery among them).")
    private Path mail;

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            description = "Which ones, separated by commas (default: all six).")
    private List<String> models = MailModels.NAMES;

    @Option(names = "--here", hidden = true, description = "Lets a model read in this JVM.")
    private String here;

    /**
     * Runs the demo.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new MailDemo(), args);
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (String name : models) {
            MailModels.check(name);
        }
        String text = text();
        if (here != null) {
            read(out, text);
            return 0;
        }
        out.println(text.lines().findFirst().orElse(""));
        out.printf(
                "%n%-18s%8s%14s%12s%12s%18s%n",
                "model", "label", "probability", "time", "memory", "first 512 tokens");
        out.flush();
        for (String name : models) {
            List<String> args = new ArrayList<>(List.of("--here", name));
            if (mail != null) {
                args.addAll(List.of("--mail", mail.toString()));
            }
            int code = FreshJvm.run(out, MailDemo.class, args.toArray(String[]::new));
            if (code != 0) {
                return code;
            }
        }
        out.println();
        out.println(
                "time: median of "
                        + REPETITIONS
                        + "; memory: peak above the loaded model, with the first prediction.");
        out.flush();
        return 0;
    }

    private String text() throws IOException {
        if (mail != null) {
            return TextFile.read(mail).strip();
        }
        String whole =
                Library.speeches().stream()
                        .filter(document -> document.title().contains(SPEECH))
                        .findFirst()
                        .orElseThrow()
                        .text();
        String speech = whole.substring(0, whole.indexOf(". ", LENGTH) + 1);
        int middle = speech.indexOf(". ", speech.length() * 2 / 3) + 1;
        return LETTER.formatted(
                        speech.substring(0, middle).strip(), speech.substring(middle).strip())
                .strip();
    }

    private void read(PrintWriter out, String text) throws IOException {
        try (ZooModel<String, Classifications> model = load(MailModels.MAX_LENGTH);
                Predictor<String, Classifications> predictor = model.newPredictor();
                ZooModel<String, Classifications> beginning = load(MailModels.CUT_LENGTH);
                Predictor<String, Classifications> hasty = beginning.newPredictor()) {
            OptionalLong peak = ProcessMemory.peakAbove(() -> predictor.predict(text));
            List<Long> nanos = new ArrayList<>();
            Classifications.Classification best = null;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                best = predictor.predict(text).best();
                nanos.add(System.nanoTime() - start);
            }
            Classifications.Classification cut = hasty.predict(text).best();
            out.printf(
                    "%-18s%8s%14.4f%9.0f ms%9s MB%8s%10.4f%s%n",
                    here,
                    best.getClassName(),
                    best.getProbability(),
                    nanos.stream().sorted().toList().get(REPETITIONS / 2) / 1e6,
                    peak.isPresent() ? Math.round(peak.getAsLong() / 1e6) : "?",
                    cut.getClassName(),
                    cut.getProbability(),
                    cut(model, text));
            out.flush();
        } catch (TranslateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private ZooModel<String, Classifications> load(int maxLength) throws IOException {
        return MailModels.load(here, "float32", maxLength, String.class, Classifications.class);
    }

    private static String cut(ZooModel<?, ?> model, String text) throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(model.getModelPath())) {
            int tokens = tokenizer.encode(text).length() + tokenizer.single().addedTokens();
            return tokens <= MailModels.MAX_LENGTH
                    ? ""
                    : String.format("  (read %,d of %,d tokens)", MailModels.MAX_LENGTH, tokens);
        }
    }
}
