/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.translator.StreamedText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Summarises texts. */
@Command(
        name = "summarize",
        sortOptions = false,
        description = {
            "Summarises each text given, by a LED, BigBird-Pegasus or LongT5; the text comes from"
                    + " the arguments, from files, or else from standard input.",
            "A text beyond the model's maximum is an error, unless --set truncation=true cuts it or"
                    + " --set stride=<tokens> summarises it by windows, and then their summaries."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et summarize allenai/led-large-16384-arxiv --file paper.txt",
            "  et summarize my-folder --set numBeams=4 --set maxNewTokens=256 --stream < report.txt",
            "  et summarize my-folder --set stride=256 --set maxTime=60 --file book.txt --json"
        })
public final class SummarizeCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ModelAndTexts asked;

    @Option(
            names = "--stream",
            description =
                    "Prints each piece of a summary as soon as it is settled. Beams settle late;"
                            + " --set numBeams=1 does at once.")
    private boolean stream;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "An argument of the Criteria, such as maxNewTokens=256 or numBeams=4, as"
                            + " docs/TASKS.md lists them; may be repeated (default: what the"
                            + " model's generation_config.json says).")
    private Map<String, String> arguments = new LinkedHashMap<>();

    @Mixin private JsonOption json;

    /** Made by picocli. */
    SummarizeCommand() {}

    /** {@inheritDoc} */
    @Override
    public Integer call() throws IOException {
        if (stream && json.wanted()) {
            throw new BadInputException(
                    "--stream and --json are given, but JSON isn't written by pieces; leave one"
                            + " out.");
        }
        ModelReference reference = ModelReference.of(asked.model());
        List<String> inputs = asked.read();
        PrintWriter out = spec.commandLine().getOut();
        Criteria.Builder<StreamedText, String> criteria =
                Criteria.builder().setTypes(StreamedText.class, String.class);
        try (ZooModel<StreamedText, String> loaded = reference.load(criteria, arguments);
                Predictor<StreamedText, String> predictor = loaded.newPredictor()) {
            for (String text : inputs) {
                String summary =
                        predictor.predict(new StreamedText(text, piece -> printPiece(out, piece)));
                if (stream) {
                    out.println();
                } else if (json.wanted()) {
                    json.printLine(out, summary);
                } else {
                    out.println(summary);
                }
                out.flush();
            }
        } catch (TranslateException | IllegalArgumentException e) {
            throw new BadInputException(
                    e, "The model can't be asked: %s", PredictCommand.reason(e));
        }
        return 0;
    }

    private void printPiece(PrintWriter out, String piece) {
        if (stream) {
            out.print(piece);
            out.flush();
        }
    }
}
