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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a model. */
@Command(
        name = "predict",
        sortOptions = false,
        description = {
            "Asks a model, for each text given; the text comes from the arguments, from files, or"
                    + " else from standard input.",
            "Text beyond the model's maximum is an error, unless --set truncation=true or --set"
                    + " stride=<tokens> says what to do."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et predict all-minilm-l6-v2-longformer-4096 --file report.txt --json",
            "  et predict allenai/longformer-base-4096 \"Paris is the <mask> of France.\"",
            "  et predict my-folder --question \"Who signed it?\" --set stride=128 < contract.txt",
            "  cut -f2 mails.tsv | et predict my-classifier --lines --json"
        })
public final class PredictCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ModelAndTexts asked;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description =
                    "The task, as docs/TASKS.md names it, such as embedding (default: what the"
                            + " model's head was trained for).")
    private String task;

    @Mixin private TaskInput extra;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "An argument of the Criteria, such as topK=3 or attention=bigbird; may be"
                            + " repeated.")
    private Map<String, String> arguments = new LinkedHashMap<>();

    @Mixin private JsonOption json;

    @Override
    public Integer call() throws IOException {
        ByHead chooser = new ByHead(task == null ? extra.task() : task);
        Criteria.Builder<Object, Object> criteria =
                Criteria.builder()
                        .setTypes(Object.class, Object.class)
                        .optTranslatorFactory(chooser);
        ModelReference reference = ModelReference.of(asked.model());
        List<String> inputs = asked.read();
        PrintWriter out = spec.commandLine().getOut();
        try (ZooModel<Object, Object> loaded = reference.load(criteria, arguments);
                Predictor<Object, Object> predictor = loaded.newPredictor()) {
            for (String text : inputs) {
                Object answer = predictor.predict(extra.of(chooser.task(), text));
                if (json.wanted()) {
                    json.printLine(out, AnswerPrinter.toJson(answer));
                } else {
                    AnswerPrinter.print(out, answer);
                }
                out.flush();
            }
        } catch (TranslateException | IllegalArgumentException e) {
            throw new BadInputException(e, "The model can't be asked: %s", reason(e));
        }
        return 0;
    }

    /** DJL wraps what translators throw. */
    static String reason(Exception e) {
        return e.getCause() instanceof IllegalArgumentException cause
                ? cause.getMessage()
                : e.getMessage();
    }
}
