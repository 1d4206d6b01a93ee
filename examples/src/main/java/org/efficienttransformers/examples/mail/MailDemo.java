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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.search.Document;
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
            "Lets the six bundled models read one long mail: label, probability, time, memory.",
            "Nothing is downloaded. Each model gets a JVM of its own, so that none lives in memory"
                    + " that another left."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et demo mails",
            "  A mail of your own, as it was sent, with its headers:",
            "  et demo mails --mail letter.eml"
        })
public final class MailDemo implements Callable<Integer> {

    /** The speech that comes with the demo: of its year. */
    private static final String SPEECH = "1937";

    /** What stands above the speech. */
    private static final String LETTER =
            """
            From: Ann <ann@example.org>
            To: Ben <ben@example.org>
            Subject: Re: that speech you were looking for
            Content-Type: text/plain; charset=utf-8

            Hi Ben,

            I found it in the end. The whole of it is below, since the library's site was down \
            when I tried.

            Ann

            """;

    private static final int REPETITIONS = 3;

    @Spec private CommandSpec spec;

    @Option(
            names = "--mail",
            paramLabel = "FILE",
            description = "The mail (default: one of some 4,000 tokens with a speech in it).")
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
        String text = GiveAways.clean(MailText.read(bytes()));
        if (here != null) {
            read(out, text);
            return 0;
        }
        out.println(text.lines().findFirst().orElse(""));
        out.printf("%n%-18s%8s%14s%12s%12s%n", "model", "label", "probability", "time", "memory");
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

    private byte[] bytes() throws IOException {
        if (mail == null) {
            Document speech =
                    Library.speeches().stream()
                            .filter(document -> document.title().contains(SPEECH))
                            .findFirst()
                            .orElseThrow();
            return (LETTER + speech.text()).getBytes(StandardCharsets.UTF_8);
        }
        if (!Files.isRegularFile(mail)) {
            throw new BadInputException("There is no file %s; --mail names a mail.", mail);
        }
        return Files.readAllBytes(mail);
    }

    private void read(PrintWriter out, String text) throws IOException {
        try (ZooModel<String, Classifications> model =
                        MailModels.load(here, String.class, Classifications.class);
                Predictor<String, Classifications> predictor = model.newPredictor()) {
            OptionalLong peak = ProcessMemory.peakAbove(() -> predictor.predict(text));
            List<Long> nanos = new ArrayList<>();
            Classifications.Classification best = null;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                best = predictor.predict(text).best();
                nanos.add(System.nanoTime() - start);
            }
            out.printf(
                    "%-18s%8s%14.4f%9.0f ms%9s MB%s%n",
                    here,
                    best.getClassName(),
                    best.getProbability(),
                    nanos.stream().sorted().toList().get(REPETITIONS / 2) / 1e6,
                    peak.isPresent() ? Math.round(peak.getAsLong() / 1e6) : "?",
                    cut(model, text));
            out.flush();
        } catch (TranslateException e) {
            throw new IOException(e.getMessage(), e);
        }
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
