/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.recipes.data.Question.Span;

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
    public static List<Question> read(Path file) throws BadInputException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    "There is no " + file + "; give a .json (SQuAD), .csv or .jsonl file.");
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
                    file + " is neither a .json (SQuAD) nor a .csv nor a .jsonl file; give one.");
        }
        if (questions.isEmpty()) {
            throw new BadInputException(file + " is empty; it must have questions.");
        }
        return questions;
    }

    private static Question question(Row row) throws BadInputException {
        String context = row.text(CONTEXT);
        String answer = row.text(ANSWER);
        List<Span> answers = new ArrayList<>();
        if (!answer.isEmpty()) {
            String start = row.text(START);
            try {
                answers.add(span(context, answer, Integer.parseInt(start.strip()), row.where()));
            } catch (NumberFormatException e) {
                throw new BadInputException(
                        "The start of the answer in "
                                + row.where()
                                + " is '"
                                + start
                                + "'; it must be the number of characters before the answer.",
                        e);
            }
        }
        return checked(new Question(row.text(QUESTION), context, answers, row.where()));
    }

    private static List<Question> squad(Path file) throws BadInputException, IOException {
        String text = Utf8.read(file);
        if (text.isBlank()) {
            throw new BadInputException(file + " is empty; it must have questions.");
        }
        List<Question> questions = new ArrayList<>();
        try {
            JsonObject root = JsonParser.parseString(text).getAsJsonObject();
            for (JsonElement article : root.getAsJsonArray("data")) {
                for (JsonElement paragraph :
                        article.getAsJsonObject().getAsJsonArray("paragraphs")) {
                    JsonObject object = paragraph.getAsJsonObject();
                    String context = object.get(CONTEXT).getAsString();
                    for (JsonElement asked : object.getAsJsonArray("qas")) {
                        questions.add(question(asked.getAsJsonObject(), context, file));
                    }
                }
            }
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException e) {
            // What Gson throws where a value is missing or of another kind.
            throw new BadInputException(
                    file
                            + " isn't in the form of SQuAD behind question "
                            + questions.size()
                            + " ("
                            + e.getMessage()
                            + "); it must have data[].paragraphs[] with context and qas[], each"
                            + " with id, question and answers[] of text and answer_start.",
                    e);
        }
        return questions;
    }

    private static Question question(JsonObject asked, String context, Path file)
            throws BadInputException {
        String where = "question " + asked.get("id").getAsString() + " of " + file.getFileName();
        JsonElement impossible = asked.get("is_impossible");
        JsonArray given = asked.getAsJsonArray("answers");
        List<Span> answers = new ArrayList<>();
        if (impossible == null || !impossible.getAsBoolean()) {
            for (JsonElement element : given) {
                JsonObject answer = element.getAsJsonObject();
                String text = answer.get("text").getAsString();
                answers.add(span(context, text, answer.get("answer_start").getAsInt(), where));
            }
        }
        return checked(new Question(asked.get(QUESTION).getAsString(), context, answers, where));
    }

    private static Span span(String context, String answer, int start, String where)
            throws BadInputException {
        boolean within = start >= 0 && start <= context.codePointCount(0, context.length());
        int place = within ? context.offsetByCodePoints(0, start) : 0;
        if (!within || answer.isBlank() || !context.startsWith(answer, place)) {
            throw new BadInputException(
                    "The answer '"
                            + answer
                            + "' of "
                            + where
                            + " isn't at character "
                            + start
                            + " of its context; give the number of characters before it, and the"
                            + " answer as it stands there.");
        }
        return new Span(answer, place);
    }

    private static Question checked(Question question) throws BadInputException {
        if (question.text().isBlank() || question.context().isBlank()) {
            throw new BadInputException(
                    "The question or the context of " + question.where() + " is blank; give both.");
        }
        return question;
    }
}
