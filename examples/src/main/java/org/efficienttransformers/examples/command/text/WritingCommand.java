/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

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
import org.efficienttransformers.examples.command.JsonOption;
import org.efficienttransformers.examples.command.ModelReference;
import org.efficienttransformers.translator.StreamedText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes texts about texts, or continues them, piece by piece where asked for. */
abstract class WritingCommand implements Callable<Integer> {

    private final String task;

    @Spec private CommandSpec spec;

    @Mixin private ModelAndTexts asked;

    @Option(
            names = "--stream",
            description =
                    "Prints each piece of what is written as soon as it is settled. Beams settle late;"
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

    /** Writes for a task, by its name in docs/TASKS.md; its input is a {@link StreamedText}. */
    WritingCommand(String task) {
        this.task = task;
    }

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
        Criteria.Builder<Object, Object> criteria =
                Criteria.builder()
                        .setTypes(Object.class, Object.class)
                        .optTranslatorFactory(new ByHead(task));
        try (ZooModel<Object, Object> loaded = reference.load(criteria, arguments);
                Predictor<Object, Object> predictor = loaded.newPredictor()) {
            for (String text : inputs) {
                Object written =
                        predictor.predict(new StreamedText(text, piece -> printPiece(out, piece)));
                if (stream) {
                    out.println();
                } else if (json.wanted()) {
                    json.printLine(out, written);
                } else {
                    out.println(written);
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
