/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.finetune.task.question.Question;
import org.efficienttransformers.finetune.task.question.Question.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions come out of SQuAD's JSON, CSV and JSONL; what is wrong ends in a sentence. */
class QuestionFilesTest {

    private static final String SQUAD =
            """
            {"version": "v2.0", "data": [{"title": "Ice", "paragraphs": [{
              "context": "\uD83D\uDEA2 Ice kept ships in port.",
              "qas": [
                {"id": "a", "question": "What kept ships?", "is_impossible": false,
                 "answers": [{"text": "Ice", "answer_start": 2},
                             {"text": "Ice kept", "answer_start": 2}]},
                {"id": "b", "question": "Who came?", "is_impossible": true, "answers": [],
                 "plausible_answers": [{"text": "ships", "answer_start": 11}]}]}]}]}
            """;

    @TempDir private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void assertRefused(Path path, String sentence) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> QuestionFiles.read(path))
                .withMessageContaining(sentence);
    }

    @Test
    void readsSquad() throws Exception {
        List<Question> questions = QuestionFiles.read(file("a.json", SQUAD));
        assertThat(questions).hasSize(2);
        // The ship is one character of SQuAD's and two of Java's.
        assertThat(questions.get(0).answers())
                .containsExactly(new Span("Ice", 3), new Span("Ice kept", 3));
        assertThat(questions.get(1).answers()).isEmpty();
        assertThat(questions.get(1).where()).isEqualTo("question b of a.json");
    }

    @Test
    void readsRows() throws Exception {
        Path csv =
                file(
                        "a.csv",
                        "context,question,answer,start\n\"Ice, cold\",What?,Ice,0\nIce,Who?,,\n");
        assertThat(QuestionFiles.read(csv))
                .extracting(Question::answers)
                .containsExactly(List.of(new Span("Ice", 0)), List.of());
        Path jsonl =
                file(
                        "a.jsonl",
                        """
                        {"context": "Ice", "question": "What?", "answer": "Ice", "start": 0}
                        {"context": "Ice", "question": "Who?", "answer": ""}
                        """);
        assertThat(QuestionFiles.read(jsonl))
                .extracting(Question::answers)
                .containsExactly(List.of(new Span("Ice", 0)), List.of());
    }

    @Test
    void namesWhatIsWrong() throws Exception {
        assertRefused(
                file("a.json", SQUAD.replace("\"answer_start\": 2}", "\"answer_start\": 3}")),
                "The answer 'Ice' of question a of a.json isn't at character 3");
        assertRefused(
                file("b.json", SQUAD.replace("\"qas\"", "\"questions\"")),
                "There is no 'qas' in b.json; it has context, questions, and needs a list");
        assertRefused(file("c.json", "{"), "c.json isn't in the form of SQuAD");
        assertRefused(file("d.json", " "), "d.json is empty");
        assertRefused(file("e.json", "{\"data\": []}"), "e.json is empty");
        String head = "context,question,answer,start\n";
        assertRefused(file("a.csv", head), "a.csv is empty");
        assertRefused(
                file("b.csv", head + "Ice,What?,Ice,zero\n"),
                "In line 2 of b.csv 'start' is 'zero'; it must be a whole number.");
        assertRefused(file("c.csv", head + "Ice,,Ice,0\n"), "of line 2 of c.csv is blank");
        assertRefused(
                file("d.csv", "context,question\nIce,What?\n"),
                "there must be 'context' and 'question' and 'answer' and 'start'");
        assertRefused(
                file("a.jsonl", "{\"context\": \"Ice\"}\n"),
                "There is no 'answer' in line 1 of a.jsonl; it has context");
        assertRefused(file("a.txt", "Ice"), "is neither a .json");
        assertRefused(folder.resolve("none.json"), "There is no ");
    }
}
