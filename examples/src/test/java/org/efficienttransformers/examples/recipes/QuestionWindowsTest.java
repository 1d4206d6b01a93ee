/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.recipes.run.NewModel;
import org.efficienttransformers.examples.recipes.run.Vocabulary;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.question.Question;
import org.efficienttransformers.finetune.task.question.QuestionWindows;
import org.efficienttransformers.finetune.task.question.QuestionWindows.Window;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows hold all of a context, and answers are found in them where they stand. */
class QuestionWindowsTest {

    private static final int LENGTH = 24;
    private static final String CONTEXT =
            "The harbour was closed until March, since ice kept the ships of Hammerfest in port;"
                    + " the mail came overland, by sledge, and arrived in April.";

    @TempDir private Path folder;

    private static Question question(String answer) {
        Question.Span span = new Question.Span(answer, CONTEXT.indexOf(answer));
        return new Question("What kept them?", CONTEXT, List.of(span), "here");
    }

    private interface Check {
        void run(QuestionWindows windows, Trainee trainee);
    }

    private void with(int stride, Check check) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            TextTokenizer tokenizer =
                    TextTokenizer.load(RecipeRunner.wholeTokenizer(folder)).attach(manager);
            NewModel size = new NewModel(AttentionKinds.of("full"), 1, 8, 1, LENGTH, Map.of());
            Trainee trainee =
                    Trainee.create(
                            size.config(
                                    Head.QUESTION_ANSWERING, List.of(), Vocabulary.of(tokenizer)),
                            LoadOptions.DEFAULT,
                            tokenizer,
                            folder,
                            manager);
            check.run(new QuestionWindows(trainee, stride), trainee);
        }
    }

    @Test
    void windowsHoldAllOfAContext() throws Exception {
        with(
                5,
                (windows, trainee) -> {
                    Map<Integer, Integer> seen = new HashMap<>();
                    List<Window> all = windows.of(List.of(question("ice")));
                    assertThat(all).hasSizeGreaterThan(2);
                    for (Window window : all) {
                        assertThat(window.ids().length).isLessThanOrEqualTo(LENGTH);
                        for (int start : window.context().starts()) {
                            seen.merge(start, 1, Integer::sum);
                        }
                    }
                    int[] starts = trainee.tokenizer().encode(CONTEXT).starts();
                    assertThat(new TreeSet<>(seen.keySet()))
                            .containsExactlyElementsOf(Arrays.stream(starts).boxed().toList());
                    assertThat(seen.values().stream().filter(n -> n == 2).count())
                            .isEqualTo(5L * (all.size() - 1));
                });
    }

    @Test
    void answersAreFoundWhereTheyStand() throws Exception {
        with(
                5,
                (windows, trainee) -> {
                    // What is no token of its own is found in the one that holds it.
                    Map<String, String> expected =
                            Map.of(
                                    "ice", "ice",
                                    "Hammerfest", "Hammerfest",
                                    "by sledge", "by sledge",
                                    "April", "April",
                                    "land", "overland");
                    for (String answer : expected.keySet()) {
                        Question question = question(answer);
                        int found = 0;
                        for (Window window : windows.of(List.of(question))) {
                            int[] tokens = window.tokens(question.answers().get(0));
                            if (tokens != null) {
                                found++;
                                EncodedText context = window.context();
                                int first = tokens[0] - window.offset();
                                int last = tokens[1] - window.offset();
                                assertThat(
                                                CONTEXT.substring(
                                                        context.starts()[first],
                                                        context.ends()[last]))
                                        .isEqualTo(expected.get(answer));
                            }
                        }
                        assertThat(found).as(answer).isBetween(1, 2);
                    }
                });
    }

    @Test
    void refusesOverlapsThatLeaveNoRoom() throws Exception {
        with(
                20,
                (windows, trainee) ->
                        assertThatExceptionOfType(IllegalArgumentException.class)
                                .isThrownBy(() -> windows.of(List.of(question("ice"))))
                                .withMessageContaining("there must be more than the stride, 20"));
    }
}
