/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.util.StringPair;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.translator.MultipleChoiceInput;
import org.efficienttransformers.translator.SupportedTask;
import picocli.CommandLine.Option;

/** What some tasks need besides a text. */
final class TaskInput {

    @Option(
            names = "--question",
            paramLabel = "TEXT",
            description = "The question that the text answers.")
    private String question;

    @Option(
            names = "--pair",
            paramLabel = "TEXT",
            description = "The second text, for classification of pairs.")
    private String pair;

    @Option(
            names = "--label",
            paramLabel = "TEXT",
            description = "A label for zero-shot classification; repeat it for each.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--choice",
            paramLabel = "TEXT",
            description = "A choice of how the text goes on; repeat it for each.")
    private List<String> choices = new ArrayList<>();

    /** The task that these inputs are for, unless one is named; null for that of the head. */
    String task() {
        if (!labels.isEmpty()) {
            return "zero-shot classification";
        }
        return pair == null ? null : "classification of pairs";
    }

    /** Makes the input of a task. */
    Object of(SupportedTask task, String text) {
        Class<?> type = task.input();
        refuse("--question", question != null && type != QAInput.class, task);
        refuse("--pair", pair != null && type != StringPair.class, task);
        refuse("--label", !labels.isEmpty() && type != ZeroShotClassificationInput.class, task);
        refuse("--choice", !choices.isEmpty() && type != MultipleChoiceInput.class, task);
        if (type == QAInput.class) {
            require("--question", question != null, task);
            return new QAInput(question, text);
        }
        if (type == StringPair.class) {
            require("--pair", pair != null, task);
            return new StringPair(text, pair);
        }
        if (type == ZeroShotClassificationInput.class) {
            require("--label", !labels.isEmpty(), task);
            return new ZeroShotClassificationInput(text, labels.toArray(String[]::new));
        }
        if (type == MultipleChoiceInput.class) {
            require("--choice", !choices.isEmpty(), task);
            return new MultipleChoiceInput(text, choices);
        }
        return text;
    }

    private static void refuse(String option, boolean given, SupportedTask task) {
        if (given) {
            throw new BadInputException(
                    "%s has no meaning for the task %s; leave it out.", option, task.name());
        }
    }

    private static void require(String option, boolean given, SupportedTask task) {
        if (!given) {
            throw new BadInputException("The task %s needs %s; give it.", task.name(), option);
        }
    }
}
