/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;
import org.efficienttransformers.finetune.task.question.Question;
import org.efficienttransformers.finetune.task.question.Question.Span;

/**
 * Reads questions with their answers: a JSON file in the form of <a
 * href="https://rajpurkar.github.io/SQuAD-explorer/">SQuAD</a>, version 1.1 or 2.0, or a CSV or
 * JSONL file.
 *
 * <p>Places of answers count characters (code points), as SQuAD's do.
 */
public final class QuestionFiles {

    private static final String CONTEXT = "context";
    private static final String QUESTION = "question";
    private static final String ANSWER = "answer";
    private static final String START = "start";

    private QuestionFiles() {}

    /**
     * Reads a file.
     *
     * @param file a {@code .json} file; or a {@code .csv} or {@code .jsonl} file with context,
     *     question, answer and start, the last two empty where there is no answer
     * @return the questions, one or more
     * @throws BadInputException if it is none of these, empty or malformed, or an answer isn't at
     *     its place; the line or the id is named
     * @throws IOException if it can't be read
     */
    public static List<Question> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    "There is no %s; give a .json (SQuAD), .csv or .jsonl file.", file);
        }
        List<Question> questions = new ArrayList<>();
        if (Rows.isFile(file)) {
            for (Row row : Rows.read(file, List.of(CONTEXT, QUESTION, ANSWER, START))) {
                questions.add(question(row));
            }
        } else if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            questions.addAll(squad(file));
        } else {
            throw new BadInputException(
                    "%s is neither a .json (SQuAD) nor a .csv nor a .jsonl file;" + " give one.",
                    file);
        }
        if (questions.isEmpty()) {
            throw new BadInputException("%s is empty; it must have questions.", file);
        }
        return questions;
    }

    private static Question question(Row row) {
        String context = row.text(CONTEXT);
        String answer = row.text(ANSWER);
        List<Span> answers = new ArrayList<>();
        if (!answer.isEmpty()) {
            answers.add(span(context, answer, row.integer(START), row.where()));
        }
        return checked(new Question(row.text(QUESTION), context, answers, row.where()));
    }

    private static List<Question> squad(Path file) throws IOException {
        String text = TextFile.read(file);
        String where = String.valueOf(file.getFileName());
        if (text.isBlank()) {
            throw new BadInputException("%s is empty; it must have questions.", file);
        }
        JsonObject root = Json.object(text);
        if (root == null) {
            throw new BadInputException(
                    "%s isn't in the form of SQuAD; it must be a JSON object of data[].paragraphs[]"
                            + " with context and qas[], each with id, question and answers[] of"
                            + " text and answer_start.",
                    file);
        }
        List<Question> questions = new ArrayList<>();
        for (JsonElement article : Json.array(root, "data", where)) {
            for (JsonElement element :
                    Json.array(Json.object(article, where), "paragraphs", where)) {
                JsonObject paragraph = Json.object(element, where);
                String context = Json.text(paragraph, CONTEXT, where);
                for (JsonElement asked : Json.array(paragraph, "qas", where)) {
                    questions.add(question(Json.object(asked, where), context, where));
                }
            }
        }
        return questions;
    }

    private static Question question(JsonObject asked, String context, String file) {
        String where = "question " + Json.text(asked, "id", file) + " of " + file;
        List<Span> answers = new ArrayList<>();
        if (!Json.bool(asked, "is_impossible", where)) {
            for (JsonElement element : Json.array(asked, "answers", where)) {
                JsonObject answer = Json.object(element, where);
                answers.add(
                        span(
                                context,
                                Json.text(answer, "text", where),
                                Json.integer(answer, "answer_start", where),
                                where));
            }
        }
        return checked(new Question(Json.text(asked, QUESTION, where), context, answers, where));
    }

    private static Span span(String context, String answer, int start, String where) {
        boolean within = start >= 0 && start <= context.codePointCount(0, context.length());
        int place = within ? context.offsetByCodePoints(0, start) : 0;
        if (!within || answer.isBlank() || !context.startsWith(answer, place)) {
            throw new BadInputException(
                    "The answer '%s' of %s isn't at character %s of its context;"
                            + " give the number of characters before it, and the answer as it"
                            + " stands there.",
                    answer, where, start);
        }
        return new Span(answer, place);
    }

    private static Question checked(Question question) {
        if (question.text().isBlank() || question.context().isBlank()) {
            throw new BadInputException(
                    "The question or the context of %s is blank; give both.", question.where());
        }
        return question;
    }
}
