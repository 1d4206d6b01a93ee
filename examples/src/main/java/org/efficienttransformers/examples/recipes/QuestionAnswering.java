/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.recipes.data.QuestionFiles;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.question.Question;
import org.efficienttransformers.finetune.task.question.QuestionAnsweringTask;
import org.efficienttransformers.finetune.task.question.QuestionAnsweringTask.Asked;
import org.efficienttransformers.finetune.task.question.QuestionAnsweringTask.Labelled;
import org.efficienttransformers.finetune.task.question.QuestionWindows;
import org.efficienttransformers.finetune.task.question.QuestionWindows.Window;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recipe: trains a model to find the answers to questions in long texts. */
@Command(
        name = "question-answering",
        sortOptions = false,
        description = {
            "Trains a model to find the part of a text that answers a question.",
            "Data is a .json file in the form of SQuAD 1.1 or 2.0, or a .csv or .jsonl file with"
                    + " context, question, answer, and start, the number of characters before the"
                    + " answer. Where there is no answer, it is empty.",
            "Contexts that are longer than the model takes become overlapping windows; an answer is"
                    + " sought in all of them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Fine-tune a model of the hub on SQuAD 2.0:",
            "  et train question-answering --model allenai/longformer-base-4096 \\",
            "      --train train-v2.0.json --validation dev-v2.0.json --output answers",
            "",
            "  A model from scratch, with windows of 1,024 tokens:",
            "  et train question-answering --new longformer --set attention_window=128 --max-length 1024 \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --learning-rate 1e-3 \\",
            "      --train train.jsonl --validation validation.jsonl --output answers",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class QuestionAnswering extends Recipe<Question> {

    @Option(
            names = "--stride",
            paramLabel = "N",
            defaultValue = "128",
            description =
                    "By how many tokens the windows of a long context overlap (default:"
                            + " ${DEFAULT-VALUE}).")
    @Range(min = 0)
    private int stride;

    @Option(
            names = "--max-answer-length",
            paramLabel = "N",
            defaultValue = "30",
            description =
                    "The longest answer to choose in evaluations, in tokens (default:"
                            + " ${DEFAULT-VALUE}).")
    @Range
    private int maxAnswerLength;

    @Override
    List<Question> read(Path path) throws IOException {
        return QuestionFiles.read(path);
    }

    @Override
    Head head() {
        return Head.QUESTION_ANSWERING;
    }

    @Override
    Function<List<Question>, FineTuningTask> tasks(
            Trainee trainee, List<Question> trained, Settings settings) {
        QuestionWindows windows = new QuestionWindows(trainee, stride);
        boolean mayBeNone = mayBeNone(trained, windows);
        List<Labelled> labelled = labelled(trained, windows);
        return held ->
                new QuestionAnsweringTask(
                        labelled,
                        new Asked(held, windows.of(held)),
                        trainee.batching(settings),
                        maxAnswerLength,
                        mayBeNone);
    }

    /** Whether the data has questions without an answer, and so the model may give none. */
    private boolean mayBeNone(List<Question> questions, QuestionWindows windows) {
        long without = questions.stream().filter(q -> q.answers().isEmpty()).count();
        if (without == questions.size()) {
            throw new BadInputException(
                    "None of the %s questions to learn from has an answer; add some that"
                            + " have.",
                    without);
        }
        if (without > 0 && !windows.canSayNoAnswer()) {
            throw new BadInputException(
                    "%s questions to learn from have no answer, which only a tokenizer"
                            + " that puts a token in front of the question can express; leave"
                            + " them out, or take another.",
                    without);
        }
        return without > 0;
    }

    private List<Labelled> labelled(List<Question> questions, QuestionWindows windows) {
        List<Labelled> all = new ArrayList<>();
        boolean[] found = new boolean[questions.size()];
        for (Window window : windows.of(questions)) {
            Question question = questions.get(window.question());
            int[] tokens =
                    question.answers().isEmpty() ? null : window.tokens(question.answers().get(0));
            if (tokens != null) {
                found[window.question()] = true;
                all.add(new Labelled(window, tokens[0], tokens[1]));
            } else if (windows.canSayNoAnswer()) {
                all.add(new Labelled(window, 0, 0));
            }
        }
        for (int i = 0; i < found.length; i++) {
            Question question = questions.get(i);
            if (!found[i] && !question.answers().isEmpty()) {
                throw new BadInputException(
                        "No window holds all of the answer at %s, which has %s"
                                + " characters; give a larger --stride than %s, or a larger"
                                + " --max-length.",
                        question.where(), question.answers().get(0).text().length(), stride);
            }
        }
        return all;
    }

    @Override
    List<LabelledText> recorded(List<Question> questions) {
        return questions.stream()
                .map(
                        question ->
                                new LabelledText(
                                        question.text()
                                                + "\n"
                                                + question.context()
                                                + "\n"
                                                + question.answers().stream()
                                                        .map(a -> a.start() + " " + a.text())
                                                        .collect(Collectors.joining("\n")),
                                        question.answers().isEmpty() ? "no answer" : "answer",
                                        question.where()))
                .toList();
    }
}
