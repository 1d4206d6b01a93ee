/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.question;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.TokenSequences;
import org.efficienttransformers.finetune.task.question.QuestionWindows.Window;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.evaluator.AnswerScores;
import org.efficienttransformers.training.loss.SpanLoss;

/**
 * Contexts in which the answers to questions are to be found.
 *
 * @param train the windows to learn from
 * @param validation what to evaluate on
 * @param batching how to put windows together
 * @param maxAnswerLength the longest answer to choose, in tokens
 * @param mayBeNone whether there may be no answer
 */
public record QuestionAnsweringTask(
        List<Labelled> train,
        Asked validation,
        Batching batching,
        int maxAnswerLength,
        boolean mayBeNone)
        implements FineTuningTask {

    /**
     * A window and what to learn of it.
     *
     * @param window the window
     * @param first the first token of the answer; the first of the window if it has none
     * @param last the last token of the answer, likewise
     */
    public record Labelled(Window window, int first, int last) {}

    /**
     * Questions to be answered.
     *
     * @param questions the questions
     * @param windows the windows of all of them
     */
    public record Asked(List<Question> questions, List<Window> windows) {}

    @Override
    public int[] lengths() {
        return train.stream().mapToInt(labelled -> labelled.window.ids().length).toArray();
    }

    @Override
    public SpanLoss loss() {
        return new SpanLoss();
    }

    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        List<Labelled> labelled = Arrays.stream(examples).mapToObj(train::get).toList();
        long[] first = labelled.stream().mapToLong(Labelled::first).toArray();
        long[] last = labelled.stream().mapToLong(Labelled::last).toArray();
        Shape shape = new Shape(first.length); // b
        return new TrainingBatch(
                inputs(manager, labelled.stream().map(Labelled::window).toList(), batching::pad),
                new NDList(
                        HostData.create(manager, first, shape),
                        HostData.create(manager, last, shape)));
    }

    /**
     * {@inheritDoc}
     *
     * @return F1 of words and exact matches, as SQuAD counts them
     */
    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        List<BestSpan> best = new ArrayList<>();
        validation.questions.forEach(question -> best.add(new BestSpan(maxAnswerLength)));
        batching.forEach(
                validation.windows.stream().mapToInt(window -> window.ids().length).toArray(),
                manager,
                (batch, scope) -> {
                    List<Window> windows =
                            Arrays.stream(batch).mapToObj(validation.windows::get).toList();
                    NDList outputs = model.apply(inputs(scope, windows, batching::padToLongest));
                    outputs.attach(scope);
                    float[] first = outputs.get("start_logits").toFloatArray(); // b n
                    float[] last = outputs.get("end_logits").toFloatArray();
                    for (int i = 0; i < batch.length; i++) {
                        Window window = windows.get(i);
                        int row = i * (first.length / batch.length);
                        best.get(window.question()).see(window, first, last, row);
                    }
                });
        AnswerScores scores = new AnswerScores();
        for (int i = 0; i < best.size(); i++) {
            Question question = validation.questions.get(i);
            scores.add(
                    best.get(i).answer(question.context(), mayBeNone),
                    question.answers().stream().map(Question.Span::text).toList());
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("f1", scores.f1());
        figures.put("exact_match", scores.exactMatch());
        return new Evaluation(figures, true);
    }

    /** The inputs of a model: those of {@link Batching#pad}, and what else it takes, (b, n). */
    private static NDList inputs(
            NDManager manager,
            List<Window> windows,
            BiFunction<NDManager, TokenSequences, NDList> padded) {
        boolean typed = windows.get(0).types() != null;
        NDList inputs =
                padded.apply(
                        manager,
                        new TokenSequences(
                                windows.stream().map(Window::ids).toList(),
                                typed ? windows.stream().map(Window::types).toList() : List.of()));
        Shape shape = inputs.head().getShape();
        int length = Math.toIntExact(shape.get(1));
        long[] globals = new long[windows.size() * length];
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            int row = i * length;
            Arrays.fill(globals, row, row + window.globalTo(), 1);
        }
        if (windows.get(0).globalTo() > 0) {
            add(inputs, "global_attention_mask", HostData.create(manager, globals, shape));
        }
        return inputs;
    }

    private static void add(NDList inputs, String name, NDArray array) {
        array.setName(name);
        inputs.add(array);
    }
}
